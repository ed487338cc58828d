"""Lists and the hub of events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activations import rules
from activations.events import status
from activations.models import Activation, Event, LogEntry
from actors.models import Region, User
from forums import tallies
from forums.models import JointDirection, Meeting, MeetingDecision

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

    Källa: domain.md 5.7.
    """
    open_ones = Activation.objects.open().filter(event=OuterRef("pk"))
    return (
        Event.objects.filter(region=region)
        .annotate(is_activated=Exists(open_ones))
        .select_related("type", "region")
        .prefetch_related("activations__forum", "municipalities")
        .order_by(OPEN_FIRST, "-since", "-pk")
    )


def open_events() -> "QuerySet[Event]":
    """Return the events that go on or are awaited: not those whose every forum has returned.

    Källa: domain.md 5.7.
    """
    at_work = Q(pk__in=Activation.objects.open().values("event_id"))
    return Event.objects.filter(at_work | Q(activations=None), merged_into=None)


def filtered(rows: "QuerySet[Event]", chosen: dict[str, Any]) -> "QuerySet[Event]":
    """Return the events that the cleaned filter names.

    Källa: domain.md 5.7.
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
            | Q(place__icontains=words)
            | Q(pk__in=Event.objects.filter(municipalities__name__icontains=words).values("pk"))
        )
    return rows


def agreements_of(event: Event, user: User) -> "QuerySet[MeetingDecision]":
    """Return what the actors have agreed on at those of its meetings that the user may see.

    The latest first.
    Källa: Målbilden 2.2 "spårbarhet"; domain.md 5.7.
    """
    meetings = Meeting.objects.visible_to(user).filter(in_activation__activation__event=event)
    return (
        MeetingDecision.objects.filter(meeting__in=meetings, kind=MeetingDecision.Kind.AGREEMENT)
        .select_related("meeting__forum__region")
        .order_by("-made_at", "-pk")
    )


def directions_of(event: Event, user: User) -> list[tuple[JointDirection, tallies.Tally]]:
    """Return the directions of the event's meetings that the user may see, drafts left out.

    Källa: Målbilden 2.5; domain.md 3.6.
    """
    meetings = Meeting.objects.visible_to(user).filter(in_activation__activation__event=event)
    return [row for row in tallies.of_meetings(meetings) if not row[0].is_draft]


@dataclass(frozen=True)
class TimelinePart:
    """One entry of the timeline, or many answers in a row that are shown as one line."""

    entries: list[LogEntry]

    @property
    def is_folded(self) -> bool:
        return len(self.entries) > 1


def folded(entries: Iterable[LogEntry], *, is_chosen: bool) -> list[TimelinePart]:
    """Return the entries in order, answers in a row together unless answers were asked for.

    An answer that was corrected stands by itself: a correction is never hidden.
    Källa: Målbilden 2.2 "spårbarhet".
    """
    parts: list[TimelinePart] = []
    for entry in entries:
        if not is_chosen and _may_fold(entry) and parts and _may_fold(parts[-1].entries[-1]):
            parts[-1].entries.append(entry)
        else:
            parts.append(TimelinePart([entry]))
    return parts


def _may_fold(entry: LogEntry) -> bool:
    return entry.kind == LogEntry.Kind.ANSWER and not entry.corrections.all()


def summaries_of(event: Event, at: datetime) -> list[ActivationSummary]:
    """Return the event's activations with chair, next meeting and answers; open ones first.

    Källa: domain.md 5.7.
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
                countdown=rules.countdown(meeting["starts_at"], at) if meeting else "",
                answers=answers.get(meeting["id"], status.NO_ANSWERS)
                if meeting
                else status.NO_ANSWERS,
                participants=inside.get(row.pk, 0),
            )
        )
    return sorted(found, key=lambda one: not one.activation.is_open)
