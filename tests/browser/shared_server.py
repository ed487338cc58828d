"""A server that answers inside the transaction of the test, one request at a time."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import DEFAULT_DB_ALIAS, connections
from pytest_django.live_server_helper import LiveServer


class _OneAtATime(StaticFilesHandler):
    """All requests have one connection: two at once would fall into each other's transactions."""

    turn = threading.Lock()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        with self.turn:
            answer: Iterable[bytes] = super().__call__(environ, start_response)
            return answer


@contextmanager
def shared_server() -> Iterator[LiveServer]:
    """Serve the site on the connection of this thread, so that what is changed is rolled back."""
    shared = connections[DEFAULT_DB_ALIAS]
    server = LiveServer("localhost:0", start=False)
    server.thread.connections_override = {DEFAULT_DB_ALIAS: shared}
    server.thread.static_handler = _OneAtATime
    # Django closes a connection after each request; this one is the test's.
    with patch.object(shared, "close"):
        server.start()
        yield server
        server.stop()
