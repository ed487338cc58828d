"""Somebody's shifts as a calendar file."""

from datetime import datetime

from actors import reports
from actors.models import User
from common.calendar_files import begun, uid
from common.clock import local


def shifts(person: User, *, at: datetime) -> bytes:
    """Return the shifts with neutral titles, stable numbers and the time zone spelt out."""
    from icalendar import Event

    calendar = begun("Beredskap")
    for shift in reports.shifts_of(person, since=at - reports.CALENDAR_PAST)[:500]:
        event = Event()
        event.add("uid", uid("shift", shift.pk))
        event.add("summary", f"Beredskap {shift.function.label}")
        event.add("dtstart", local(shift.starts_at))
        event.add("dtend", local(shift.ends_at))
        event.add("dtstamp", at)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
