"""Whom a request concerns: who may ask, who stands behind it, and whom to tell."""

from dataclasses import replace
from datetime import datetime

from activations import rules
from activations.models import ActivationRequest, ChairTerm
from activations.services import routing
from actors import contacts, rights
from actors.models import Actor, Function, Region, User
from common import clock
from forums.models import Forum
from notices import outbox
from notices.recipients import Recipient
from records.refs import ref

CONVENE = "actors.convene_in_region"


def own_actor(region: Region, user: User, at: datetime) -> Actor | None:
    """Return the actor of the region that the user most likely acts for."""
    members = set(Actor.objects.in_region(region.pk).values_list("pk", flat=True))
    held = rights.functions_of(user, at)
    return next((function.actor for function in held if function.actor_id in members), None)


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

    Källa: model.md §3.1: the requester or somebody of the same actor.
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
    Källa: model.md §3.1.
    """
    for recipient, phone in _requesters(request, at=at):
        own = {"phone": rules.shown_phone(phone)} if ring_back and phone else {}
        send(request, template, recipient, context_of(request, at) | own | context, at)


def leading_function(forum: Forum, user: User, at: datetime) -> Function | None:
    """Return the function by which the user leads the forum: in ordinary mode, or chairing.

    Källa: 001 "av ett redan verksamt forum".
    """
    leader = rights.carrying(user, "forums.lead_forum", forum)
    if leader is not None:
        return leader
    chairs = ChairTerm.objects.filter(
        activation__forum=forum, activation__ended_at=None, ends_at=None
    ).values_list("function_id", flat=True)
    chairing = set(chairs)
    return next((held for held in rights.functions_of(user, at) if held.pk in chairing), None)


def _requesters(request: ActivationRequest, *, at: datetime) -> list[tuple[Recipient, str]]:
    asked = [] if request.for_outsider else [(request.raised_by_function, request.callback_phone)]
    parties = request.parties.select_related("function__actor")
    asked += [(party.function, party.callback_phone) for party in parties]
    return [
        (
            _with_phone(contacts.recipients_of(function, at=at, exercise=request.exercise), phone),
            phone,
        )
        for function, phone in asked
    ]


def _with_phone(recipient: Recipient, typed: str) -> Recipient:
    phone = rules.read_phone(typed)
    if phone is None or not phone.takes_sms or phone.number in recipient.sms:
        return recipient
    return replace(recipient, sms=(*recipient.sms, phone.number))


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
