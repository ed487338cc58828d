"""The sender process: threads that send, one for the ticks, one that listens for a wake-up.

Each channel has threads of its own, so that a stalled mail server delays no SMS, and none of them
can hold up the ticks. Several processes may run.
"""

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from common import database
from notices.channels.channels import channel_for
from notices.models import Heartbeat, Notice
from notices.outbox.outbox import CHANNEL
from notices.sender import delivery, ticks

log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 1.0
BEAT_EVERY: Final = timedelta(seconds=5)
# A thread that has not come round in this time is stuck: then we are not alive, and do not say so.
STUCK_AFTER: Final = timedelta(seconds=60)
# Nothing that we wait for takes this long: who starts us again does better than we do.
END_AFTER: Final = timedelta(seconds=120)
STUCK_EXIT_CODE: Final = 75  # of sysexits.h: try again
JOIN_SECONDS: Final = 40.0


def send_all_due(at: datetime | None = None) -> int:
    """Send everything that is due, in this thread; return how many tries were made."""
    total = 0
    for kind in Notice.Channel.values:
        channel = channel_for(kind)
        try:
            while leased := delivery.send_batch(channel=channel, kind=kind):
                total += leased
        finally:
            channel.close()
    return total


def run_once() -> int:
    """Send what is due and run the ticks that are due, then beat."""
    sent = send_all_due()
    ticks.run_due(database.now())
    sent += send_all_due()
    beat("sender")
    beat("tick")
    return sent


def beat(name: str, detail: str = "") -> None:
    """Show a sign of life."""
    Heartbeat.objects.update_or_create(
        name=name, defaults={"beat_at": database.now(), "detail": detail}
    )


class Sender:
    """Runs until it is told to stop, then finishes what is in hand."""

    def __init__(self, *, workers: int = 2) -> None:
        self._workers = workers
        self._stop = threading.Event()
        self._wake = threading.Condition()
        self._seen: dict[str, float] = {}

    def stop(self) -> None:
        """Ask every thread to finish. Safe to call from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Run all threads and beat for them until stopped."""
        threads = [self._thread("tick", self._tick)]
        for kind in Notice.Channel.values:
            for number in range(self._workers):
                threads.append(self._thread(f"{kind}-{number + 1}", self._send, kind))
        if connection.vendor == "postgresql":
            threads.append(self._thread("listen", self._listen))
        threading.Thread(target=self._end_if_stuck, name="guard", daemon=True).start()
        for thread in threads:
            thread.start()
        self._guarded(self._watch)
        with self._wake:
            self._wake.notify_all()
        for thread in threads:
            thread.join(JOIN_SECONDS)

    def _thread(self, name: str, target: Callable[..., None], *args: Any) -> threading.Thread:
        def run() -> None:
            try:
                self._guarded(target, *args)
            finally:
                connection.close()

        return threading.Thread(target=run, name=name, daemon=True)

    def _guarded(self, target: Callable[..., None], *args: Any) -> None:
        """Run the loop again after any fault: a database that restarts, a bug in one notice."""
        while not self._stop.is_set():
            try:
                target(*args)
            except (DatabaseError, InterfaceError, OSError) as error:
                log.warning("sender_lost_contact", error=type(error).__name__)
            except Exception:
                log.exception("sender_fault")
            with contextlib.suppress(Exception):
                connection.close()
            self._stop.wait(POLL_SECONDS)

    def _send(self, kind: str) -> None:
        channel = channel_for(kind)
        try:
            while not self._stop.is_set():
                self._came_round()
                if not delivery.send_batch(
                    channel=channel, kind=kind, is_stopping=self._stop.is_set
                ):
                    channel.close()
                    close_old_connections()
                    with self._wake:
                        if not self._stop.is_set():
                            self._wake.wait(POLL_SECONDS)
        finally:
            channel.close()

    def _tick(self) -> None:
        last = 0.0
        while not self._stop.is_set():
            self._came_round()
            ticks.run_due(database.now())
            if time.monotonic() - last >= BEAT_EVERY.total_seconds():
                beat("tick", f"{len(list(ticks.ticks))} sysslor")
                last = time.monotonic()
            close_old_connections()
            self._stop.wait(POLL_SECONDS)

    def _came_round(self) -> None:
        self._seen[threading.current_thread().name] = time.monotonic()

    def _stuck(self, limit: timedelta) -> list[str]:
        """Return the threads that have not come round for so long."""
        oldest = time.monotonic() - limit.total_seconds()
        return sorted(name for name, seen in self._seen.copy().items() if seen < oldest)

    def _end_if_stuck(self) -> None:
        """End the process if a thread never comes round; asks nobody, so that nothing stops it.

        What it held is leased, and sent by the process that is started in its place.
        """
        while not self._stop.wait(POLL_SECONDS):
            if stuck := self._stuck(END_AFTER):
                log.critical("sender_ends_itself", threads=stuck)
                os._exit(STUCK_EXIT_CODE)

    def _watch(self) -> None:
        """Beat for the sending threads, as long as all of them come round."""
        while not self._stop.is_set():
            self._came_round()
            if stuck := self._stuck(STUCK_AFTER):
                log.error("sender_stuck", threads=stuck)
            elif len(self._seen) > 1:
                beat("sender", f"{len(self._seen)} trådar")
            close_old_connections()
            self._stop.wait(BEAT_EVERY.total_seconds() if len(self._seen) > 1 else 0.1)

    def _listen(self) -> None:
        """Wake the sending threads as soon as somebody commits a notice (PostgreSQL)."""
        raw = connection.get_new_connection(connection.get_connection_params())
        try:
            raw.autocommit = True
            with raw.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            while not self._stop.is_set():
                if select.select([raw], [], [], POLL_SECONDS)[0]:
                    raw.poll()
                    raw.notifies.clear()
                    with self._wake:
                        self._wake.notify_all()
        finally:
            raw.close()
