"""The answer page and the SMS replies of ordinary meetings."""

from datetime import datetime

from common.clock import clock, local
from common.errors import RuleError
from forums import services
from forums.models import Attendance
from forums.services.answers import why_closed
from notices.answers import AnswerPage, Choice, yes_or_no

KIND = "meeting"
_WORDS = {
    "": "",
    Attendance.Answer.COMING: "Ni har svarat att ni kommer.",
    Attendance.Answer.DEPUTY: "Ni har svarat att en ersättare kommer.",
    Attendance.Answer.NOT_COMING: "Ni har svarat att ni inte kommer.",
}


class MeetingAnswers:
    """Whether a function comes to an ordinary meeting that it is called to."""

    kind = KIND

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Return what is asked. Changes nothing."""
        row = _row(subject_id)
        meeting = row.meeting
        shown = local(meeting.starts_at)
        return AnswerPage(
            title=f"Kallelse: {meeting}",
            facts=[
                ("Funktion", str(row.function)),
                ("Forum", meeting.forum.name),
                ("Tid", f"{shown:%Y-%m-%d} {clock(meeting.starts_at)}"),
                ("Telefonbrygga", _bridge(meeting.bridge_number, meeting.bridge_code)),
                ("Rum", meeting.room),
            ],
            choices=[
                Choice("coming", "Ja, vi kommer", "primary"),
                Choice("deputy", "En ersättare kommer", asks="Ersättarens funktion (inget namn)"),
                Choice("not_coming", "Nej, vi kommer inte"),
            ],
            closed=why_closed(meeting),
            current=_WORDS[row.answer],
            exercise=meeting.exercise,
            phone=meeting.forum.region.convener_phone,
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        at: datetime,
    ) -> str:
        """Write the answer down; return what now holds.

        :raises RuleError: if it cannot be answered any more, or is no answer.
        """
        if choice not in _WORDS or not choice:
            raise RuleError("Välj ett av svaren.")
        services.answer_call(
            attendance_id=subject_id,
            answer=choice,
            deputy_function=extra.get("text", ""),
            by_label=by_label,
            at=at,
        )
        return _WORDS[choice]

    def parse_sms(self, text: str) -> str | None:
        """Return the choice that the reply means, or None if it is not understood."""
        return {"yes": "coming", "no": "not_coming"}.get(yes_or_no(text) or "")


def _row(attendance_id: int) -> Attendance:
    rows = Attendance.objects.select_related("meeting__forum__region", "function__actor")
    return rows.get(pk=attendance_id)


def _bridge(number: str, code: str) -> str:
    return f"{number}, kod {code}" if number and code else number
