"""The answer to the call of an ordinary meeting."""

from datetime import datetime
from typing import Final

from django.db import transaction

from actors import audit
from common.errors import RuleError
from forums.locks import changed, locked_meeting
from forums.models import Attendance, Meeting
from notices.answers import links
from notices.answers.answers import require_current

KIND: Final = "meeting"


@transaction.atomic
def answer_call(
    *,
    attendance_id: int,
    answer: str,
    deputy_function: str = "",
    by_label: str,
    as_of: datetime,
    at: datetime,
) -> Attendance:
    """Write down whether the function comes; the last answer before the meeting begins holds.

    What answers the question as it stood before a move counts for nothing (``as_of``). Whoever
    holds the signed link or the telephone answers for the function; nobody signs in.
    Källa: Avsiktsförklaringen "Representation utifrån mandat"; domain.md 3.2.
    """
    meeting_id = Attendance.objects.values_list("meeting_id", flat=True).get(pk=attendance_id)
    meeting = locked_meeting(meeting_id)
    row = Attendance.objects.select_related("actor", "function__actor").get(pk=attendance_id)
    closed = why_closed(meeting)
    if closed:
        raise RuleError(closed)
    require_current(asked_at(row.pk), as_of)
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


@transaction.atomic
def note_unclear(*, attendance_id: int) -> None:
    """Let the pages of the meeting show that a function replied what nobody could read.

    Källa: domain.md 6.1.
    """
    row = Attendance.objects.select_related("meeting__forum").get(pk=attendance_id)
    changed(row.meeting, lists=False)


def asked_at(attendance_id: int) -> datetime | None:
    """Return when the function was last asked: each call and each move sends a link of its own."""
    return links.asked_at(KIND, attendance_id)


def why_closed(meeting: Meeting) -> str:
    """Return why the call cannot be answered any more, or nothing."""
    if meeting.status == Meeting.Status.CANCELLED:
        return "Mötet är inställt."
    if meeting.status != Meeting.Status.CALLED:
        return "Mötet har redan börjat."
    return ""
