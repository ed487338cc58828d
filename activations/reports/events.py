"""Lists and the hub of events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activations.models import Activation, Event
from activations.reports import status
from actors.models import Region

OPEN_FIRST = "-is_activated"


@dataclass(frozen=True)
class ActivationSummary:
    """An activation as the hub shows it."""

    activation: Activation
    chair: str
    meeting: dict[str, Any] | None
    countdown: str
    answers: dict[str, int]
    participants: int


def events_of(region: Region) -> "QuerySet[Event]":
    """Return the region's events, those with an activated forum first, then the latest.

    Källa: ux.md page 5.
    """
    open_ones = Activation.objects.open().filter(event=OuterRef("pk"))
    return (
        Event.objects.filter(region=region)
        .annotate(is_activated=Exists(open_ones))
        .select_related("type", "region")
        .prefetch_related("activations__forum", "municipalities")
        .order_by(OPEN_FIRST, "-since", "-pk")
    )


def filtered(rows: "QuerySet[Event]", chosen: dict[str, Any]) -> "QuerySet[Event]":
    """Return the events that the cleaned filter names.

    Källa: ux.md page 5 "filter type/actor/year; ordinarie vs aktiverat".
    """
    if chosen.get("typ"):
        rows = rows.filter(type=chosen["typ"])
    if chosen.get("ar"):
        rows = rows.filter(since__year=chosen["ar"])
    if chosen.get("lage"):
        at_work = Q(pk__in=Activation.objects.open().values("event_id"))
        rows = rows.filter(at_work if chosen["lage"] == "aktiverat" else ~at_work)
    if chosen.get("ovning"):
        rows = rows.filter(exercise=chosen["ovning"] == "ja")
    if words := (chosen.get("q") or "").strip():
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(title__icontains=words)
            | Q(description__icontains=words)
            | Q(pk__in=Event.objects.filter(municipalities__name__icontains=words).values("pk"))
        )
    return rows


def summaries_of(event: Event, at: datetime) -> list[ActivationSummary]:
    """Return the event's activations with chair, next meeting and answers; open ones first.

    Källa: ux.md page 6.
    """
    rows = list(
        event.activations.select_related(
            "forum__region", "event__region", "request", "asked_by"
        ).order_by("-forum__level", "-convened_at")
    )
    ids = [row.pk for row in rows]
    chairs = status.chairs_of(ids)
    meetings = status.next_meetings(ids)
    answers = status.answers_of(meeting["id"] for meeting in meetings.values())
    inside: dict[int, int] = {}
    for pk in event.activations.filter(participants__left_at=None).values_list("pk", flat=True):
        inside[pk] = inside.get(pk, 0) + 1
    found = []
    for row in rows:
        meeting = meetings.get(row.pk)
        found.append(
            ActivationSummary(
                activation=row,
                chair=chairs.get(row.pk, ""),
                meeting=meeting,
                countdown=status.countdown(meeting["starts_at"], at) if meeting else "",
                answers=answers.get(meeting["id"], status.NO_ANSWERS)
                if meeting
                else status.NO_ANSWERS,
                participants=inside.get(row.pk, 0),
            )
        )
    return sorted(found, key=lambda one: not one.activation.is_open)
