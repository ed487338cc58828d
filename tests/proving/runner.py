"""Runs each test as it is, and then with each function broken that it is said to hold.

Each run is a child of one process that has read everything and made the tables: nothing that a
broken function leaves behind is seen by the next.
"""

import gc
import importlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol

from tests.proving.document import ROOT, Rule
from tests.proving.mutants import put_out_of_action

LONGEST_SECONDS: Final = 180
# A test says that the rule is broken, or that what should be refused was not.
RIGHT: Final = (AssertionError, pytest.fail.Exception)
FORK: Final = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Try:
    """One test to be run once; ``held_by`` is empty where the product is to be as it is."""

    test: str
    held_by: str = ""
    broken: Any = None


@dataclass(frozen=True)
class Outcome:
    """What came of a run: ``passed``, ``failed`` for the right reason, or what else it was."""

    of: Try
    result: str
    at: str = ""  # the words of the test that noticed

    @property
    def is_right(self) -> bool:
        """Return whether it came out as it must."""
        return self.result == ("failed" if self.of.held_by else "passed")


def tries(found: Iterable[Rule]) -> list[Try]:
    """Return every run: each test once as it is, and once for each function it is to miss.

    What several rules rest on is tried once.
    """
    broken: list[Try] = []
    for rule in found:
        broken += [one for one in tries_of(rule) if one not in broken]
    return [*(Try(test) for test in dict.fromkeys(one.test for one in broken)), *broken]


def tries_of(rule: Rule) -> list[Try]:
    """Return the runs that must fail for a rule to be proved."""
    return [
        Try(test, proof.held_by, proof.broken) for proof in rule.proofs for test in proof.shown_by
    ]


def proved(found: Iterable[Rule], outcomes: Iterable[Outcome]) -> list[Rule]:
    """Return the rules whose every proof came out right, with tests that pass without it."""
    right = [outcome.of for outcome in outcomes if outcome.is_right]
    return [
        rule
        for rule in found
        if rule.proofs and all(one in right and Try(one.test) in right for one in tries_of(rule))
    ]


class Prover:
    """A plugin of pytest that has it run the tries instead of the tests that it found."""

    def __init__(self, wanted: list[Try], say: Callable[[Outcome], None]) -> None:
        self.wanted = wanted
        self.say = say
        self.outcomes: list[Outcome] = []
        self._excinfo: pytest.ExceptionInfo[BaseException] | None = None
        self._where = ""

    def pytest_configure(self) -> None:
        """Try the same examples each time, and keep no broken function's failures for later."""
        hypothesis = importlib.import_module("hypothesis")  # not before pytest has seen it
        hypothesis.settings.register_profile(
            "proving",
            database=None,
            derandomize=True,
            deadline=None,
            suppress_health_check=[hypothesis.HealthCheck.too_slow],
        )
        hypothesis.settings.load_profile("proving")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Keep what a test raised, and in which of its phases."""
        if call.excinfo is not None and self._excinfo is None:
            self._excinfo, self._where = call.excinfo, call.when
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all, as many at a time as there are cores."""
        items: dict[str, list[pytest.Item]] = {}
        for item in session.items:
            items.setdefault(item.nodeid.split("[")[0], []).append(item)
            items[item.nodeid] = [item]
        self._make_tables(session)
        gc.freeze()
        waiting = list(reversed(self.wanted))
        running: dict[Connection, tuple[Try, Any]] = {}
        while waiting or running:
            while waiting and len(running) < len(os.sched_getaffinity(0)):
                one = waiting.pop()
                mine, theirs = FORK.Pipe(duplex=False)
                arguments = (session, items.get(one.test, []), one, theirs)
                process = FORK.Process(target=self._run, args=arguments)
                process.start()
                theirs.close()
                running[mine] = (one, process)
            self._take(running)
        return True

    def _take(self, running: dict[Connection, tuple[Try, Any]]) -> None:
        """Take what the first of those that run has to say."""
        ready = wait(list(running), timeout=LONGEST_SECONDS) or list(running)
        for connection in ready:
            assert isinstance(connection, Connection)
            one, process = running.pop(connection)
            try:
                said = connection.recv() if connection.poll() else ("took too long",)
            except EOFError:
                said = ("the process ended",)
            process.kill()
            process.join()
            connection.close()
            outcome = Outcome(one, *said)
            self.outcomes.append(outcome)
            self.say(outcome)

    def _make_tables(self, session: pytest.Session) -> None:
        """Run a test here that makes the database, so that every child is born with it."""
        for number, item in enumerate(session.items):
            if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
                runtestprotocol(item, nextitem=session.items[number - 1], log=False)
                break
        self._excinfo = None

    def _run(
        self, session: pytest.Session, items: list[pytest.Item], one: Try, said: Connection
    ) -> None:
        """Run a test in this child: of its parameters one must fail, or all pass."""
        if one.held_by:
            try:
                put_out_of_action(one.held_by, one.broken)
            except (LookupError, TypeError, ValueError) as error:
                said.send((f"cannot be broken: {error}",))
                return
        result = "there is no such test"
        for item, following in zip(items, [*items, None][1:], strict=True):
            session._setupstate.teardown_exact(item)
            self._excinfo = None
            runtestprotocol(item, nextitem=following, log=False)
            now = self._result()
            result = now if now != "passed" or result == "there is no such test" else result
            if result == "failed":
                break
        said.send((result, self._noticed()))

    def _result(self) -> str:
        """Say how the test went: ``failed`` only if by what it asserts."""
        if self._excinfo is None:
            return "passed"
        raised = self._excinfo.value
        if self._where == "call" and type(raised) in RIGHT and not self._is_ours():
            return "failed"
        return f"{type(raised).__name__} in {self._where}: {raised}".split("\n")[0]

    def _noticed(self) -> str:
        """Return the words of the test at which it failed."""
        entries = self._excinfo.traceback if self._excinfo else []
        inside = [entry for entry in entries if entry.path.is_relative_to(ROOT / "tests")]
        return " ".join(str(inside[-1].statement).split()) if inside else ""

    def _is_ours(self) -> bool:
        """Return whether the product itself raised it, and not the test."""
        path = self._excinfo.traceback[-1].path if self._excinfo else ROOT
        inside = path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")
        return inside and not path.is_relative_to(ROOT / "tests")
