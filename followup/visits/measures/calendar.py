"""The days of a plan of measures as a calendar file."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from actors.models import Actor
from common.calendar_files import Entry, made, uid
from followup.terms.models import Area
from followup.visits.measures.queries import Row


def of(municipality: Actor, rows: Iterable[Row], at: datetime) -> bytes:
    """Return the file: one whole day for each measure, named by its area alone.

    Calendars are shared, so what falls short stands nowhere in it.
    Källa: domain.md 8.4.
    """
    entries = [
        Entry(
            uid=uid("measure", row.measure.pk),
            title=f"Åtgärd inom {Area(row.measure.area).label.lower()} klar, {municipality.name}",
            starts=row.measure.due_date,
            path=reverse("followup:measure", args=[municipality.scb_code, row.measure.pk]),
            is_free=True,
        )
        for row in rows
    ]
    return made("Åtgärdsplan", entries, at=at, method="PUBLISH")
