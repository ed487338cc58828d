"""The year wheel of a term (Vägledningen bild 2.1) as points on a circle, drawn by ourselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Final

from followup.method.calendar import CalendarItem

SIZE: Final = 400  # of the drawing
RADIUS: Final = 150
LABEL_RADII: Final = (174, 190)  # in turn, so that two days beside each other can be read
YEAR_RADIUS: Final = 95


@dataclass(frozen=True)
class Mark:
    """A day on the wheel, with what comes then."""

    number: int
    day: date
    items: list[CalendarItem]
    x: float
    y: float
    label_x: float
    label_y: float
    is_past: bool


@dataclass(frozen=True)
class Sector:
    year: int
    number: int
    x: float
    y: float
    line_x: float
    line_y: float


@dataclass(frozen=True)
class Wheel:
    """What the template draws; ``now`` is where today stands, if within the term."""

    marks: list[Mark]
    sectors: list[Sector]
    now: tuple[float, float] | None


def of(items: Sequence[CalendarItem], first_year: int, today: date) -> Wheel:
    """Return the wheel of a term of four years, clockwise from the top."""
    days = sorted({item.day for item in items if first_year <= item.day.year <= first_year + 3})
    marks = []
    for number, day in enumerate(days, start=1):
        here = [item for item in items if item.day == day]
        x, y = _point(day, first_year, RADIUS)
        label_x, label_y = _point(day, first_year, LABEL_RADII[number % 2])
        marks.append(Mark(number, day, here, x, y, label_x, label_y, day < today))
    sectors = []
    for number in range(4):
        year = first_year + number
        x, y = _point(date(year, 7, 1), first_year, YEAR_RADIUS)
        line_x, line_y = _point(date(year, 1, 1), first_year, RADIUS)
        sectors.append(Sector(year, number + 1, x, y, line_x, line_y))
    inside = first_year <= today.year <= first_year + 3
    return Wheel(marks, sectors, _point(today, first_year, RADIUS) if inside else None)


def _point(day: date, first_year: int, radius: int) -> tuple[float, float]:
    start, end = date(first_year, 1, 1), date(first_year + 4, 1, 1)
    angle = 2 * pi * (day - start).days / (end - start).days - pi / 2
    middle = SIZE / 2
    return round(middle + radius * cos(angle), 1), round(middle + radius * sin(angle), 1)
