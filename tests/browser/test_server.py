"""The server of the browser tests: what is written is put back, complaints are found, it ends."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from actors.models import User
from tests import databases
from tests.browser.database import EMPTY, Shared
from tests.browser.server import STOP_SECONDS, Server
from tests.browser.whole_term import clock_from
from tests.factories import UserFactory

START_AND_WAIT = """
import sys
from pathlib import Path
from tests.browser.server import Server
server = Server(Path(sys.argv[1]), sys.argv[2])
server.wait()
print(server.process.pid, flush=True)
sys.stdin.read()
"""


def read(server: Server, path: str) -> str:
    with urllib.request.urlopen(server.address + path, timeout=60) as answer:
        return answer.read().decode()


def test_what_a_test_writes_is_gone_in_the_next(shared: Shared) -> None:
    UserFactory()
    (shared.media / "file").write_text("x")

    shared.put_back(EMPTY)

    assert not User.objects.exists()
    assert list(shared.media.iterdir()) == []


def test_what_the_server_complains_of_is_found(server: Server) -> None:
    read(server, "/hjalp/")
    assert server.complaints() == ""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")

    asked = urllib.request.Request(
        f"{server.address}/min-sida/", headers={"Cookie": f"sessionid={'a' * 32}"}
    )
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(asked)
    failed.value.close()

    assert "django_session" in server.complaints()
    assert server.complaints() == ""


def test_the_server_lives_in_the_time_of_the_test(server: Server, shared: Shared) -> None:
    with clock_from(date(2031, 5, 6), shared.gate):
        moved = read(server, "/hjalp/")
    shared.put_back(EMPTY)

    assert years(moved) == {"2031"}
    assert years(read(server, "/hjalp/")) == {str(timezone.now().year)}


def years(page: str) -> set[str]:
    return set(re.findall(r'<time datetime="(\d{4})-', page))


def test_a_session_that_is_killed_leaves_no_server(shared: Shared, tmp_path: Path) -> None:
    for name in ("gate", "clock"):
        (tmp_path / name).touch()
    session = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(tmp_path), databases.address()],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert session.stdin is not None
    assert session.stdout is not None
    group = int(session.stdout.readline())
    assert alive(group)

    session.kill()

    session.communicate()
    deadline = time.monotonic() + STOP_SECONDS
    while alive(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive(group) == []


def alive(group: int) -> list[int]:
    """Return the processes of the group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _parent, of = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:3]
            except OSError:
                continue
            if int(of) == group and state != "Z":
                found.append(int(entry.name))
    return found
