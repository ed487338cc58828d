"""What forums tells people; the texts themselves live in ``notices.texts``."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from actors import contacts
from actors.models import Function
from common.clock import clock, local
from common.templatetags import ui
from forums.models import Attendance, Meeting, Protocol
from notices import links, outbox
from notices.recipients import Recipient
from notices.texts import Preview
from records.refs import ref

ANSWER_KIND: Final = "meeting"
# A link lives on after the meeting has begun, so that it can say so instead of "unknown".
LINK_LIVES_AFTER_START: Final = timedelta(days=1)


def preview_call(meeting: Meeting) -> Preview:
    """Return the very texts of the call, with a link of the same length."""
    url = f"{settings.PUBLIC_URL}{reverse('notices:answer', args=['Ab3dEf6hIj9lMn'])}"
    context = {**_call_context(meeting), "url": url}
    return outbox.preview(template="N04", context=context, exercise=meeting.exercise)


def tell_called(meeting: Meeting, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell the seats that an ordinary meeting is called (N04); each answers by its own link."""
    _tell_each(meeting, functions, "N04", _call_context(meeting), at=at)


def tell_moved(
    meeting: Meeting, functions: Iterable[Function], *, was_at: datetime, at: datetime
) -> None:
    """Tell those called that an ordinary meeting has a new time or place (N05)."""
    bridge = _short(meeting.bridge_number)
    place = f"Ring {bridge} kod {meeting.bridge_code}." if bridge else f"Rum: {meeting.room}."
    context = {
        "forum": str(meeting),
        "time": _when(meeting.starts_at),
        "old_time": _when(was_at),
        "place": place,
    }
    _tell_each(meeting, functions, "N05", context, at=at)


def tell_cancelled(meeting: Meeting, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell those called that an ordinary meeting is called off (N06)."""
    outbox.cancel(about_ref=ref(meeting), at=at)
    context = {"forum": str(meeting), "time": _when(meeting.starts_at), "url": _url(meeting)}
    for function in functions:
        _send(meeting, function, "N06", context, at=at)


def tell_adopted(protocol: Protocol, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell who took part that the protocol is adopted (T08); reading it demands signing in."""
    meeting = protocol.meeting
    forum = meeting.forum.called_name if meeting.is_activated else meeting.forum.name
    path = reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk])
    context = {
        "forum": forum,
        "time": _when(meeting.starts_at),
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    for function in functions:
        _send(meeting, function, "T08", context, at=at)


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
    for function in functions:
        recipient = _recipient(meeting, function, at=at)
        url = links.make(
            kind=ANSWER_KIND,
            subject_id=rows[function.pk],
            recipient_label=recipient.label,
            phone=next(iter(recipient.sms), ""),
            at=at,
            expires_at=meeting.starts_at + LINK_LIVES_AFTER_START,
        )
        _send(meeting, function, template, {**context, "url": url}, at=at)


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
        dedupe_key=f"{template}:{ref(meeting)}:{meeting.sequence}:{function.pk}",
    )


def _recipient(meeting: Meeting, function: Function, *, at: datetime) -> Recipient:
    return contacts.recipients_of(function, at=at, exercise=meeting.exercise)


def _when(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d} {clock(moment)}"


def _short(number: str) -> str:
    return ui.phone(number).replace("\N{NO-BREAK SPACE}", "")


def _url(meeting: Meeting) -> str:
    return f"{settings.PUBLIC_URL}{meeting.get_absolute_url()}"
