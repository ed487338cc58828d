"""Whom to call: the standing seats, what a template adds, and who else there is."""

from dataclasses import dataclass

from django.db.models import F, Q

from activations.models import CallTemplate, EventType
from actors.addresses import contacts
from actors.models import Actor, Function
from forums.models import Forum, Seat


@dataclass(frozen=True)
class Proposal:
    """An actor that may be called: by which function, why, and what speaks against it."""

    actor: Actor
    function: Function
    reason: str  # empty: not proposed, may be added
    has_gap: bool
    is_reachable: bool

    @property
    def is_chosen(self) -> bool:
        return bool(self.reason)


def propose(
    forum: Forum, event_type: EventType | None, template: CallTemplate | None = None
) -> list[Proposal]:
    """Return every actor of the region, the proposed ones first, with the function to call.

    The standing seats, and what the template for the type of event adds or puts in their place.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum", "anpassad sammansättning"; domain.md 4.4.
    """
    chosen = template or template_for(forum, event_type)
    named = set(chosen.actors.values_list("pk", flat=True)) if chosen else set()
    seats = {seat.actor_id: seat.function_id for seat in Seat.objects.filter(forum=forum)}
    reasons: dict[int, str] = {}
    if chosen is None or not chosen.replaces_seats:
        reasons.update(dict.fromkeys(seats, "Stående plats"))
    reasons.update({pk: f"Mall: {chosen.name}" for pk in named if pk not in reasons})  # type: ignore[union-attr]
    proposals = [
        Proposal(
            actor=function.actor,
            function=function,
            reason=reasons.get(actor_id, ""),
            has_gap=not function.covers(forum.level),
            is_reachable=contacts.is_reachable(function),
        )
        for actor_id, function in _functions(forum, seats).items()
    ]
    return sorted(proposals, key=lambda one: (not one.is_chosen, one.actor.name))


def template_for(forum: Forum, event_type: EventType | None) -> CallTemplate | None:
    """Return the template for the type of event, else the forum's general one, if any.

    Källa: domain.md 4.4.
    """
    templates = CallTemplate.objects.filter(forum=forum)
    fitting = templates.filter(Q(event_type=event_type) | Q(event_type=None))
    return fitting.order_by(F("event_type").asc(nulls_last=True), "name").first()


def best_function(functions: list[Function], level: int) -> Function:
    """Return the function of an actor to call: reachable, with mandate, round the clock.

    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """
    return max(
        functions,
        key=lambda one: (
            one.covers(level) and contacts.is_reachable(one),
            one.covers(level),
            one.round_the_clock,
            -one.mandate_level,
            -one.pk,
        ),
    )


def _functions(forum: Forum, seats: dict[int, int]) -> dict[int, Function]:
    """Return the function to call of each actor of the region: its seat's, else the best."""
    functions = (
        Function.objects.filter(is_active=True, actor__in=Actor.objects.in_region(forum.region_id))
        .select_related("actor")
        .prefetch_related("addresses")
        .order_by("actor__name", "pk")
    )
    of_actor: dict[int, list[Function]] = {}
    for function in functions:
        of_actor.setdefault(function.actor_id, []).append(function)
    return {
        actor_id: next(
            (one for one in own if one.pk == seats.get(actor_id)),
            best_function(own, forum.level),
        )
        for actor_id, own in of_actor.items()
    }
