"""The map of a county: borders drawn at set-up, coloured by how each municipality stands.

Baserat på öppna data från SCB. No tiles and no network; a table with the same facts stands beside.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

BORDERS: Final = Path(__file__).resolve().parent.parent / "data" / "borders.json"
MARGIN: Final = 10  # units of 100 m around the county
SMALL: Final = 150  # a municipality narrower than this shows no name on the map


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    state: str
    text: str
    url: str
    path: str = ""
    label: tuple[int, int] = (0, 0)
    is_small: bool = False


@dataclass(frozen=True)
class Map:
    view_box: str
    places: list[Place]
    font_size: int


@lru_cache(maxsize=1)
def borders() -> dict[str, Any]:
    """Return path, box and label point of each municipality; nothing if not drawn at set-up."""
    if not BORDERS.exists():
        return {}
    found: dict[str, Any] = json.loads(BORDERS.read_text())
    return found


def of(places: Iterable[Place]) -> Map | None:
    """Return the map of the places, or nothing where the borders are not drawn."""
    known = [(place, borders()[place.code]) for place in places if place.code in borders()]
    if not known:
        return None
    boxes = [shape["box"] for _, shape in known]
    west, north = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, south = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width, height = east - west + 2 * MARGIN, south - north + 2 * MARGIN
    return Map(
        view_box=f"{west - MARGIN} {north - MARGIN} {width} {height}",
        places=[
            replace(
                place,
                path=shape["path"],
                label=(shape["label"][0], shape["label"][1]),
                is_small=shape["box"][2] - shape["box"][0] < SMALL,
            )
            for place, shape in known
        ],
        font_size=max(round(max(width, height) / 60), 1),
    )
