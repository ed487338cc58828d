"""When those who have not decided are reminded, and what a text may say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

MOST_PRIORITIES: Final = 20
PRIORITY_LENGTH: Final = 200


def remind_at(asked_at: datetime, reply_by: datetime | None) -> datetime | None:
    """Return when an actor that has not decided is reminded: half-way to the day; none without one.

    Källa: domain.md 3.6.
    """
    return asked_at + (reply_by - asked_at) / 2 if reply_by is not None else None


def priorities_of(text: str) -> list[str]:
    """Return the priorities written a line each, in order, without the writer's own numbers.

    Källa: domain.md 3.6.
    """
    lines = (line.strip().lstrip("0123456789.)-• ").strip() for line in text.splitlines())
    return [line for line in lines if line]


def problem_of(priorities: Iterable[str]) -> str:
    """Return what is wrong with the priorities, "" if nothing is.

    Källa: domain.md 3.6.
    """
    found = list(priorities)
    if len(found) > MOST_PRIORITIES:
        return f"Skriv högst {MOST_PRIORITIES} prioriteringar."
    if any(len(line) > PRIORITY_LENGTH for line in found):
        return f"Skriv högst {PRIORITY_LENGTH} tecken på varje rad."
    return ""
