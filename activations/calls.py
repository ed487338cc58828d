"""What a call to a meeting says, and to whom it goes: one source for preview and sending."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from activations.models import Activation, Summons
from actors import contacts
from actors.models import Function
from common import clock
from common.templatetags import ui
from forums.models import Forum
from forums.places import Place, place_of
from notices import links, outbox
from notices.recipients import Recipient
from notices.texts import Preview
from records.refs import ref

CALL: Final = "N04"
CALL_IN_EXERCISE: Final = "N13"
MOVED: Final = "N05"
CANCELLED: Final = "N06"
ENDED: Final = "N12"
DEPUTY: Final = "T09"
REMINDER: Final = "T10"
GRANTED: Final = "T12"
LINK_KIND: Final = "summons"
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

    Källa: 001 scen 3 "telefonkonferens"; 002 §2.6.
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
    *, forum: Forum, starts_at: datetime, place: Place, at: datetime, url: str = ""
) -> dict[str, str]:
    """Return what the texts of a call are filled in with.

    Källa: ux.md §4 N04.
    """
    return {
        "forum": forum.called_name,
        "time": when(starts_at, at),
        "starts_in": _starts_in(starts_at, at),
        "bridge": short_phone(place.bridge_number),
        "code": place.bridge_code,
        "details": "\n".join(f"{word}: {value}" for word, value in place_facts(place)),
        "url": url,
    }


def preview_call(
    *, forum: Forum, starts_at: datetime, place: Place, exercise: bool, at: datetime
) -> Preview:
    """Return the very texts of a call, with a link as long as the real ones.

    Källa: ux.md §3.4 "text as received".
    """
    context = call_context(
        forum=forum,
        starts_at=starts_at,
        place=place,
        at=at,
        url=settings.PUBLIC_URL + EXAMPLE_LINK,
    )
    template = CALL_IN_EXERCISE if exercise else CALL
    return outbox.preview(template=template, context=context, exercise=exercise)


def _starts_in(starts_at: datetime, at: datetime) -> str:
    gap = starts_at - at
    if timedelta() < gap <= SOON:
        return f"start om {round(gap.total_seconds() / 60)} min"
    return ""


# Sending --------------------------------------------------------------------------------------


def send_call(summons: Summons, *, at: datetime) -> None:
    """Call the function at its own addresses."""
    template = CALL_IN_EXERCISE if summons.meeting.exercise else CALL
    _send(summons, template, _own(summons, at), at=at, alarm=True, once="call")


def send_reminder(summons: Summons, *, at: datetime) -> None:
    """Remind the function that its answer is missing."""
    _send(summons, REMINDER, _own(summons, at), at=at, alarm=True)


def send_moved(summons: Summons, *, was_at: datetime, at: datetime) -> None:
    """Tell the function of the new time, and ask again."""
    facts = {"old_time": when(was_at, at)}
    _send(summons, MOVED, _own(summons, at), at=at, alarm=True, once="moved", more=facts)


def send_to_deputies(summons: Summons, *, at: datetime) -> int:
    """Call those who deputise for a silent function; return how many there are."""
    deputies = contacts.deputies_of(summons.function, at=at, exercise=summons.meeting.exercise)
    more = {"for_function": str(summons.function)}
    _send(summons, DEPUTY, deputies, at=at, alarm=True, once="deputy", more=more)
    return len(deputies)


def send_cancelled(summons: Summons, *, at: datetime) -> None:
    """Tell a function that the meeting is off."""
    meeting = summons.meeting
    outbox.enqueue(
        template=CANCELLED,
        context={
            "forum": meeting.forum.called_name,
            "time": when(meeting.starts_at, at),
            "details": f"Skäl: {meeting.cancel_reason}",
            "url": _address("forums:meeting", meeting.forum.region.slug, meeting.pk),
        },
        recipient=_own(summons, at)[0],
        about_ref=ref(summons),
        at=at,
        exercise=meeting.exercise,
        alarm=True,
    )


def send_ended(
    activation: Activation, functions: Iterable[Function], *, note: str, at: datetime
) -> None:
    """Tell everybody who took part that the forum is back in ordinary mode."""
    exercise = activation.event.exercise
    for function in functions:
        outbox.enqueue(
            template=ENDED,
            context={
                "forum": activation.forum.called_name,
                "time": when(at, at),
                "details": note,
                "url": settings.PUBLIC_URL + activation.get_absolute_url(),
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
    alarm: bool,
    once: str = "",
    more: dict[str, str] | None = None,
) -> None:
    """Send a question with a link of its own to each phone, so that an SMS reply finds it."""
    meeting = summons.meeting
    for recipient in recipients:
        for part, phone in _parts(recipient):
            url = links.make(
                kind=LINK_KIND,
                subject_id=summons.pk,
                recipient_label=recipient.label,
                phone=phone,
                at=at,
                expires_at=meeting.starts_at + LINK_LIVES_AFTER_START,
            )
            context = call_context(
                forum=meeting.forum,
                starts_at=meeting.starts_at,
                place=place_of(meeting),
                at=at,
                url=url,
            )
            outbox.enqueue(
                template=template,
                context=context | (more or {}),
                recipient=part,
                about_ref=ref(summons),
                at=at,
                exercise=meeting.exercise,
                alarm=alarm,
                dedupe_key=f"{ref(summons)}:{summons.called_at.timestamp()}:{once}" if once else "",
            )


def _parts(recipient: Recipient) -> Iterable[tuple[Recipient, str]]:
    for number in recipient.sms:
        yield replace(recipient, sms=(number,), email=()), number
    if recipient.email:
        yield replace(recipient, sms=()), ""


def _address(name: str, *args: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)
