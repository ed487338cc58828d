"""The answer page of a summons, reached by link or SMS without log-in."""

from datetime import datetime

from django.utils.html import format_html

from activations import calls
from activations.models import Summons
from activations.services import summonses
from common.templatetags import ui
from forums.places import Place, place_of
from notices.answers import AnswerPage, Choice, yes_or_no
from notices.models import Notice
from records.refs import split

DEPUTY_WORDS = {"ersättare", "ersattare", "ers"}
SUMMONS = "activations.summons"


class SummonsAnswers:
    """Lets a called function answer coming, deputy or not coming.

    Källa: model.md §3.2 "Answer needs no log-in".
    """

    kind = calls.LINK_KIND

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Tell what is asked, and what has been answered; changes nothing."""
        summons = _get(subject_id)
        meeting = summons.meeting
        facts = [
            ("Forum", meeting.forum.called_name),
            ("Tid", calls.when(meeting.starts_at, at)),
            ("Kallad", str(summons.function)),
            *_place(place_of(meeting)),
        ]
        return AnswerPage(
            title=f"Kallelse: {meeting.forum.called_name} {calls.when(meeting.starts_at, at)}",
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
            closed=summonses.closed_because(summons),
            current=_current(summons, at),
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
        """Take the answer and say what now holds.

        :raises RuleError: if it cannot be answered any more.
        """
        summons = summonses.answer_by_token(
            summons_id=subject_id,
            answer=choice,
            via=Summons.Via.SMS if via == "sms" else Summons.Via.LINK,
            by_label=by_label,
            deputy_note=extra.get("text", ""),
            at=at,
        )
        return f"Vi har noterat: {_current(summons, at)} Du kan ändra dig tills mötet börjar."

    def parse_sms(self, text: str) -> str | None:
        """Return the answer that a reply means, or nothing if it is not understood.

        Källa: ux.md §4 "Svara JA/NEJ".
        """
        if text.strip().strip(".!").casefold() in DEPUTY_WORDS:
            return Summons.Answer.DEPUTY
        said = yes_or_no(text)
        if said is None:
            return None
        return Summons.Answer.COMING if said == "yes" else Summons.Answer.NOT_COMING


def on_receipt(notice: Notice) -> None:
    """Learn that a call has arrived."""
    summons_id = _summons_of(notice)
    if summons_id is not None and notice.delivered_at is not None:
        summonses.note_delivery(summons_id=summons_id, at=notice.delivered_at)


def on_failure(notice: Notice) -> None:
    """Learn that a call will never arrive: its function stands on the call list from now."""
    summons_id = _summons_of(notice)
    if summons_id is not None and notice.failed_at is not None:
        summonses.note_failure(summons_id=summons_id, at=notice.failed_at)


def _summons_of(notice: Notice) -> int | None:
    kind, number = split(notice.about_ref)
    return int(number) if kind == SUMMONS else None


def _get(subject_id: int) -> Summons:
    return Summons.objects.select_related(
        "function__actor", "meeting__forum__region", "meeting__in_activation__activation__event"
    ).get(pk=subject_id)


def _place(place: Place) -> list[tuple[str, str]]:
    """Return the ways into the meeting: one presses to ring, and to open the link."""
    pressed: dict[str, str] = {}
    if place.bridge_number:
        pressed[ui.phone(place.bridge_number)] = ui.tel(place.bridge_number)
    if place.link.startswith(("https://", "http://")):
        pressed[place.link] = format_html('<a href="{0}">{0}</a>', place.link)
    return [(word, pressed.get(value, value)) for word, value in calls.place_facts(place)]


def _current(summons: Summons, at: datetime) -> str:
    if not summons.answer or summons.answered_at is None:
        return ""
    label = Summons.Answer(summons.answer).label.lower()
    note = f" ({summons.deputy_note})" if summons.deputy_note else ""
    return f"{summons.function} {label}{note}, svarat {calls.when(summons.answered_at, at)}."
