"""How it is: which forums are activated, for what, since when, and who comes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse

from activations.models import Activation, ActivationMeeting, ChairTerm, Summons
from actors.models import Level, Region
from forums.models import Forum, Meeting
from forums.modes import Mode

AHEAD = [Meeting.Status.PLANNED, Meeting.Status.CALLED, Meeting.Status.RUNNING]
NO_ANSWERS = {"called": 0, "coming": 0, "deputy": 0, "not_coming": 0, "silent": 0}


def modes_of(forum_ids: Iterable[int]) -> dict[int, Mode]:
    """Return the activated forums among these; several events at once show the live and oldest.

    Källa: domain.md 3.1.
    """
    rows = (
        Activation.objects.open()
        .filter(forum_id__in=list(forum_ids))
        .select_related("event", "forum__region")
        .order_by("event__exercise", "convened_at")
    )
    found: dict[int, Mode] = {}
    for activation in rows:
        if activation.forum_id not in found:
            found[activation.forum_id] = Mode(
                since=activation.became_active_at or activation.convened_at,
                activation_url=activation.get_absolute_url(),
                exercise=activation.event.exercise,
                chair_url=reverse(
                    "activations:chair_history", args=[activation.forum.region.slug, activation.pk]
                ),
                text=str(activation.event),
            )
    return found


def status_of(region_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return how each region is: its forums with mode, its open activations with who comes.

    The same seven queries whatever the number of regions, forums and actors.
    Källa: domain.md 5.7.
    """
    ids = list(region_ids)
    activations = _activations(ids)
    forums = _forums(ids, activations)
    regions = Region.objects.filter(pk__in=ids).order_by("pk").values("id", "slug", "name")
    return [
        {
            "region": region["slug"],
            "name": region["name"],
            "mode": "activated"
            if any(not a["event"]["exercise"] for a in activations.get(region["id"], []))
            else "ordinary",
            "forums": forums.get(region["id"], []),
            "activations": activations.get(region["id"], []),
        }
        for region in regions
    ]


def _forums(
    region_ids: list[int], activations: dict[int, list[dict[str, Any]]]
) -> dict[int, list[dict[str, Any]]]:
    since: dict[int, dict[str, Any]] = {}
    for rows in activations.values():
        for row in sorted(rows, key=lambda one: (one["event"]["exercise"], one["since"])):
            since.setdefault(row["forum_id"], row)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    forums = Forum.objects.filter(region_id__in=region_ids, is_active=True).values(
        "id", "region_id", "slug", "name", "activated_name", "level"
    )
    for forum in forums.order_by("-level", "name"):
        active = since.get(forum["id"])
        found[forum["region_id"]].append(
            {
                "slug": forum["slug"],
                "name": forum["name"],
                "activated_name": forum["activated_name"] or forum["name"],
                "level": Level(forum["level"]).name.lower(),
                "mode": "activated" if active else "ordinary",
                "exercise": bool(active and active["event"]["exercise"]),
                "since": active["since"] if active else None,
            }
        )
    return found


def _activations(region_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = list(
        Activation.objects.open()
        .filter(forum__region_id__in=region_ids)
        .order_by("convened_at")
        .values(
            "id",
            "status",
            "convened_at",
            "became_active_at",
            "forum_id",
            "forum__slug",
            "forum__region_id",
            "event__number",
            "event__title",
            "event__exercise",
            "event__type__code",
            "event__since",
        )
    )
    ids = [row["id"] for row in rows]
    chairs = chairs_of(ids)
    meetings = next_meetings(ids)
    answers = answers_of(meeting["id"] for meeting in meetings.values())
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        meeting = meetings.get(row["id"])
        found[row["forum__region_id"]].append(
            {
                "id": row["id"],
                "forum": row["forum__slug"],
                "forum_id": row["forum_id"],
                "status": row["status"],
                "since": row["became_active_at"] or row["convened_at"],
                "event": {
                    "number": row["event__number"],
                    "title": row["event__title"],
                    "type": row["event__type__code"],
                    "exercise": row["event__exercise"],
                    "since": row["event__since"],
                },
                "chair": chairs.get(row["id"], ""),
                "next_meeting": meeting and {k: meeting[k] for k in ("id", "status", "starts_at")},
                "answers": answers.get(meeting["id"], NO_ANSWERS) if meeting else NO_ANSWERS,
            }
        )
    return found


def chairs_of(activation_ids: Iterable[int]) -> dict[int, str]:
    """Return the function that chairs each activation now."""
    terms = ChairTerm.objects.filter(
        activation_id__in=list(activation_ids), ends_at=None
    ).select_related("function__actor")
    return {term.activation_id: str(term.function) for term in terms}


def next_meetings(activation_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the running or nearest coming meeting of each activation."""
    links = (
        ActivationMeeting.objects.filter(
            activation_id__in=list(activation_ids), meeting__status__in=AHEAD
        )
        .order_by("meeting__starts_at")
        .values(
            "activation_id",
            "meeting_id",
            "meeting__status",
            "meeting__starts_at",
            "meeting__began_at",
            "meeting__bridge_number",
            "meeting__bridge_code",
            "meeting__link",
            "meeting__room",
        )
    )
    found: dict[int, dict[str, Any]] = {}
    for link in links:
        found.setdefault(
            link["activation_id"],
            {
                "id": link["meeting_id"],
                "status": link["meeting__status"],
                "starts_at": link["meeting__starts_at"],
                "began_at": link["meeting__began_at"],
                "bridge_number": link["meeting__bridge_number"],
                "bridge_code": link["meeting__bridge_code"],
                "link": link["meeting__link"],
                "room": link["meeting__room"],
            },
        )
    return found


def answers_of(meeting_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many of each meeting's called functions come, send a deputy, or are silent."""
    rows = (
        Summons.objects.filter(meeting_id__in=list(meeting_ids))
        .exclude(status=Summons.Status.CANCELLED)
        .order_by()
        .values("meeting_id", "answer")
        .annotate(number=Count("id"))
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict(NO_ANSWERS))
    for row in rows:
        counts = found[row["meeting_id"]]
        counts[row["answer"] or "silent"] += row["number"]
        counts["called"] += row["number"]
    return dict(found)
