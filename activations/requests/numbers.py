"""Numbers of requests and events: one series per region and year, never the same twice."""

from datetime import datetime

from activations import rules
from activations.models import NumberSeries
from actors.models import Region


def request_series(region: Region, at: datetime) -> NumberSeries:
    """Return the year's series of requests, locked until the caller's transaction ends."""
    return _locked(region, NumberSeries.Kind.REQUEST, rules.year_of(at))


def next_request_number(series: NumberSeries) -> str:
    """Draw the next ``A-2026-0142`` of a locked series, for a request that is made with it."""
    return rules.request_number(series.year, _draw(series))


def next_event_number(region: Region, at: datetime) -> str:
    """Return the next ``2026-014``; must be called in the transaction that uses it."""
    series = _locked(region, NumberSeries.Kind.EVENT, rules.year_of(at))
    return rules.event_number(series.year, _draw(series))


def _locked(region: Region, kind: NumberSeries.Kind, year: int) -> NumberSeries:
    series, _ = NumberSeries.objects.get_or_create(region=region, kind=kind, year=year)
    return NumberSeries.objects.select_for_update().get(pk=series.pk)


def _draw(series: NumberSeries) -> int:
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
