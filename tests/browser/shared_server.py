"""A server that answers inside the transaction of the test, one request at a time."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import DEFAULT_DB_ALIAS, connections
from pytest_django.live_server_helper import LiveServer

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def _in_turn(application: Any) -> Application:
    """All requests have one connection: two at once would fall into each other's transactions."""
    handler: Application = StaticFilesHandler(application)
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with turn:
            return handler(environ, start_response)

    return answer


@contextmanager
def shared_server() -> Iterator[LiveServer]:
    """Serve the site on the connection of this thread, so that what is changed is rolled back."""
    shared = connections[DEFAULT_DB_ALIAS]
    server = LiveServer("localhost:0", start=False)
    server.thread.connections_override = {DEFAULT_DB_ALIAS: shared}
    server.thread.static_handler = _in_turn
    # Django closes a connection after each request; this one is the test's.
    with patch.object(shared, "close"):
        server.start()
        yield server
        server.stop()
