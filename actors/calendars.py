"""Somebody's shifts as a calendar file."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from actors import reports
from actors.models import User
from common.clock import local


def shifts(person: User, *, at: datetime) -> bytes:
    """Return the shifts with neutral titles, stable numbers and the time zone spelt out."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//SSR//beredskap//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Beredskap")
    host = urlsplit(settings.PUBLIC_URL).hostname
    for shift in reports.shifts_of(person, since=at - reports.CALENDAR_PAST)[:500]:
        event = Event()
        event.add("uid", f"shift-{shift.pk}@{host}")
        event.add("summary", f"Beredskap {shift.function.label}")
        event.add("dtstart", local(shift.starts_at))
        event.add("dtend", local(shift.ends_at))
        event.add("dtstamp", at)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
