"""The answer page and the SMS replies of ordinary meetings."""

from datetime import datetime

from common.clock import clock, local
from common.errors import RuleError
from forums.meetings import answering
from forums.meetings.answering import why_closed
from forums.models import Attendance, Meeting
from notices.answers.answers import AnswerPage, Choice
from notices.answers.replies import NO, YES

KIND = answering.KIND
COMING_OR_NOT = {
    **dict.fromkeys((*YES, "jag kommer", "vi kommer", "ja jag kommer", "ja vi kommer"), "coming"),
    **dict.fromkeys(NO, "not_coming"),
    **dict.fromkeys(("ersättare", "ersattare", "ers", "ersättare kommer"), "deputy"),
}
_WORDS = {
    "": "",
    Attendance.Answer.COMING: "Ni har svarat att ni kommer.",
    Attendance.Answer.DEPUTY: "Ni har svarat att en ersättare kommer.",
    Attendance.Answer.NOT_COMING: "Ni har svarat att ni inte kommer.",
}


class MeetingAnswers:
    """Whether a function comes to an ordinary meeting that it is called to."""

    kind = KIND
    words = COMING_OR_NOT

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Return what is asked. Changes nothing."""
        rows = Attendance.objects.select_related("meeting__forum__region", "function__actor")
        row = rows.get(pk=subject_id)
        meeting = row.meeting
        bridge = meeting.bridge_number
        if bridge and meeting.bridge_code:
            bridge += f", kod {meeting.bridge_code}"
        return AnswerPage(
            title=f"Kallelse: {_called_to(meeting)}",
            facts=[
                ("Funktion", str(row.function)),
                ("Forum", meeting.forum.name),
                ("Tid", _time(meeting)),
                ("Telefonbrygga", bridge),
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
            asked_at=answering.asked_at(row.pk),
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        as_of: datetime,
        at: datetime,
    ) -> str:
        """Write the answer down; return what now holds."""
        if choice not in _WORDS or not choice:
            raise RuleError("Välj ett av svaren.")
        row = answering.answer_call(
            attendance_id=subject_id,
            answer=choice,
            deputy_function=extra.get("text", ""),
            by_label=by_label,
            as_of=as_of,
            at=at,
        )
        return f"{_called_to(row.meeting)}: {_WORDS[choice]}"

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Let the lists of those called show that the function replied."""
        answering.note_unclear(attendance_id=subject_id)


def _called_to(meeting: Meeting) -> str:
    return f"{meeting} {_time(meeting)}"


def _time(meeting: Meeting) -> str:
    return f"{local(meeting.starts_at):%Y-%m-%d} {clock(meeting.starts_at)}"
