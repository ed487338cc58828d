"""Bring together what is about one event: a request to a forum at work, or to another request."""

from datetime import datetime

from django.db import transaction

from activations import acts, timeline
from activations.events import corrections
from activations.models import Activation, ActivationRequest, LogEntry, RequestNote, RequestParty
from activations.requests import requesters, routing, siblings
from activations.requests import services as requests
from activations.running import composition
from activations.summons import messages
from actors import audit
from actors.models import Actor, Function, User
from actors.rights import rights
from common.errors import RuleError

JOINED = "request_joined"
MERGED = "request_merged"


@transaction.atomic
def join_activation(
    *, request_id: int, activation_id: int, by: User, at: datetime
) -> ActivationRequest:
    """Grant a request by a forum that is at work for its event already; nobody is called twice.

    Who asks takes part from now on and is called to the meetings ahead.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum"; domain.md 4.3, 4.4.
    """
    request = routing.lock_request(request_id)
    function = rights.require(by, requests.CONVENE, request.region)
    requests.require_open(request)
    activation = acts.lock(activation_id)
    acts.require_open(activation)
    _require_same(request, activation.forum.region_id, activation.event.exercise)
    requests.receive(request, function, at=at)
    request.grant(event=activation.event, by_label=str(function), at=at)
    request.save()
    _let_in(request, activation, by, at)
    corrections.add_municipalities(
        event_id=activation.event_id,
        places=siblings.places_of(request),
        why=f"Begäran {request.number} ansluts",
        by_label=str(function),
        at=at,
    )
    acting = audit.Acting(by, function, at)
    text = f"Begäran {request.number} från {request.asker} ansluts: {request.what}"
    timeline.write(
        kind=LogEntry.Kind.REQUEST,
        text=text,
        by_label=acting.label,
        at=at,
        region=request.region,
        request=request,
        event=activation.event,
        activation=activation,
    )
    acting.record("request.join_activation", request, text[:500], exercise=request.exercise)
    ahead = acts.meetings_ahead(activation)
    context = {
        "forum": activation.forum.called_name,
        "event": str(activation.event),
        "time": messages.when(ahead[0].starts_at, at) if ahead else "",
    }
    requesters.tell_requesters(request, template=JOINED, context=context, at=at)
    return request


@transaction.atomic
def merge_requests(*, request_id: int, into_id: int, by: User, at: datetime) -> ActivationRequest:
    """Let one open request carry on another about the same event; return the one that stands.

    What the other said follows as a note, who asked becomes a party, and both keep their log.
    Källa: domain.md 4.3.
    """
    if request_id == into_id:
        raise RuleError("Välj en annan begäran.", code="same_request", field="into")
    locked = {pk: routing.lock_request(pk) for pk in sorted((request_id, into_id))}
    request, into = locked[request_id], locked[into_id]
    function = rights.require(by, requests.CONVENE, request.region)
    _require_same(request, into.region_id, into.exercise)
    requests.require_open(request)
    requests.require_open(into)
    places = siblings.places_of(request)
    _hand_on_parties(request, into, at)
    into.municipalities.add(*places)
    RequestNote.objects.create(
        request=into,
        text=f"{request.number}, {request.asker}: {request.what}\n{request.details}".strip(),
        written_at=at,
        by_label=str(function),
    )
    requests.receive(into, function, at=at)
    requesters.tell_requesters(request, template=MERGED, context={"other": into.number}, at=at)
    request.merge(into=into, by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    acting = audit.Acting(by, function, at)
    _log(request, f"Begäran förs samman med {into.number} och hanteras där.", acting)
    _log(into, f"{request.number} från {request.asker} förs hit: {request.what}", acting)
    text = f"{request.number} förd samman med {into.number}."
    acting.record("request.merge", request, text, exercise=request.exercise)
    return into


# Inside ---------------------------------------------------------------------------------------


def _require_same(request: ActivationRequest, region_id: int, exercise: bool) -> None:
    if request.region_id != region_id:
        raise RuleError("Begäran hör till en annan region.", code="other_region")
    if request.exercise != exercise:
        raise RuleError("Övning och skarpt förs aldrig samman.", code="exercise_is_final")


def _askers(request: ActivationRequest) -> list[tuple[Actor, Function]]:
    """Return the actors that ask, each with the function that asked for it."""
    first = [(request.for_actor, request.raised_by_function)] if request.for_actor else []
    parties = request.parties.select_related("actor", "function__actor")
    return [*first, *((party.actor, party.function) for party in parties)]


def _let_in(request: ActivationRequest, activation: Activation, by: User, at: datetime) -> None:
    inside = set(activation.participants.filter(left_at=None).values_list("actor_id", flat=True))
    for actor, function in _askers(request):
        if actor.pk not in inside and function.is_active:
            composition.add_participant(
                activation_id=activation.pk,
                function_id=function.pk,
                reason=f"Begärde i {request.number}",
                by=by,
                at=at,
            )


def _hand_on_parties(request: ActivationRequest, into: ActivationRequest, at: datetime) -> None:
    inside = {actor.pk for actor, _function in _askers(into)}
    said = {
        party.actor_id: (party.what, party.callback_phone, party.joined_by)
        for party in request.parties.select_related("joined_by")
    }
    own = (request.what, request.callback_phone, request.raised_by)
    for actor, function in _askers(request):
        what, phone, person = said.get(actor.pk, own)
        if actor.pk not in inside:
            RequestParty.objects.create(
                request=into,
                actor=actor,
                function=function,
                what=what,
                callback_phone=phone,
                joined_at=at,
                joined_by=person,
            )


def _log(request: ActivationRequest, text: str, acting: audit.Acting) -> None:
    timeline.write(
        kind=LogEntry.Kind.REQUEST,
        text=text,
        by_label=acting.label,
        at=acting.at,
        region=request.region,
        request=request,
        event=request.event,
    )
