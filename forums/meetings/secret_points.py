"""Put a secret point on the agenda of a meeting, or take it away; never what it is about."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from actors.models import User
from common.errors import RuleError
from forums import who_leads
from forums.locks import changed, locked_meeting, log
from forums.models import AgendaItem, Meeting

TITLE: Final = "Hemlig punkt"
HINT: Final = (
    "Bara de som har rätt att ta del är kvar, och inte på öppen linje. Inget antecknas här: "
    "skriv i en hemlig bilaga."
)


@transaction.atomic
def add_secret_point(*, meeting_id: int, by: User, at: datetime) -> AgendaItem:
    """Put the secret point last on the agenda, so that whoever may not hear it can leave.

    A second time changes nothing. Nothing is said of what it is about.
    Källa: domain.md 3.5, 3.2.
    """
    meeting = _open_meeting(meeting_id, by)
    if meeting.exercise:
        raise RuleError("I en övning behandlas inget hemligt.")
    found = meeting.agenda.filter(is_secret=True).first()
    if found is not None:
        return found
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    point = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, title=TITLE, hint=HINT, is_secret=True
    )
    _note(meeting, by, at)
    return point


@transaction.atomic
def remove_secret_point(*, meeting_id: int, by: User, at: datetime) -> None:
    """Take the secret point off the agenda; annexes of the meeting stay where they are.

    Källa: domain.md 3.5.
    """
    meeting = _open_meeting(meeting_id, by)
    removed, _kinds = meeting.agenda.filter(is_secret=True).delete()
    if removed:
        _note(meeting, by, at)


def _open_meeting(meeting_id: int, by: User) -> Meeting:
    meeting = locked_meeting(meeting_id)
    who_leads.require_leading(by, meeting)
    if not meeting.is_open:
        raise RuleError("Dagordningen går inte att ändra när mötet är slut.")
    return meeting


def _note(meeting: Meeting, by: User, at: datetime) -> None:
    """Write the act down in words that do not tell that there is a secret point."""
    function = who_leads.require_leading(by, meeting)
    log(meeting, "meeting.agenda", "Ändrade dagordningen.", by=by, function=function, at=at)
    changed(meeting, lists=False)
