"""What waits for a person: each app tells of its own in its registrations.py.

The start page, the page "Att göra" and the API show one and the same list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from common.clock import end_of_day
from common.registry import Registry

if TYPE_CHECKING:
    from actors.models import User

NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """Something that somebody is to do, and the address where it is done."""

    action: str  # "Svara på kallelsen"
    text: str  # what it is about
    url: str
    icon: str
    whom: str = ""  # the function or the municipality that it concerns
    since: datetime | None = None
    due_at: datetime | None = None
    due_date: date | None = None  # a day ends at midnight
    urgent: bool = False

    @property
    def due(self) -> datetime | None:
        """Return when it is late."""
        return self.due_at or (end_of_day(self.due_date) if self.due_date else None)

    def is_late(self, at: datetime) -> bool:
        return self.due is not None and self.due <= at


Provider = Callable[["User", datetime], Iterable[Task]]
providers: Final = Registry[Provider]()  # each tells what waits for a person at a moment
register = providers.register


def tasks_of(user: "User", at: datetime) -> list[Task]:
    """Return all that waits for the user, what matters now first.

    What cannot wait, what is late, what somebody waits for without a day, and what has a day ahead.
    """
    found = [task for provider in providers for task in provider(user, at)]
    return sorted(found, key=lambda task: _place(task, at))


def _place(task: Task, at: datetime) -> tuple[int, datetime, datetime]:
    if task.urgent:
        turn = 0
    elif task.is_late(at):
        turn = 1
    else:
        turn = 2 if task.due is None else 3
    return turn, task.due or NEVER, task.since or NEVER
