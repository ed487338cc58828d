"""`make run` starts everything, says how to get in, and leaves nothing behind when it ends."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.repository import ROOT

pytestmark = pytest.mark.processes

START_SECONDS = 300  # it finds a start that hangs, however busy the machine is
STOP_SECONDS = 60  # it finds an end that hangs, however busy the machine is


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def children_of(pid: int) -> set[int]:
    """Return every process below this one, whatever session it moved to."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = set(), [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def alive(pids: set[int]) -> set[str]:
    return {
        path.read_text().replace("\0", " ")
        for pid in pids
        if (path := Path(f"/proc/{pid}/cmdline")).exists() and path.read_text()
    }


class Running:
    """One `make run` with its port and what it has printed."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.log = var / f"run-{self.port}.log"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SSR_", "MAKE", "DATABASE", "REDIS", "DJANGO", "COV_"))
        }
        with self.log.open("w") as log:
            self.make = subprocess.Popen(
                # As at a terminal: what runs the tests in the background may ignore SIGINT, and
                # make would too.
                ["env", "--default-signal=INT,QUIT", "make", "run"],
                cwd=ROOT,
                env=kept | {"PORT": str(self.port), "SSR_VAR_DIR": str(var)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "SSR är igång" not in self.output:
            assert self.make.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def seconds() -> list[float]:
    """Return how long each start took, that in an empty folder first."""
    return []


@pytest.fixture
def start(var: Path, seconds: list[float]) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start_one() -> Running:
        began = time.monotonic()
        started.append(Running(var))
        started[-1].wait_until_ready()
        seconds.append(time.monotonic() - began)
        return started[-1]

    yield start_one
    for running in started:
        for pid in [*children_of(running.make.pid), running.make.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        running.make.wait()


def test_it_prints_the_address_the_users_and_a_command_that_works(
    start: Callable[[], Running],
) -> None:
    running = start()

    assert f"http://127.0.0.1:{running.port}" in running.output
    assert "@demo.example" in running.output
    command = re.search(
        r"curl -H 'Authorization: (Token \w+)' (http://127\.0\.0\.1:\d+/api/v1/status/)",
        running.output,
    )
    assert command, running.output
    request = urllib.request.Request(command[2], headers={"Authorization": command[1]})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def ctrl_c(make: int) -> None:
    os.killpg(make, signal.SIGINT)


def interrupt_make_alone(make: int) -> None:
    os.kill(make, signal.SIGINT)


def terminate_make(make: int) -> None:
    os.kill(make, signal.SIGTERM)


def kill_make(make: int) -> None:
    os.kill(make, signal.SIGKILL)


@pytest.mark.parametrize("stop", [ctrl_c, interrupt_make_alone, terminate_make, kill_make])
def test_a_signal_ends_every_process(
    start: Callable[[], Running], stop: Callable[[int], None]
) -> None:
    running = start()
    processes = children_of(running.make.pid)
    assert len(processes) >= 6, "web and its two workers, sender, worker, beat"

    stop(running.make.pid)

    deadline = time.monotonic() + STOP_SECONDS
    while (running.make.poll() is None or alive(processes)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running.make.poll() is not None
    assert not alive(processes)


def test_a_second_start_is_quick_and_keeps_the_data(
    start: Callable[[], Running], var: Path, seconds: list[float]
) -> None:
    first = start()
    ctrl_c(first.make.pid)
    first.make.wait(STOP_SECONDS)
    born = (var / "db.sqlite3").stat().st_ino

    start()

    # A share of the first start in an empty folder: other tests work beside, at times harder.
    assert seconds[-1] < 0.75 * seconds[0]
    assert (var / "db.sqlite3").stat().st_ino == born


@pytest.mark.parametrize(
    ("port", "words"),
    [("taken", "är upptagen")] + [(p, "ska vara ett tal") for p in ("abc", "", "80 90", "65536")],
)
def test_a_port_that_will_not_do_is_said_in_one_line(port: str, words: str, var: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        number = str(holder.getsockname()[1]) if port == "taken" else port

        result = subprocess.run(
            ["make", "run"],
            cwd=ROOT,
            env=os.environ | {"PORT": number, "SSR_VAR_DIR": str(var / "untouched")},
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode != 0
    ours = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert len(ours) == 1
    assert words in ours[0]
    assert not (var / "untouched").exists()


def test_data_that_cannot_be_read_are_met_with_the_way_on(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_text("Det här är ingen databas.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])

    result = subprocess.run(
        ["make", "run"],
        cwd=ROOT,
        env=os.environ | {"PORT": port, "SSR_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "Börja om med tomma demodata: make demo-reset" in result.stderr


def test_demo_reset_refuses_while_it_runs(start: Callable[[], Running], var: Path) -> None:
    start()

    result = subprocess.run(
        ["make", "demo-reset"],
        cwd=ROOT,
        env=os.environ | {"SSR_VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "SSR körs" in result.stderr
    assert (var / "db.sqlite3").exists()
