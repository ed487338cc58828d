"""A meeting as a calendar file: neutral title, stable number, times with their zone."""

from datetime import datetime, timedelta
from typing import Final

from common import calendar_files
from common.calendar_files import Entry, after
from forums.models import Meeting
from forums.places import Place, place_of

LENGTH: Final = timedelta(hours=1)
STATUS: Final = {Meeting.Status.CANCELLED: "CANCELLED", Meeting.Status.PLANNED: "TENTATIVE"}


def of(meeting: Meeting, *, at: datetime) -> bytes:
    """Return the file. The same meeting keeps its UID; each change raises SEQUENCE.

    The title names forum and kind, never what the meeting is about; the code of the phone bridge is
    left out, since calendars are shared.
    Källa: domain.md 8.4.
    """
    title = f"{meeting.of_forum}: {Meeting.Kind(meeting.kind).label}"
    entry = Entry(
        uid=calendar_files.uid("meeting", meeting.pk),
        title=f"ÖVNING {title}" if meeting.exercise else title,
        starts=meeting.starts_at,
        ends=after(meeting.starts_at, LENGTH),
        path=meeting.get_absolute_url(),
        place=_where(place_of(meeting)),
        status=STATUS.get(Meeting.Status(meeting.status), "CONFIRMED"),
        sequence=meeting.sequence,
    )
    return calendar_files.made("Möten", [entry], at=at, method="PUBLISH")


def _where(place: Place) -> str:
    """Return every way into the meeting, so that nobody has to look elsewhere for the other one."""
    bridge = f"Telefon {place.bridge_number}" if place.bridge_number else ""
    return " · ".join(way for way in (place.room, bridge, place.link) if way)
