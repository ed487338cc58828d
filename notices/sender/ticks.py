"""Work that must be done every so often, run by the sender: one at a time, however many senders."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

import structlog
from django.db import connection
from django.db.models import Q

from common.registry import Registry
from notices.models import Heartbeat

log = structlog.get_logger(__name__)

PREFIX: Final = "tick:"
# SQLite has no lock that dies with its holder: a killed tick is run again after this.
CLAIM: Final = timedelta(seconds=15)
LOCK_CLASS: Final = 7_170
FAILED: Final = "fel: "


@dataclass(frozen=True)
class Tick:
    """A function that is given the time and returns how much it did."""

    name: str
    function: Callable[[datetime], int]
    every: timedelta


ticks: Final = Registry[Tick]()


def register(name: str, fn: Callable[[datetime], int], every: timedelta) -> None:
    """Add a tick. It must bear to run late, and to find its work already done."""
    ticks.put(name, Tick(name, fn, every))


def run_due(at: datetime) -> int:
    """Run every tick whose time has come and that nobody runs; return how many ran."""
    return sum(_run(tick, at) for tick in ticks)


def _run(tick: Tick, at: datetime) -> bool:
    if not _is_due(tick, at):
        return False
    with _claimed(tick, at) as ours:
        if not ours or not _is_due(tick, at):
            return False
        try:
            detail = str(tick.function(at))
        except Exception as error:  # one tick's fault may not stop the others
            log.exception("tick_failed", tick=tick.name)
            detail = f"{FAILED}{type(error).__name__}"
        Heartbeat.objects.update_or_create(
            name=PREFIX + tick.name, defaults={"beat_at": at, "detail": detail}
        )
        return True


def has_failed(name: str) -> bool:
    """Return whether the tick's latest run ended in a fault."""
    return Heartbeat.objects.filter(name=PREFIX + name, detail__startswith=FAILED).exists()


def _is_due(tick: Tick, at: datetime) -> bool:
    """Return whether it is time; a last run in the future means that the clock was set back."""
    last = Heartbeat.objects.filter(name=PREFIX + tick.name).values_list("beat_at", flat=True)
    return not last or not timedelta() <= at - last[0] < tick.every


def lock_number(tick: Tick) -> int:
    """Return the number of the tick's lock on PostgreSQL."""
    return crc32(tick.name.encode()) & 0x7FFFFFFF


@contextmanager
def _claimed(tick: Tick, at: datetime) -> Iterator[bool]:
    if connection.vendor == "postgresql":
        with _locked(lock_number(tick)) as ours:
            yield ours
        return
    name = PREFIX + tick.name
    Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": at - tick.every})
    free = Heartbeat.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), name=name)
    if not free.update(claimed_until=at + CLAIM):
        yield False
        return
    try:
        yield True
    finally:
        Heartbeat.objects.filter(name=name).update(claimed_until=None)


@contextmanager
def _locked(number: int) -> Iterator[bool]:
    """Hold a lock of the session, which PostgreSQL frees if we die."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, number])
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, number])
