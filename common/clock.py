"""Swedish time: stored in UTC, shown and reckoned in Europe/Stockholm."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local(at: datetime) -> datetime:
    """Return the moment on Swedish clocks."""
    return at.astimezone(STOCKHOLM)


def clock(at: datetime) -> str:
    """Return ``03:45``; in the hour that comes twice in autumn also which one it is."""
    shown = local(at)
    text = shown.strftime("%H:%M")
    if is_ambiguous(shown):
        text += " (normaltid)" if shown.fold else " (sommartid)"
    return text


def is_ambiguous(shown: datetime) -> bool:
    """Return whether this reading of the clock happens twice (the autumn night)."""
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset() and exists(shown)


def exists(shown: datetime) -> bool:
    """Return whether this reading of the clock happens at all (not in the spring gap)."""
    back = shown.astimezone(ZoneInfo("UTC")).astimezone(STOCKHOLM)
    return back.replace(tzinfo=None, fold=0) == shown.replace(tzinfo=None, fold=0)


def end_of_day(day: date) -> datetime:
    """Return the first moment after ``day``: a date deadline ends at midnight in Stockholm."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=STOCKHOLM)


def start_of_day(day: date) -> datetime:
    """Return midnight in Stockholm at the start of ``day``."""
    return datetime.combine(day, time.min, tzinfo=STOCKHOLM)


def has_clock_change(day: date) -> bool:
    """Return whether the clocks are put forward or back that day."""
    return end_of_day(day) - start_of_day(day).astimezone(UTC) != timedelta(days=1)
