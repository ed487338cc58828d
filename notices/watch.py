"""Tell those who run the system when alarms do not leave."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from notices import reports

LATE_AFTER: Final = timedelta(minutes=5)
CHECK_EVERY: Final = timedelta(minutes=1)

Listener = Callable[[int, datetime], object]
_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    """Add a function that is told how many alarms are late (N16); it must not repeat itself."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_of_late_alarms(at: datetime) -> int:
    """Tell every listener if alarms have waited five minutes; return how many have."""
    count = reports.late_alarms(at, LATE_AFTER)
    if count:
        for listener in _listeners:
            listener(count, at)
    return count
