"""What waits of directions: each actor's own decision, and what was noted and not confirmed."""

from collections.abc import Iterable
from datetime import datetime

from actors.models import User
from actors.rights import rights
from common.todo import Task
from forums.directions import queries
from forums.models import ActorDecision


def tasks(user: User, at: datetime) -> Iterable[Task]:
    """Return what the actors that the user serves are to decide or confirm."""
    held = rights.functions_of(user, at)
    if not held:
        return []
    rows = [*queries.awaited_of(held, at), *queries.noted_of(held, at)]
    return [_task(row) for row in rows]


def _task(row: ActorDecision) -> Task:
    mark = "ÖVNING " if row.direction.exercise else ""
    return Task(
        action="Bekräfta det egna beslutet" if row.is_noted else "Meddela ert eget beslut",
        text=f"{mark}{row.direction}: {row.direction.aim[:80]}",
        url=row.direction.get_absolute_url(),
        icon="note",
        whom=row.actor.name,
        since=row.asked_at,
        due_at=row.direction.reply_by,
    )
