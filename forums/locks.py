"""What every service of a meeting does first and last."""

from datetime import datetime

from actors import audit
from actors.models import Function, User
from common.errors import RuleError
from forums import rules
from forums.models import Meeting, Protocol
from records import versions


def locked_meeting(meeting_id: int) -> Meeting:
    """Return the meeting with its row locked until the transaction ends.

    Locked first and read afterwards: a join made before the wait would show the old chair.
    """
    Meeting.objects.select_for_update().only("pk").get(pk=meeting_id)
    return Meeting.objects.select_related("forum__region", "chair_function__actor").get(
        pk=meeting_id
    )


def locked_protocol(protocol_id: int) -> Protocol:
    """Return the protocol with its row locked; the meeting is locked first, as everywhere."""
    meeting_id = Protocol.objects.values_list("meeting_id", flat=True).get(pk=protocol_id)
    meeting = locked_meeting(meeting_id)
    protocol = Protocol.objects.select_for_update().get(pk=protocol_id)
    protocol.meeting = meeting
    return protocol


def log(
    meeting: Meeting, action: str, text: str, *, by: User, function: Function | None, at: datetime
) -> None:
    """Write the act to the audit log."""
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=meeting,
        text=text[:500],
        exercise=meeting.exercise,
    )


def changed(meeting: Meeting, *, lists: bool = True) -> None:
    """Let pages that poll the meeting, and the lists that show it, fetch anew."""
    scopes = [f"meeting:{meeting.pk}"]
    if lists:
        scopes.append(f"region:{meeting.forum.region_id}")
    versions.bump(*scopes)


def must_run(meeting: Meeting) -> None:
    """Refuse unless the meeting runs."""
    if meeting.status != Meeting.Status.RUNNING:
        raise RuleError("Det går bara medan mötet pågår.")


def must_be_open(meeting: Meeting) -> None:
    """Refuse unless the meeting runs, or its protocol is still a draft."""
    if meeting.status == Meeting.Status.RUNNING:
        return
    if meeting.status != Meeting.Status.HELD:
        raise RuleError("Det går bara medan mötet pågår och tills protokollet är justerat.")
    if meeting.protocol.status != Protocol.Status.DRAFT:
        raise RuleError("Protokollet är justerat. Öppna det igen först.")


def require_wording(text: str, reason: str) -> None:
    """Ask about a text in which a body decides, unless a reason is given."""
    if problem := rules.wording_problem(text, reason):
        raise RuleError(problem, code="wording", field="wording_reason")
