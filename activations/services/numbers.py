"""Numbers of requests and events: one series per region and year, never the same twice."""

from datetime import datetime

from django.db.models import F

from activations import rules
from activations.models import NumberSeries
from actors.models import Region


def next_request_number(region: Region, at: datetime) -> str:
    """Return the next ``A-2026-0142``; must be called in the transaction that uses it."""
    year = rules.year_of(at)
    return rules.request_number(year, _next(region, NumberSeries.Kind.REQUEST, year))


def next_event_number(region: Region, at: datetime) -> str:
    """Return the next ``2026-014``; must be called in the transaction that uses it."""
    year = rules.year_of(at)
    return rules.event_number(year, _next(region, NumberSeries.Kind.EVENT, year))


def _next(region: Region, kind: NumberSeries.Kind, year: int) -> int:
    # The update locks the row until the caller's transaction ends: others wait for their number.
    series, _ = NumberSeries.objects.get_or_create(region=region, kind=kind, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db(fields=["last"])
    return series.last
