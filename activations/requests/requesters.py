"""Whom a request concerns: who may ask, who stands behind it, and whom to tell."""

from dataclasses import replace
from datetime import datetime

from activations.models import ActivationRequest, ChairTerm
from activations.requests import routing
from actors.addresses import contacts
from actors.models import Actor, Function, Region, User
from actors.rights import rights
from common import clock, phones
from forums.models import Forum
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from records.refs import ref

CONVENE = "actors.convene_in_region"


def own_actor(region: Region, user: User, at: datetime) -> Actor | None:
    """Return the actor of the region that the user most likely acts for."""
    return next(iter(own_actors(region, user, at)), None)


def own_actors(region: Region, user: User, at: datetime) -> list[Actor]:
    """Return every actor of the region that the user serves, the likeliest first."""
    members = set(Actor.objects.in_region(region.pk).values_list("pk", flat=True))
    held = rights.functions_of(user, at)
    return list(dict.fromkeys(f.actor for f in held if f.actor_id in members))


def forums_led(region: Region, user: User, at: datetime) -> list[Forum]:
    """Return the forums that the user may ask for: led in ordinary mode, or chaired at work."""
    return [
        forum
        for forum in Forum.objects.filter(region=region, is_active=True).order_by("-level", "name")
        if leading_function(forum, user, at) is not None
    ]


def asking_side(request: ActivationRequest, user: User, at: datetime) -> Function | None:
    """Return the function by which the user is on a requester's side, if any.

    Källa: domain.md 4.3.
    """
    held = rights.functions_of(user, at)
    actors = {request.for_actor_id, *request.parties.values_list("actor_id", flat=True)}
    for function in held:
        if function.actor_id in actors or function.pk == request.raised_by_function_id:
            return function
    if request.for_forum is not None:
        return leading_function(request.for_forum, user, at)
    return None


def may_answer(request: ActivationRequest, user: User, at: datetime) -> bool:
    """Return whether the user answers requests for the convener."""
    return rights.may(user, CONVENE, request.region)


def may_withdraw(request: ActivationRequest, user: User, at: datetime) -> bool:
    """Return whether the user stands behind the request."""
    return asking_side(request, user, at) is not None


def may_complement(request: ActivationRequest, user: User, at: datetime) -> bool:
    """Return whether the user may add to the request: who asks, and who answers."""
    return may_withdraw(request, user, at) or may_answer(request, user, at)


def may_join(request: ActivationRequest, user: User, at: datetime) -> bool:
    """Return whether the user serves an actor that can be added to the request."""
    return own_actor(request.region, user, at) is not None


def tell_requesters(
    request: ActivationRequest,
    *,
    template: str,
    context: dict[str, str],
    at: datetime,
    ring_back: bool = False,
) -> None:
    """Tell everybody who asked, at their functions' addresses and on the phone they gave.

    ``ring_back`` adds the number that each asked to be rung on.
    Källa: domain.md 4.1.
    """
    asked = [] if request.for_outsider else [(request.raised_by_function, request.callback_phone)]
    parties = request.parties.select_related("function__actor")
    asked += [(party.function, party.callback_phone) for party in parties]
    for function, typed in asked:
        recipient = contacts.recipients_of(function, at=at, exercise=request.exercise)
        phone = phones.read(typed)
        if phone is not None and phone.takes_sms and phone.number not in recipient.sms:
            recipient = replace(recipient, sms=(*recipient.sms, phone.number))
        own = {"phone": phones.shown(typed)} if ring_back and typed else {}
        send(request, template, recipient, context_of(request, at) | own | context, at)


def leading_function(forum: Forum, user: User, at: datetime) -> Function | None:
    """Return the function by which the user leads the forum: in ordinary mode, or chairing.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "av ett redan verksamt forum".
    """
    leader = rights.carrying(user, "forums.lead_forum", forum)
    if leader is not None:
        return leader
    chairs = ChairTerm.objects.filter(
        activation__forum=forum, activation__ended_at=None, ends_at=None
    ).values_list("function_id", flat=True)
    chairing = set(chairs)
    return next((held for held in rights.functions_of(user, at) if held.pk in chairing), None)


def tell_conveners(
    request: ActivationRequest,
    *,
    template: str,
    context: dict[str, str],
    at: datetime,
    but: Function | None = None,
) -> None:
    """Tell the function that has the request; while nobody has it, all that have been called."""
    if request.acknowledged_by is not None:
        functions = {request.acknowledged_by}
    else:
        called = request.steps.filter(called_at__isnull=False, has_address=True)
        functions = {step.function for step in called.select_related("function__actor")}
    for function in sorted(functions - {but}, key=lambda one: one.pk):
        recipient = contacts.recipients_of(function, at=at, exercise=request.exercise)
        send(request, template, recipient, context_of(request, at) | context, at)


def context_of(request: ActivationRequest, at: datetime) -> dict[str, str]:
    """Return what every text about the request may use."""
    return {
        "number": request.number,
        "actor": request.asker,
        "forum": routing.asked_forum(request),
        "time": clock.clock(at),
        "url": routing.address_of(request),
    }


def send(
    request: ActivationRequest,
    template: str,
    recipient: Recipient,
    context: dict[str, str],
    at: datetime,
) -> None:
    """Put a notice about the request in the outbox."""
    outbox.enqueue(
        template=template,
        context=context,
        recipient=recipient,
        about_ref=ref(request),
        at=at,
        exercise=request.exercise,
    )
