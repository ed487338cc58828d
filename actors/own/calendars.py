"""Somebody's shifts as a calendar file."""

from datetime import datetime
from typing import Final

from actors import queries
from actors.models import User
from common.calendar_files import Entry, made, uid

MOST: Final = 500


def shifts(person: User, *, at: datetime) -> bytes:
    """Return the shifts with neutral titles, stable numbers and the time zone spelt out."""
    entries = [
        Entry(
            uid=uid("shift", shift.pk),
            title=f"Beredskap {shift.function.label}",
            starts=shift.starts_at,
            ends=shift.ends_at,
        )
        for shift in queries.shifts_of(person, since=at - queries.CALENDAR_PAST)[:MOST]
    ]
    return made("Beredskap", entries, at=at)
