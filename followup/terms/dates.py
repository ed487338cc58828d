"""Days that fall on a weekend or a holiday: both readings are shown, none is moved."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from holidays.countries.sweden import Sweden

from followup.why import ExplainedDate, Explanation

SATURDAY: Final = 5
SUNDAY: Final = 6
SUNDAY_RULE: Final = "lagen om beräkning av lagstadgad tid, 2 §"
MONTHS: Final = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
LONGEST_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_off(day: date) -> str:
    """Return why the day is no weekday, ``"söndag"`` or ``"nyårsafton"``; nothing if it is one.

    Källa: Vägledningen 2.2 (datum); Lagen om lagstadgad tid 2 §.
    """
    name = _holidays(day.year).get(day, "")
    if name:
        return name
    if day.weekday() == SATURDAY:
        return "lördag"
    return "söndag" if day.weekday() == SUNDAY else ""


def other_reading(day: date) -> date | None:
    """Return the next weekday if the day is none; nothing if it is one.

    Källa: Vägledningen 2.2 (datum); Lagen om lagstadgad tid 2 §.
    """
    if not day_off(day):
        return None
    while day_off(day):
        day += timedelta(days=1)
    return day


def explained(day: date, why: Explanation) -> ExplainedDate:
    """Return the day with its reason; one that is no weekday also with the other reading.

    Whether the act covers the day is a legal question, so the reason says that it is not settled.
    Källa: Vägledningen 2.2 (datum); Lagen om lagstadgad tid 2 §.
    """
    other = other_reading(day)
    if other is None:
        return ExplainedDate(day, why)
    reservation = (
        f"{in_words(day)} är {day_off(day)}. Om {SUNDAY_RULE}, gäller det här datumet räcker "
        f"{in_words(other)}. Om den gör det är en rättsfråga som inte är avgjord. "
        "Systemet räknar med den första dagen."
    )
    return ExplainedDate(
        day, replace(why, reservations=(*why.reservations, reservation)), other_reading=other
    )


def in_words(day: date) -> str:
    """Return ``31 oktober 2027``.

    Källa: Vägledningen tabell 2.2 (så skrivs datum där).
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_day(month: int, day: int) -> str:
    """Return ``31 oktober``.

    Källa: Vägledningen 2.2.1 (så skrivs återkommande datum där).
    """
    return f"{day} {MONTHS[month - 1]}"


def exists_every_year(month: int, day: int) -> bool:
    """Return whether the day comes every year, as 31 June and 29 February do not.

    Källa: Vägledningen 2.2 (ett krav har ett datum varje mandatperiod).
    """
    return 1 <= month <= len(MONTHS) and 1 <= day <= LONGEST_MONTHS[month - 1]


@lru_cache(maxsize=128)
def _holidays(year: int) -> dict[date, str]:
    found = {
        day: name if name.startswith("Kristi") else name[0].lower() + name[1:]
        for day, name in Sweden(years=year, language="sv").items()
    }
    midsummer = next(day for day, name in found.items() if name == "midsommardagen")
    return {
        **found,
        midsummer - timedelta(days=1): "midsommarafton",
        date(year, 12, 24): "julafton",
        date(year, 12, 31): "nyårsafton",
    }
