"""The answer to the call of an ordinary meeting."""

from datetime import datetime

from django.db import transaction

from actors import audit
from common.errors import RuleError
from forums.models import Attendance, Meeting
from forums.services.locks import changed, locked_meeting


@transaction.atomic
def answer_call(
    *, attendance_id: int, answer: str, deputy_function: str = "", by_label: str, at: datetime
) -> Attendance:
    """Write down whether the function comes; the last answer before the meeting begins holds.

    Whoever holds the signed link or the telephone answers for the function; nobody signs in.
    Källa: 001 "Representation utifrån mandat"; ux.md §2 P1c.

    :raises RuleError: if the meeting has begun or is called off.
    """
    meeting_id = Attendance.objects.values_list("meeting_id", flat=True).get(pk=attendance_id)
    meeting = locked_meeting(meeting_id)
    row = Attendance.objects.select_related("actor", "function__actor").get(pk=attendance_id)
    closed = why_closed(meeting)
    if closed:
        raise RuleError(closed)
    wanted = Attendance.Answer(answer)
    deputy = deputy_function.strip()[:120] if wanted == Attendance.Answer.DEPUTY else ""
    if (row.answer, row.deputy_function) == (wanted, deputy):
        return row
    row.answer, row.deputy_function, row.answered_at = wanted, deputy, at
    row.save()
    audit.record(
        by=None,
        function=None,
        at=at,
        action="meeting.answer",
        thing=meeting,
        text=f"{by_label} svarade: {wanted.label.lower()}.",
        on_behalf_of=str(row.function),
        exercise=meeting.exercise,
    )
    changed(meeting, lists=False)
    return row


def why_closed(meeting: Meeting) -> str:
    """Return why the call cannot be answered any more, or nothing."""
    if meeting.status == Meeting.Status.CANCELLED:
        return "Mötet är inställt."
    if meeting.status != Meeting.Status.CALLED:
        return "Mötet har redan börjat."
    return ""
