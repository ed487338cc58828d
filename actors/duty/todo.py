"""What waits on the rota: a note from whoever had the shift before."""

from datetime import datetime

from django.urls import reverse

from actors import queries
from actors.models import User
from actors.wording import span_text
from common.todo import Task


def tasks(user: User, at: datetime) -> list[Task]:
    """Return the handovers that the successor has not read.

    Källa: domain.md 2.3.
    """
    return [
        Task(
            action="Läs överlämningen",
            text=f"Passet {span_text(shift.starts_at, shift.ends_at)}",
            url=reverse("actors:rota", args=[shift.function_id]),
            icon="note",
            whom=shift.function.label,
            since=shift.handed_over_at,
        )
        for shift in queries.notes_to_read(user, at)
    ]
