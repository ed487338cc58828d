"""Say that one's own organisation has been told what a meeting came to."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actors import audit
from actors.models import Function, User
from actors.rights import rights
from common.errors import RuleError
from forums import rules, tallies
from forums.locks import changed, locked_meeting, log
from forums.models import HomeBriefing, Meeting

OVER = {Meeting.Status.HELD, Meeting.Status.MINUTED}


@transaction.atomic
def confirm_briefing(
    *, meeting_id: int, actor_id: int, how: str = "", by: User, at: datetime
) -> HomeBriefing:
    """Note that an actor which met has told its own; said again it changes nothing.

    Källa: Avsiktsförklaringen "Organisation och styrning": "Samtliga forum ansvarar även för att
    återföra information".
    """
    meeting = locked_meeting(meeting_id)
    function = own_function(by, actor_id)
    if function is None:
        raise PermissionDenied("Bara aktörens egna funktioner svarar för den.")
    if meeting.status not in OVER:
        raise RuleError("Mötet är inte slut. Återför när det är det.")
    if actor_id not in {row.actor.pk for row in tallies.briefings_of(meeting)}:
        raise RuleError("Aktören var inte med på mötet.", code="not_there")
    label = audit.label_of(by, function)
    found, is_new = HomeBriefing.objects.get_or_create(
        meeting=meeting,
        actor_id=actor_id,
        defaults={"how": rules.legible(how)[:300], "confirmed_at": at, "confirmed_by": label},
    )
    if is_new:
        text = f"{function.actor} har informerat sin egen organisation."
        log(meeting, "meeting.briefing", text, by=by, function=function, at=at)
        changed(meeting)
    return found


def own_function(user: User, actor_id: int) -> Function | None:
    """Return a function of the actor that the user holds, if any.

    Källa: domain.md 1.1.
    """
    held = (one for one in rights.functions_of(user) if one.actor_id == actor_id)
    return next(held, None)
