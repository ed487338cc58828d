"""The web server of the Procfile, in a process of its own on the database of the tests."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings

START_SECONDS = 120  # it finds a start that hangs, however busy the machine is
STOP_SECONDS = 20
QUIET = {"debug", "info"}


class Server:
    """A server that ends with the process that started it, however that ends."""

    def __init__(self, folder: Path, database: str, **given: Any) -> None:
        self._held = _hold_port()
        port = self._held.getsockname()[1]
        # By name: a passkey is never bound to an address of numbers.
        self.address = f"http://localhost:{port}"
        self.log = folder / f"server-{port}.log"
        self._read = 0
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "sh", "-c", _command()],
                cwd=settings.BASE_DIR,
                env=os.environ
                | {
                    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                    "DJANGO_SETTINGS_MODULE": "tests.browser.served_settings",
                    "DATABASE_URL": database,
                    "SSR_VAR_DIR": str(folder),
                    "SERVED_FOLDER": str(folder),
                    "SERVED_SETTINGS": json.dumps(given),
                    "HOST": "127.0.0.1",
                    "PORT": str(port),
                    "WEB_WORKERS": "1",
                    "PYTHONWARNINGS": "default",
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/halsa/", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def complaints(self) -> str:
        """Return what it has logged since it was last asked, if anything of that is no good."""
        logged = self.log.read_text()[self._read :]
        self._read += len(logged)
        return logged if any(_is_complaint(line) for line in logged.splitlines()) else ""

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            self._held.close()


def _hold_port() -> socket.socket:
    """Take a free port and keep it: no other test gets it, and granian shares it with us."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", 0))
    return held


def _command() -> str:
    procfile = (settings.BASE_DIR / "Procfile").read_text()
    found = re.search(r"^web: (.+)$", procfile, re.MULTILINE)
    assert found is not None
    return found[1]


def _is_complaint(line: str) -> bool:
    """Return whether a line of the log is worse than news; of a form not known to be, it is."""
    if line.startswith("{"):
        return json.loads(line)["level"] not in QUIET
    return bool(line.strip()) and not line.startswith("[INFO]")
