"""The answer page of a summons, reached by link or SMS without log-in."""

from dataclasses import replace
from datetime import datetime

from django.utils.html import format_html

from activations.models import Summons
from activations.summons import deliveries, messages, services
from common.templatetags import ui
from forums.meetings.answers import COMING_OR_NOT
from forums.places import place_of
from notices.answers.answers import AnswerPage, Choice
from notices.models import Notice
from records.refs import split

SUMMONS = "activations.summons"


class SummonsAnswers:
    """Lets a called function answer coming, deputy or not coming.

    Källa: domain.md 5.3.
    """

    kind = messages.LINK_KIND
    words = COMING_OR_NOT

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Tell what is asked, and what has been answered; changes nothing."""
        return self.page(_summons(subject_id), at)

    def page(self, summons: Summons, at: datetime) -> AnswerPage:
        """Return what the function is asked, with what it may answer."""
        meeting = summons.meeting
        event = meeting.in_activation.activation.event
        place = place_of(meeting)
        pressed: dict[str, str] = {}  # to ring, and to open the link
        if place.bridge_number:
            pressed[ui.phone(place.bridge_number)] = ui.tel(place.bridge_number)
        if place.link.startswith(("https://", "http://")):
            pressed[place.link] = format_html('<a href="{0}">{0}</a>', place.link)
        facts = [
            ("Händelse", str(event)),
            ("Forum", meeting.forum.called_name),
            ("Tid", messages.when(meeting.starts_at, at)),
            ("Kallad", str(summons.function)),
            *((word, pressed.get(told, told)) for word, told in messages.place_facts(place)),
        ]
        return AnswerPage(
            title=f"Kallelse: {_called_to(summons, at)}",
            facts=facts,
            choices=[
                Choice(Summons.Answer.COMING, "Vi kommer", "primary"),
                Choice(
                    Summons.Answer.DEPUTY,
                    "Ersättare kommer",
                    asks="Vilken funktion ersätter? Skriv funktion, till exempel säkerhetschef, "
                    "inte namn.",
                ),
                Choice(Summons.Answer.NOT_COMING, "Vi kommer inte"),
            ],
            closed=messages.closed_because(summons),
            current=_current(summons, at),
            exercise=meeting.exercise,
            phone=meeting.forum.region.convener_phone,
            asked_at=summons.called_at,
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
        """Take the answer and say what now holds."""
        summons = services.answer_by_token(
            summons_id=subject_id,
            answer=choice,
            via=Summons.Via.SMS if via == "sms" else Summons.Via.LINK,
            by_label=by_label,
            deputy_note=extra.get("text", ""),
            as_of=as_of,
            at=at,
        )
        return f"{_called_to(summons, at)}: {_current(summons, at)} Kan ändras tills mötet börjar."

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Let the board and the timeline say that a reply came which decides nothing."""
        deliveries.note_unclear(summons_id=subject_id, by_label=by_label, at=at)


class DeputyAnswers(SummonsAnswers):
    """Lets a deputy answer for itself: yes is that a deputy comes, no ends nothing.

    Källa: domain.md 5.3.
    """

    kind = messages.DEPUTY_LINK_KIND
    words = {
        said: "deputy" if meant == "coming" else meant for said, meant in COMING_OR_NOT.items()
    }

    def page(self, summons: Summons, at: datetime) -> AnswerPage:
        """Return what the deputy is asked; the function's own no does not answer it."""
        asked = super().page(summons, at)
        comes = {Summons.Answer.COMING, Summons.Answer.DEPUTY}
        current = asked.current if summons.answer in comes else ""
        if not current and summons.deputy_declined_at is not None:
            declined = messages.when(summons.deputy_declined_at, at)
            current = f"En ersättare svarade {declined} att den inte kan."
        return replace(
            asked,
            title=f"Kallelse som ersättare: {_called_to(summons, at)}",
            choices=[
                Choice(Summons.Answer.DEPUTY, "Jag kommer som ersättare", "primary"),
                Choice(Summons.Answer.NOT_COMING, "Jag kan inte"),
            ],
            current=current,
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
        """Take the deputy's answer and say what now holds."""
        comes = choice != Summons.Answer.NOT_COMING
        summons = services.answer_as_deputy(
            summons_id=subject_id,
            comes=comes,
            via=Summons.Via.SMS if via == "sms" else Summons.Via.LINK,
            by_label=by_label,
            as_of=as_of,
            at=at,
        )
        said = "Du kommer som ersättare." if comes else "Du kan inte komma. Andra tillfrågas."
        return f"{_called_to(summons, at)}: {said} Kan ändras tills mötet börjar."


def on_receipt(notice: Notice) -> None:
    """Learn that a call has arrived; that a deputy's did says nothing of the function's."""
    summons_id = _summons_of(notice)
    if notice.template == messages.DEPUTY:
        return
    if summons_id is not None and notice.delivered_at is not None:
        deliveries.note_delivery(summons_id=summons_id, at=notice.delivered_at)


def on_failure(notice: Notice) -> None:
    """Learn that a call will never arrive: its function stands on the call list from now."""
    summons_id = _summons_of(notice)
    if summons_id is None or notice.failed_at is None:
        return
    if notice.template == messages.DEPUTY:
        deliveries.note_deputy_failure(summons_id=summons_id, at=notice.failed_at)
    else:
        deliveries.note_failure(summons_id=summons_id, at=notice.failed_at)


def _summons(pk: int) -> Summons:
    return Summons.objects.select_related(
        "function__actor", "meeting__forum__region", "meeting__in_activation__activation__event"
    ).get(pk=pk)


def _summons_of(notice: Notice) -> int | None:
    kind, number = split(notice.about_ref)
    return int(number) if kind == SUMMONS else None


def _called_to(summons: Summons, at: datetime) -> str:
    """Return what a confirmation names: the meeting, its time and the event."""
    meeting = summons.meeting
    event = meeting.in_activation.activation.event
    return f"{meeting.forum.called_name} {messages.when(meeting.starts_at, at)}, {event.title}"


def _current(summons: Summons, at: datetime) -> str:
    if not summons.answer or summons.answered_at is None:
        return ""
    label = Summons.Answer(summons.answer).label.lower()
    note = f" ({summons.deputy_note})" if summons.deputy_note else ""
    return f"{summons.function} {label}{note}, svarat {messages.when(summons.answered_at, at)}."
