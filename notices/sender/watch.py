"""Tell those who run the system when alarms do not leave."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from common.registry import Registry
from notices.outbox import queries

LATE_AFTER: Final = timedelta(minutes=5)
CHECK_EVERY: Final = timedelta(minutes=1)

Listener = Callable[[int, datetime], object]
listeners: Final = Registry[Listener]()  # told how many alarms are late; must not repeat itself
register = listeners.register


def tell_of_late_alarms(at: datetime) -> int:
    """Tell every listener if alarms have waited five minutes; return how many have."""
    count = queries.late_alarms(at, LATE_AFTER)
    if count:
        for listener in listeners:
            listener(count, at)
    return count
