"""What may be about one event: requests and events near in time, of one type or in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from activations import rules
from activations.models import Activation, ActivationRequest, Event
from activations.requests.services import Need
from actors.models import Actor, Region
from forums.models import Forum


@dataclass(frozen=True)
class Account:
    """What somebody tells: of what type, where and when."""

    region: Region
    event_type_id: int
    places: frozenset[int]
    moment: datetime
    exercise: bool


@dataclass(frozen=True)
class Sibling:
    """An open request, or an event with a forum at work, that may be the same; and why."""

    thing: Any
    reasons: list[str]
    activations: tuple[Activation, ...] = ()


def account_of(request: ActivationRequest) -> Account:
    """Return what a request tells."""
    return Account(
        region=request.region,
        event_type_id=request.event_type_id,
        places=frozenset(place.pk for place in places_of(request)),
        moment=request.moment,
        exercise=request.exercise,
    )


def account_of_need(region: Region, need: Need, at: datetime) -> Account:
    """Return what somebody is about to send."""
    asker = need.for_actor
    own = {asker} if asker and asker.kind == Actor.Kind.MUNICIPALITY else set()
    return Account(
        region=region,
        event_type_id=need.event_type.pk,
        places=frozenset(place.pk for place in {*need.municipalities, *own}),
        moment=need.planned_for or at,
        exercise=need.exercise,
    )


def places_of(request: ActivationRequest) -> set[Actor]:
    """Return the municipalities that a request concerns: those named, and those that ask.

    Källa: domain.md 4.3, 5.1.
    """
    askers = [request.for_actor, *(party.actor for party in request.parties.all())]
    asking = {one for one in askers if one and one.kind == Actor.Kind.MUNICIPALITY}
    return {*request.municipalities.all(), *asking}


def open_requests(account: Account, *, but: int = 0) -> list[Sibling]:
    """Return the open requests that may be about the same event, the likeliest first.

    Källa: domain.md 4.3.
    """
    rows = (
        ActivationRequest.objects.open()
        .filter(region=account.region, exercise=account.exercise)
        .exclude(pk=but)
        .select_related("region", "event_type", "for_actor", "for_forum")
        .prefetch_related("municipalities", "parties__actor")
        .order_by("-submitted_at", "-pk")
    )
    found = []
    for row in rows:
        if rules.is_near(account.moment, row.moment, row.moment, account.region.sibling_hours):
            reasons = _reasons(account, row.event_type_id, places_of(row))
            found.append(Sibling(row, reasons))
    return _likeliest(found)


def open_events(account: Account, at: datetime) -> list[Sibling]:
    """Return the events with a forum at work that may be the same, the likeliest first.

    Källa: domain.md 4.3, 4.4.
    """
    at_work = Activation.objects.open().select_related("forum__region", "event__region")
    rows = (
        Event.objects.filter(
            region=account.region,
            exercise=account.exercise,
            pk__in=Activation.objects.open().values("event_id"),
        )
        .select_related("region", "type")
        .prefetch_related(
            "municipalities", Prefetch("activations", queryset=at_work, to_attr="at_work")
        )
        .order_by("-since", "-pk")
    )
    found = []
    for event in rows:
        start = event.planned_for or event.since
        if rules.is_near(account.moment, start, at, account.region.sibling_hours):
            reasons = _reasons(account, event.type_id, event.municipalities.all())
            found.append(Sibling(event, reasons, tuple(event.at_work)))
    return _likeliest(found)


def running(account: Account, forum: Forum, at: datetime) -> Activation | None:
    """Return the forum's open activation for an event that may be the same, if any.

    Källa: domain.md 4.4; Avsiktsförklaringen "Så aktiveras olika forum".
    """
    activations = (one for kin in open_events(account, at) for one in kin.activations)
    return next((one for one in activations if one.forum_id == forum.pk), None)


def said(one: Sibling) -> str:
    """Return an event at hand as a choice says it, with why it may be the same."""
    forums = ", ".join(activation.forum.called_name for activation in one.activations)
    return f"Ja: {one.thing} ({forums}; {', '.join(one.reasons)})"


def _reasons(account: Account, type_id: int, places: Iterable[Actor]) -> list[str]:
    return rules.kinship(
        same_type=type_id == account.event_type_id,
        shares_place=not account.places.isdisjoint(place.pk for place in places),
    )


def _likeliest(found: list[Sibling]) -> list[Sibling]:
    return sorted((one for one in found if one.reasons), key=lambda one: -len(one.reasons))
