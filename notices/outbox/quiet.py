"""Quiet hours: at night only alarms and answers to what somebody just did may leave."""

from datetime import datetime, time, timedelta
from typing import Final

from common.clock import STOCKHOLM, local

QUIET_FROM: Final = time(21)
QUIET_TO: Final = time(7)


def is_quiet(at: datetime) -> bool:
    """Return whether it is between 21 and 07 on Swedish clocks."""
    shown = local(at).time()
    return shown >= QUIET_FROM or shown < QUIET_TO


def after(at: datetime) -> datetime:
    """Return the moment itself, or 07:00 in Stockholm if it falls within the quiet hours."""
    if not is_quiet(at):
        return at
    shown = local(at)
    day = shown.date() + timedelta(days=1) if shown.time() >= QUIET_FROM else shown.date()
    return datetime.combine(day, QUIET_TO, tzinfo=STOCKHOLM)
