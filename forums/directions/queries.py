"""Reads: directions in force, who has decided what, and what waits for an actor."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from actors.addresses import contacts
from actors.models import Function, Level, User
from actors.rights import rights
from forums.models import ActorDecision, Forum, JointDirection

Status = ActorDecision.Status
# What others must act on stands first.
ORDER = (Status.DECLINES, Status.DEVIATES, Status.AWAITED, Status.ADOPTS)


def decisions_of(direction: JointDirection) -> list[ActorDecision]:
    """Return what each actor has decided, what others must act on first; ``phones`` reach it."""
    rows = direction.decisions.select_related("actor", "function__actor").prefetch_related(
        "function__addresses"
    )
    # The database has put the names in Swedish order, which a stable sort keeps.
    found = sorted(rows.order_by("actor__name"), key=lambda row: ORDER.index(Status(row.status)))
    for row in found:
        row.direction = direction
        row.phones = contacts.phones_of(row.function)
    return found


def frame_of(forum: Forum, at: datetime, *, exercise: bool) -> list[JointDirection]:
    """Return the directing forum's directions in force that a forum below works inside.

    Källa: Avsiktsförklaringen "Forum på tre nivåer"; Målbilden 1.4 "inom given inriktning".
    """
    if forum.level >= Level.DIRECTING:
        return []
    rows = JointDirection.objects.in_force(at).filter(
        forum__region_id=forum.region_id, level=Level.DIRECTING, exercise=exercise
    )
    return list(rows.select_related("forum__region"))


def awaited_of(held: Sequence[Function], at: datetime) -> "QuerySet[ActorDecision]":
    """Return the decisions that directions in force await of the actors of these functions."""
    return _of_actors(held, at).filter(status=Status.AWAITED)


def noted_of(held: Sequence[Function], at: datetime) -> "QuerySet[ActorDecision]":
    """Return what was noted on the word of these functions' actors, and not yet confirmed."""
    return _of_actors(held, at).filter(is_noted=True)


def _of_actors(held: Sequence[Function], at: datetime) -> "QuerySet[ActorDecision]":
    rows = ActorDecision.objects.filter(
        actor__in={function.actor_id for function in held},
        direction__in=JointDirection.objects.in_force(at),
    )
    return rows.select_related("direction__forum__region", "actor")


def deciding_function(user: User, decision: ActorDecision) -> Function | None:
    """Return the function in which the user may tell what the actor has decided, if any.

    The function that was asked before others of the actor; the highest mandate before lower ones.
    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """
    own = [one for one in rights.functions_of(user) if one.actor_id == decision.actor_id]
    asked = decision.function_id
    return max(own, key=lambda one: (one.pk == asked, one.mandate_level), default=None)
