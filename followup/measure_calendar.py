"""The days of a plan of measures as a calendar file."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from actors.models import Actor
from common.calendar_files import begun, uid
from followup.models import Area
from followup.reports.measures import Row


def of(municipality: Actor, rows: Iterable[Row], at: datetime) -> bytes:
    """Return the file: one whole day for each measure, named by its area alone.

    Calendars are shared, so what falls short stands nowhere in it.
    Källa: ux.md §8 "iCal".
    """
    from icalendar import Event  # slow to load

    calendar = begun("Åtgärdsplan")
    calendar.add("method", "PUBLISH")
    for row in rows:
        measure = row.measure
        page = reverse("followup:measure", args=[municipality.scb_code, measure.pk])
        event = Event()
        event.add("uid", uid("measure", measure.pk))
        event.add("dtstamp", at)
        event.add("dtstart", measure.due_date)
        event.add("dtend", measure.due_date + timedelta(days=1))
        area = Area(measure.area).label
        event.add("summary", f"Åtgärd inom {area.lower()} klar, {municipality.name}")
        event.add("url", f"{settings.PUBLIC_URL}{page}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
