"""What forums tells people; the texts themselves live in ``notices.texts.texts``."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from actors.addresses import contacts
from actors.models import Function
from common.clock import clock, local
from common.templatetags import ui
from forums.models import Attendance, Meeting, MinutesCorrection, Protocol
from notices.answers import asking
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from notices.texts.texts import Preview
from records.refs import ref

ANSWER_KIND: Final = "meeting"
# A link lives on after the meeting has begun, so that it can say so instead of "unknown".
LINK_LIVES_AFTER_START: Final = timedelta(days=1)


def preview_call(meeting: Meeting) -> Preview:
    """Return the very texts of the call, with a link of the same length."""
    url = f"{settings.PUBLIC_URL}{reverse('notices:answer', args=['Ab3dEf6hIj9lMn'])}"
    context = {**_call_context(meeting), "url": url}
    return outbox.preview(template="summons", context=context, exercise=meeting.exercise)


def tell_called(meeting: Meeting, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell the seats that an ordinary meeting is called; each answers by its own link."""
    _tell_each(meeting, functions, "summons", _call_context(meeting), at=at)


def tell_moved(
    meeting: Meeting, functions: Iterable[Function], *, was_at: datetime, at: datetime
) -> None:
    """Tell those called that an ordinary meeting has a new time or place."""
    bridge = _short(meeting.bridge_number)
    place = f"Ring {bridge} kod {meeting.bridge_code}." if bridge else f"Rum: {meeting.room}."
    context = {
        "forum": str(meeting),
        "time": _when(meeting.starts_at),
        "old_time": _when(was_at),
        "place": place,
    }
    _tell_each(meeting, functions, "meeting_moved", context, at=at)


def tell_cancelled(meeting: Meeting, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell those called that an ordinary meeting is called off."""
    outbox.cancel(about_ref=ref(meeting), at=at)
    context = {
        "forum": str(meeting),
        "time": _when(meeting.starts_at),
        "url": settings.PUBLIC_URL + meeting.get_absolute_url(),
    }
    for function in functions:
        _send(meeting, function, "meeting_cancelled", context, at=at)


def tell_adopted(protocol: Protocol, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell who took part that the protocol is adopted; reading it demands signing in."""
    meeting = protocol.meeting
    path = reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk])
    context = {
        "forum": meeting.of_forum,
        "time": _when(meeting.starts_at),
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    for function in functions:
        _send(meeting, function, "minutes_adopted", context, at=at)


def tell_corrected(
    correction: MinutesCorrection, functions: Iterable[Function], *, at: datetime
) -> None:
    """Tell who got the minutes that a correction stands beside them; to read demands signing in."""
    meeting = correction.protocol.meeting
    path = reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk])
    context = {
        "forum": meeting.of_forum,
        "time": _when(meeting.starts_at),
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    for function in functions:
        outbox.enqueue(
            template="minutes_corrected",
            context=context,
            recipient=_recipient(meeting, function, at=at),
            about_ref=ref(correction),
            at=at,
            exercise=meeting.exercise,
            dedupe_key=f"minutes_corrected:{ref(correction)}:{function.pk}",
        )


def _call_context(meeting: Meeting) -> dict[str, str]:
    return {
        "forum": str(meeting),
        "time": _when(meeting.starts_at),
        "bridge": _short(meeting.bridge_number),
        "code": meeting.bridge_code,
    }


def _tell_each(
    meeting: Meeting,
    functions: Iterable[Function],
    template: str,
    context: dict[str, str],
    *,
    at: datetime,
) -> None:
    rows = dict(Attendance.objects.filter(meeting=meeting).values_list("function_id", "pk"))
    expires_at = meeting.starts_at + LINK_LIVES_AFTER_START
    for function in functions:
        asking.ask(
            asking.Asked(ANSWER_KIND, rows[function.pk], expires_at),
            template=template,
            context=context,
            recipient=_recipient(meeting, function, at=at),
            about_ref=ref(meeting),
            at=at,
            exercise=meeting.exercise,
            dedupe_key=_once(template, meeting, function),
        )


def _send(
    meeting: Meeting, function: Function, template: str, context: dict[str, str], *, at: datetime
) -> None:
    outbox.enqueue(
        template=template,
        context=context,
        recipient=_recipient(meeting, function, at=at),
        about_ref=ref(meeting),
        at=at,
        exercise=meeting.exercise,
        dedupe_key=_once(template, meeting, function),
    )


def _once(template: str, meeting: Meeting, function: Function) -> str:
    return f"{template}:{ref(meeting)}:{meeting.sequence}:{function.pk}"


def _recipient(meeting: Meeting, function: Function, *, at: datetime) -> Recipient:
    return contacts.recipients_of(function, at=at, exercise=meeting.exercise)


def _when(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d} {clock(moment)}"


def _short(number: str) -> str:
    return ui.phone(number).replace("\N{NO-BREAK SPACE}", "")
