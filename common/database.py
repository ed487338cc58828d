"""A database that has stopped answering: every wait for it ends, and what waited goes on.

The server's own limits (``statement_timeout``) end nothing when the server is frozen or the network
swallows what it says: then only the one who waits can give up.
"""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

import psycopg2
from django.db import connection
from django.utils import timezone
from psycopg2 import extensions

# Longer than the server lets a question run, so that it is the server that ends a slow one.
LONGEST_WAIT: Final = 15.0
_deadline: ContextVar[float | None] = ContextVar("database_deadline", default=None)


@contextmanager
def answers_within(seconds: float) -> Iterator[None]:
    """Give up all that is asked inside after so many seconds together."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def wait(raw: Any) -> None:
    """Wait for PostgreSQL's answer; psycopg2 closes the connection if we give up.

    :raises psycopg2.OperationalError: if it does not come.
    """
    deadline = _deadline.get() or time.monotonic() + LONGEST_WAIT
    while (state := raw.poll()) != extensions.POLL_OK:
        left = deadline - time.monotonic()
        if left <= 0:
            raise psycopg2.OperationalError("databasen svarar inte")
        poll = select.poll()
        poll.register(raw, select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        poll.poll(left * 1000)


def give_up_in_time() -> None:
    """Let every connection to PostgreSQL wait by ``wait``."""
    extensions.set_wait_callback(wait)


def now() -> datetime:
    """Return the time of the database: the one clock that all processes share."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
