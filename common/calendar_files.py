"""Calendar files: what an event says, how the file is made, and how it is served."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from common.clock import has_clock_change, local

if TYPE_CHECKING:
    from icalendar import Event

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One event: from a moment to a moment, or the whole of a day.

    ``sequence`` rises with each change of the event; a calendar keeps the highest it has seen. None
    where changes are not counted: the file's DTSTAMP then tells which one is newer.
    """

    uid: str
    title: str
    starts: date
    ends: date | None = None  # of a day: the day after, if nothing else is said
    path: str = ""  # of its page
    place: str = ""
    status: str = ""
    sequence: int | None = None
    is_free: bool = False  # takes up none of the day's time


def made(name: str, entries: Iterable[Entry], *, at: datetime, method: str = "") -> bytes:
    """Return the file as it is made ``at`` this moment, which is the DTSTAMP of all its events.

    Källa: domain.md 8.4; RFC 5545 3.8.7.2, 3.8.7.4 (DTSTAMP och SEQUENCE).
    """
    from icalendar import Calendar  # slow to load

    calendar = Calendar()
    calendar.add("prodid", f"-//SSR//{name}//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    if method:
        calendar.add("method", method)
    for entry in entries:
        calendar.add_component(_event(entry, at))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def after(moment: datetime, length: timedelta) -> datetime:
    """Return the moment when so much time has passed, whatever the clocks do meanwhile."""
    return local(moment.astimezone(UTC) + length)


def _event(entry: Entry, at: datetime) -> "Event":
    from icalendar import Event  # slow to load

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at.astimezone(UTC))
    if entry.sequence is not None:
        event.add("sequence", entry.sequence)
    starts, ends = _span(entry)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT" if entry.is_free else "OPAQUE")
    url = f"{settings.PUBLIC_URL}{entry.path}" if entry.path else ""
    for name, value in (("location", entry.place), ("status", entry.status), ("url", url)):
        if value:
            event.add(name, value)
    return event


def _span(entry: Entry) -> tuple[date, date]:
    """Return when the event begins and ends: by Swedish clocks, with their zone spelt out.

    On a day when the clocks change both ends are told in UTC: of the hour that comes twice a
    reading means the first one only, and calendars read the hours around the gap differently.
    Källa: RFC 5545 3.3.5.
    """
    starts, ends = entry.starts, entry.ends
    if not isinstance(starts, datetime):
        return starts, ends or starts + DAY
    assert isinstance(ends, datetime)  # noqa: S101 - a moment ends at a moment; tells mypy
    if any(has_clock_change(local(moment).date()) for moment in (starts, ends)):
        return starts.astimezone(UTC), ends.astimezone(UTC)
    return local(starts), local(ends)


def uid(what: str, pk: int) -> str:
    """Return the number that an event keeps, so that a later file replaces it."""
    return f"{what}-{pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def served(content: bytes, name: str) -> HttpResponse:
    """Serve a calendar as a file of its own; what was fetched for one is kept by nobody else."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
