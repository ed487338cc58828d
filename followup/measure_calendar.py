"""The days of a plan of measures as a calendar file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from actors.models import Actor
from followup.models import Area
from followup.reports.measures import Row


def of(municipality: Actor, rows: Iterable[Row], at: datetime) -> bytes:
    """Return the file: one whole day for each measure, named by its area alone.

    Calendars are shared, so what falls short stands nowhere in it.
    Källa: ux.md §8 "iCal".
    """
    from icalendar import Calendar, Event  # slow to load

    calendar = Calendar()
    calendar.add("prodid", "-//SSR//Åtgärdsplan//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    host = urlsplit(settings.PUBLIC_URL).hostname
    for row in rows:
        measure = row.measure
        page = reverse("followup:measure", args=[municipality.scb_code, measure.pk])
        event = Event()
        event.add("uid", f"measure-{measure.pk}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", measure.due_date)
        event.add("dtend", measure.due_date + timedelta(days=1))
        area = Area(measure.area).label
        event.add("summary", f"Åtgärd inom {area.lower()} klar, {municipality.name}")
        event.add("url", f"{settings.PUBLIC_URL}{page}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
