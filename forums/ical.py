"""A meeting as a calendar file: neutral title, stable number, times with their zone."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from common.clock import local
from forums.models import Meeting
from forums.places import place_of

LENGTH_MINUTES = 60
STATUS = {Meeting.Status.CANCELLED: "CANCELLED", Meeting.Status.PLANNED: "TENTATIVE"}


def of(meeting: Meeting) -> bytes:
    """Return the file. The same meeting keeps its UID; each change raises SEQUENCE.

    The title names forum and kind, never what the meeting is about; the code of the phone bridge is
    left out, since calendars are shared.
    Källa: ux.md §8 "iCal".
    """
    from icalendar import Calendar, Event  # slow to load

    calendar = Calendar()
    calendar.add("prodid", "-//SSR//Möten//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.called_at or meeting.starts_at)
    starts_at = local(meeting.starts_at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=LENGTH_MINUTES))
    event.add("summary", _title(meeting))
    place = place_of(meeting)
    where = place.room or place.link or f"Telefon {place.bridge_number}"
    event.add("location", where)
    event.add("url", f"{settings.PUBLIC_URL}{meeting.get_absolute_url()}")
    event.add("status", STATUS.get(Meeting.Status(meeting.status), "CONFIRMED"))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _title(meeting: Meeting) -> str:
    forum = meeting.forum.called_name if meeting.is_activated else meeting.forum.name
    title = f"{forum}: {Meeting.Kind(meeting.kind).label}"
    return f"ÖVNING {title}" if meeting.exercise else title
