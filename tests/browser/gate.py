"""Between test and server: a gate that a test can close, and a clock that it can move.

The server answers through the gate, so that nothing is under way while the database is exchanged
or the log is read: a request that lives longer than its page would fail in the next test.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from django.http import HttpRequest, HttpResponse

OPEN_WITHIN_SECONDS = 60


class Gate:
    """The test's side."""

    def __init__(self, folder: Path) -> None:
        self._gate, self._clock = folder / "gate", folder / "clock"
        self._gate.touch()
        self._clock.touch()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Wait until no request is under way, and let none begin."""
        with self._gate.open() as gate:
            deadline = time.monotonic() + OPEN_WITHIN_SECONDS
            while not _is_locked(gate.fileno()):
                assert time.monotonic() < deadline, "a request is still under way"
                time.sleep(0.005)
            yield

    def tell_time(self, moment: datetime) -> None:
        """Let it be that moment for the server from now on."""
        with self.closed():
            self._clock.write_text(str(moment.timestamp() - real_time()))

    def forget_time(self) -> None:
        """Let it be for the server what it really is; the gate is closed."""
        self._clock.write_text("")


def real_time() -> float:
    """Return the seconds since 1970, whatever clock the tests have set."""
    hatch = time_machine.escape_hatch
    return hatch.time.time() if hatch.is_travelling() else time.time()


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class GateMiddleware:
    """The server's side."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        folder = Path(os.environ["SERVED_FOLDER"])
        self._gate, self._clock = folder / "gate", folder / "clock"
        self._told = ""
        self._travel: time_machine.travel | None = None
        self._one_at_a_time = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self._gate.open() as gate:
            fcntl.flock(gate, fcntl.LOCK_SH)
            with self._one_at_a_time:
                self._set_clock(self._clock.read_text())
            return self.get_response(request)

    def _set_clock(self, ahead: str) -> None:
        if ahead == self._told:
            return
        if self._travel:
            self._travel.stop()
            self._travel = None
        if ahead:
            moment = datetime.fromtimestamp(real_time(), UTC) + timedelta(seconds=float(ahead))
            self._travel = time_machine.travel(moment, tick=True)
            self._travel.start()
        self._told = ahead
