"""Let several act at once: at the same moment, or in line, each waiting for the one before."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet

from common.errors import RuleError

Act = Callable[[], object]
OK = "ok"
PATIENCE = 8  # seconds, less than the lock timeout; each wait is over in milliseconds


def in_line(gate: "QuerySet[Any]", *acts: Act) -> list[str]:
    """Hold the rows of the gate until all have begun, in this order, and stand in line for them.

    Return ``ok`` or what each was refused with. Who comes second has begun before the first is
    done: what it read before it got the lock is out of date. Anything but a refusal is raised.
    """
    racers = []
    with transaction.atomic():
        assert list(gate.select_for_update()), "nothing to stand in line for"
        for number, act in enumerate(acts, start=1):
            racers.append(Racer(act))
            racers[-1].start()
            _wait_until(
                lambda number=number: (
                    _standing_in_line() + sum(not racer.is_alive() for racer in racers) >= number
                )
            )
    return [racer.outcome() for racer in racers]


def together(*acts: Act) -> list[str]:
    """Run the acts at the same moment; return ``ok`` or what each was refused with."""
    start = threading.Barrier(len(acts))
    racers = [Racer(act, start) for act in acts]
    for racer in racers:
        racer.start()
    return [racer.outcome() for racer in racers]


class Racer(threading.Thread):
    """Somebody who acts in a thread and a transaction of their own."""

    def __init__(self, act: Act, start: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.act, self.gun = act, start
        self.said = ""
        self.broke: Exception | None = None

    def run(self) -> None:
        """Act once the others are ready."""
        try:
            if self.gun is not None:
                self.gun.wait(timeout=PATIENCE)
            self.act()
            self.said = OK
        except (RuleError, PermissionDenied) as refused:
            self.said = str(refused)
        except Exception as error:  # told in the thread of the test
            self.broke = error
        finally:
            connection.close()

    def outcome(self) -> str:
        """Return how it went, when it has."""
        self.join(timeout=PATIENCE)
        if self.broke is not None:
            raise self.broke
        assert self.said, "still waiting"
        return self.said


def _standing_in_line() -> int:
    """Return how many connections wait for a lock in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept through a transaction otherwise
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "nobody came"
        time.sleep(0.005)
