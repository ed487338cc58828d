"""Where events are, and how each municipality is: points of municipalities, as GeoJSON.

Baserat på öppna data från SCB.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from activations.models import Activation, Event
from actors.models import Actor

FILE = Path(__file__).resolve().parent.parent / "data" / "label_points.csv"


@cache
def label_points() -> dict[str, tuple[float, float]]:
    """Return the point (longitude, latitude) of each municipality by its SCB code."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return {
            row["code"]: (float(row["label_lon"]), float(row["label_lat"]))
            for row in csv.DictReader(rows)
        }


def features(events: Iterable[Event]) -> dict[str, Any]:
    """Return a point per event and affected municipality, saying whether a forum is activated.

    Källa: domain.md 5.7.
    """
    events = list(events)
    activated = set(
        Activation.objects.open()
        .filter(event__in=[event.pk for event in events])
        .values_list("event_id", flat=True)
    )
    points = label_points()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"{event.region.slug}-{event.number}-{place.scb_code}",
                "geometry": {"type": "Point", "coordinates": list(points[place.scb_code])},
                "properties": {
                    "event": event.number,
                    "title": str(event),
                    "type": event.type.code,
                    "region": event.region.slug,
                    "exercise": event.exercise,
                    "activated": event.pk in activated,
                    "since": event.since.isoformat(),
                    "municipality": place.name,
                    "code": place.scb_code,
                },
            }
            for event in events
            for place in event.municipalities.all()
            if place.scb_code in points
        ],
    }


def municipality_features(
    municipalities: Iterable[Actor], activations: Iterable[Activation]
) -> dict[str, Any]:
    """Return a point per municipality, with its mode and the open activations that affect it.

    An activation for exercise alone leaves the mode ordinary, as in ``status/``.
    Källa: domain.md 5.7.
    """
    affecting: dict[int, list[Activation]] = defaultdict(list)
    for activation in activations:
        for place in activation.event.municipalities.all():
            affecting[place.pk].append(activation)
    points = label_points()

    def mode(affecting: list[Activation]) -> dict[str, Any]:
        live = [one for one in affecting if not one.event.exercise]
        since = [one.became_active_at or one.convened_at for one in live]
        return {
            "mode": "activated" if live else "ordinary",
            "exercise": len(live) < len(affecting),
            "since": min(since).isoformat() if since else None,
            "events": sorted({one.event.number for one in affecting}),
        }

    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": one.scb_code,
                "geometry": {"type": "Point", "coordinates": list(points[one.scb_code])},
                "properties": {
                    "code": one.scb_code,
                    "name": one.name,
                    "county": one.county_id,
                    **mode(affecting[one.pk]),
                },
            }
            for one in municipalities
            if one.scb_code in points
        ],
    }
