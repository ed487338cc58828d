"""What a call to a meeting says, and to whom it goes: one source for preview and sending."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from activations import rules
from activations.models import Activation, Summons
from actors.addresses import contacts
from actors.models import Function
from common import clock
from common.templatetags import ui
from forums.models import Forum, Meeting
from forums.places import Place, place_of
from notices.answers import asking
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from notices.texts.texts import Preview
from records.refs import ref

CALL: Final = "summons"
CALL_IN_EXERCISE: Final = "summons_exercise"
MOVED: Final = "meeting_moved"
CANCELLED: Final = "meeting_cancelled"
ENDED: Final = "back_to_ordinary"
LEFT: Final = "actor_leaves"
CHAIR: Final = "chair_changed"
WINDING_DOWN: Final = "winding_down"
DEPUTY: Final = "summons_deputy"
REMINDER: Final = "summons_reminder"
GRANTED: Final = "request_granted"
LINK_KIND: Final = "summons"
DEPUTY_LINK_KIND: Final = "summons_deputy"  # the deputy's answer is the deputy's
# A link answers until the meeting begins; it lives on so that it can say so instead of "unknown".
LINK_LIVES_AFTER_START: Final = timedelta(days=1)
SOON: Final = timedelta(hours=2)
EXAMPLE_LINK: Final = "/k/Ab3dEf6hIj9lMn/"  # as long as a real one


# Words ----------------------------------------------------------------------------------------


def when(moment: datetime, at: datetime) -> str:
    """Return ``03:45`` for today, else ``2026-11-23 09:00``: as a text message says it."""
    shown = clock.local(moment)
    if shown.date() == clock.local(at).date():
        return clock.clock(moment)
    return f"{shown.date().isoformat()} {clock.clock(moment)}"


def short_phone(number: str) -> str:
    """Return the number as Swedes dial it, without spaces: ``08-46500400``."""
    return ui.phone(number).replace("\N{NO-BREAK SPACE}", "").replace(" ", "")


def place_facts(place: Place) -> list[tuple[str, str]]:
    """Return the ways into a meeting as (word, value), the phone bridge first.

    Källa: Avsiktsförklaringen scen 3 "telefonkonferens"; Målbilden 2.6.
    """
    facts = [
        ("Telefonbrygga", ui.phone(place.bridge_number)),
        ("Kod", place.bridge_code),
        ("Möteslänk", place.link),
        ("Rum", place.room),
        ("Reserv", place.fallback),
    ]
    return [(word, value) for word, value in facts if value]


def call_context(
    *, forum: Forum, event: str, starts_at: datetime, place: Place, at: datetime
) -> dict[str, str]:
    """Return what the texts of a call are filled in with.

    Källa: domain.md 6.1.
    """
    gap = starts_at - at
    is_soon = timedelta() < gap <= SOON
    return {
        "forum": forum.called_name,
        "event": event,
        "time": when(starts_at, at),
        "starts_in": f"start {rules.countdown(starts_at, at)}" if is_soon else "",
        "bridge": short_phone(place.bridge_number),
        "code": place.bridge_code,
        "details": "\n".join(f"{word}: {value}" for word, value in place_facts(place)),
    }


def preview_call(
    *, forum: Forum, event: str, starts_at: datetime, place: Place, exercise: bool, at: datetime
) -> Preview:
    """Return the very texts of a call, with a link as long as the real ones.

    Källa: domain.md 11.2.
    """
    facts = call_context(forum=forum, event=event, starts_at=starts_at, place=place, at=at)
    context = facts | {"url": settings.PUBLIC_URL + EXAMPLE_LINK}
    template = CALL_IN_EXERCISE if exercise else CALL
    return outbox.preview(template=template, context=context, exercise=exercise)


def answer_sentence(summons: Summons) -> str:
    """Return what holds for a called function, as timeline and log say it."""
    note = f" ({summons.deputy_note})" if summons.deputy_note else ""
    return f"{summons.function}: {Summons.Answer(summons.answer).label.lower()}{note}."


def deputy_sentence(by_label: str, *, comes: bool) -> str:
    """Return what a deputy has answered for itself."""
    return f"{by_label}: {'kommer som ersättare' if comes else 'kan inte komma som ersättare'}."


def closed_because(summons: Summons) -> str:
    """Return why the summons cannot be answered any more; empty if it can.

    Källa: domain.md 5.3, 11.2.
    """
    status = summons.meeting.status
    phone = summons.meeting.forum.region.convener_phone
    if status == Meeting.Status.CANCELLED:
        return "Mötet är inställt. Du behöver inte svara."
    if summons.status == Summons.Status.CANCELLED:
        return "Kallelsen är återkallad. Du behöver inte svara."
    if status not in {Meeting.Status.PLANNED, Meeting.Status.CALLED}:
        return f"Mötet har redan börjat. Ring {short_phone(phone)} om du har förhinder."
    return ""


# Sending --------------------------------------------------------------------------------------


def send_call(summons: Summons, *, at: datetime) -> None:
    """Call the function at its own addresses."""
    template = CALL_IN_EXERCISE if summons.meeting.exercise else CALL
    _send(summons, template, _own(summons, at), at=at, once="call")


def send_reminder(summons: Summons, *, at: datetime) -> bool:
    """Remind the function that its answer is missing; return whether a reminder was sent."""
    return _send(summons, REMINDER, _own(summons, at), at=at) > 0


def send_moved(summons: Summons, *, was_at: datetime, at: datetime) -> bool:
    """Tell the function of the new time, and ask again; return whether anything was sent."""
    facts = {"old_time": when(was_at, at)}
    sent = _send(summons, MOVED, _own(summons, at), at=at, once="moved", more=facts)
    return sent > 0


def send_to_deputies(summons: Summons, *, at: datetime) -> bool:
    """Call those who deputise for a silent function; return whether anybody was called."""
    deputies = contacts.deputies_of(summons.function, at=at, exercise=summons.meeting.exercise)
    more = {"for_function": str(summons.function)}
    kind = DEPUTY_LINK_KIND
    return _send(summons, DEPUTY, deputies, at=at, once="deputy", more=more, kind=kind) > 0


def send_cancelled(summons: Summons, *, at: datetime) -> None:
    """Tell a function that the meeting is off, and the deputies that were called for it."""
    meeting = summons.meeting
    told = _own(summons, at)
    if summons.deputy_called_at is not None:
        told += contacts.deputies_of(summons.function, at=at, exercise=meeting.exercise)
    for recipient in told:
        outbox.enqueue(
            template=CANCELLED,
            context={
                "forum": meeting.forum.called_name,
                "event": meeting.in_activation.activation.event.title,
                "time": when(meeting.starts_at, at),
                "details": f"Skäl: {meeting.cancel_reason}",
                "url": settings.PUBLIC_URL + meeting.get_absolute_url(),
            },
            recipient=recipient,
            about_ref=ref(summons),
            at=at,
            exercise=meeting.exercise,
            alarm=True,
        )


def tell(
    activation: Activation,
    template: str,
    functions: Iterable[Function],
    context: dict[str, str],
    *,
    at: datetime,
) -> None:
    """Tell functions what became of the activation; every text says for which event."""
    exercise = activation.event.exercise
    for function in functions:
        outbox.enqueue(
            template=template,
            context={
                "forum": activation.forum.called_name,
                "event": activation.event.title,
                "time": when(at, at),
                "url": settings.PUBLIC_URL + activation.get_absolute_url(),
                **context,
            },
            recipient=contacts.recipients_of(function, at=at, exercise=exercise),
            about_ref=ref(activation),
            at=at,
            exercise=exercise,
        )


def _own(summons: Summons, at: datetime) -> list[Recipient]:
    return [contacts.recipients_of(summons.function, at=at, exercise=summons.meeting.exercise)]


def _send(
    summons: Summons,
    template: str,
    recipients: Iterable[Recipient],
    *,
    at: datetime,
    once: str = "",
    more: dict[str, str] | None = None,
    kind: str = LINK_KIND,
) -> int:
    """Ask at every address of the recipients; return how many notices were put in the outbox."""
    meeting = summons.meeting
    context = call_context(
        forum=meeting.forum,
        event=meeting.in_activation.activation.event.title,
        starts_at=meeting.starts_at,
        place=place_of(meeting),
        at=at,
    )
    expires_at = meeting.starts_at + LINK_LIVES_AFTER_START
    sent = 0
    for recipient in recipients:
        notices = asking.ask(
            asking.Asked(kind, summons.pk, expires_at),
            template=template,
            context=context | (more or {}),
            recipient=recipient,
            about_ref=ref(summons),
            at=at,
            exercise=meeting.exercise,
            alarm=True,
            dedupe_key=f"{ref(summons)}:{summons.called_at.timestamp()}:{once}" if once else "",
        )
        sent += len(notices)
    return sent
