"""Where events are: points of the affected municipalities, as GeoJSON.

Baserat på öppna data från SCB.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from activations.models import Activation, Event

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

    Källa: ux.md §8 "GeoJSON: RFC 7946, WGS 84, codes + names".
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
