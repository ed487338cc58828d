"""Moments and spans in words, for sentences that leave the templates."""

from datetime import datetime

from common import clock

_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def moment_text(at: datetime) -> str:
    """Return ``3 dec 08:00``."""
    shown = clock.local(at)
    return f"{shown.day} {_MONTHS[shown.month - 1]} {clock.clock(at)}"


def day_text(at: datetime) -> str:
    """Return ``mån 08:00``."""
    return f"{_DAYS[clock.local(at).weekday()]} {clock.clock(at)}"


def span_text(starts_at: datetime, ends_at: datetime) -> str:
    """Return ``mån 23 nov 08:00 till mån 30 nov 08:00``."""
    return " till ".join(
        f"{_DAYS[clock.local(at).weekday()]} {moment_text(at)}" for at in (starts_at, ends_at)
    )
