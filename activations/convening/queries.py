"""Whom to call: the standing seats, what a template adds, and who else there is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from activations.models import CallTemplate, EventType
from actors.addresses import contacts
from actors.models import Actor, Function
from common.swedish import order
from forums.models import Forum, Seat


@dataclass(frozen=True)
class Proposal:
    """An actor that may be called: by which function, why, and what speaks against it."""

    actor: Actor
    function: Function
    reason: str  # empty: not proposed, may be added
    has_gap: bool
    is_reachable: bool
    others: tuple[Function, ...] = ()  # the actor's other functions, that may be called instead

    @property
    def is_chosen(self) -> bool:
        return bool(self.reason)


def propose(
    forum: Forum,
    event_type: EventType | None,
    *,
    concerned: Mapping[int, str] | None = None,
    wanted: Collection[int] = (),
) -> list[Proposal]:
    """Return every actor of the region, the proposed ones first, with the function to call.

    The standing seats, and what the template for the type of event adds or puts in their place; of
    a forum that is formed for the event those ``concerned`` by it (actor key: why). Of an actor's
    functions the one ``wanted`` (function keys), else the seat's, else the best.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum", "anpassad sammansättning"; domain.md 4.4.
    """
    chosen = template_for(forum, event_type)
    named = set(chosen.actors.values_list("pk", flat=True)) if chosen else set()
    seats = _seats(forum)
    reasons: dict[int, str] = {}
    if chosen is None or not chosen.replaces_seats:
        reasons.update(dict.fromkeys(seats, "Stående plats"))
    if chosen is not None:
        reasons.update({pk: f"Mall: {chosen.name}" for pk in named if pk not in reasons})
    if not forum.is_standing:
        reasons.update(concerned or {})
    proposals = []
    for actor_id, functions in _functions(forum.region_id).items():
        function = _pick(functions, seats.get(actor_id), wanted, forum.level)
        proposal = Proposal(
            actor=function.actor,
            function=function,
            reason=reasons.get(actor_id, ""),
            has_gap=function.falls_short(forum.level),
            is_reachable=contacts.is_reachable(function),
            others=tuple(one for one in functions if one.pk != function.pk),
        )
        proposals.append(proposal)
    return sorted(proposals, key=lambda one: (not one.is_chosen, order(one.actor.name)))


def template_for(forum: Forum, event_type: EventType | None) -> CallTemplate | None:
    """Return the template for the type of event, else the forum's general one, if any.

    Källa: domain.md 4.4.
    """
    templates = CallTemplate.objects.filter(forum_id=forum.pk)  # none of one not formed yet
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


def _seats(forum: Forum) -> dict[int, int]:
    """Return the function that fills each actor's seat; a forum not formed yet has none."""
    rows = Seat.objects.filter(forum_id=forum.pk)
    return dict(rows.values_list("actor_id", "function_id"))


def _functions(region_id: int) -> dict[int, list[Function]]:
    """Return the functions in use of each actor of the region."""
    functions = (
        Function.objects.filter(is_active=True, actor__in=Actor.objects.in_region(region_id))
        .select_related("actor")
        .prefetch_related("addresses")
        .order_by("actor__name", "pk")
    )
    of_actor: dict[int, list[Function]] = {}
    for function in functions:
        of_actor.setdefault(function.actor_id, []).append(function)
    return of_actor


def _pick(
    functions: list[Function], seat: int | None, wanted: Collection[int], level: int
) -> Function:
    by_key = {function.pk: function for function in functions}
    named = next((by_key[key] for key in by_key if key in wanted), None)
    return named or by_key.get(seat or 0) or best_function(functions, level)
