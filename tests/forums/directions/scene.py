"""A direction that a running meeting may agree on, and the actors that decide for themselves."""

from datetime import timedelta
from typing import Any

from actors.models import Actor
from forums.directions import services
from forums.directions.services import Position, Words
from forums.models import ActorDecision, JointDirection, Meeting
from tests.forums.factories import SOON, World

LATER = SOON + timedelta(minutes=20)
ADOPTS = Position("adopts", "Kommundirektören")
AIM = "Samhällsviktig verksamhet fungerar under snöovädret"


def draft(world: World, meeting: Meeting | None = None, **words: Any) -> JointDirection:
    """Return a draft for a running meeting."""
    replaces = words.pop("replaces_id", None)
    return services.draft_direction(
        meeting_id=(meeting or world.running()).pk,
        words=Words(**({"aim": AIM} | words)),
        replaces_id=replaces,
        by=world.officer,
        at=SOON,
    )


def agree(world: World, direction: JointDirection, **changes: Any) -> JointDirection:
    """Let the meeting agree on the draft as it stands."""
    values = {"version": direction.version, "by": world.officer, "at": SOON}
    return services.agree(direction_id=direction.pk, **(values | changes))


def agreed(world: World, **words: Any) -> JointDirection:
    """Return a direction that the actors have agreed on."""
    return agree(world, draft(world, **words))


def decide(
    world: World, direction: JointDirection, number: int = 0, position: Position = ADOPTS
) -> ActorDecision:
    """Let the member with that number decide."""
    return services.decide(
        direction_id=direction.pk,
        actor_id=actor(world, number).pk,
        position=position,
        by=world.users[number],
        at=LATER,
    )


def note(
    world: World, direction: JointDirection, number: int = 0, position: Position = ADOPTS
) -> ActorDecision:
    """Let the convener note what the member says."""
    return services.note_decision(
        direction_id=direction.pk,
        actor_id=actor(world, number).pk,
        position=position,
        by=world.officer,
        at=LATER,
    )


def actor(world: World, number: int = 0) -> Actor:
    return world.functions[number].actor
