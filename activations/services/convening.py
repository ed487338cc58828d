"""Convene a forum: the answer to a request, or the start of a planned event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from activations import calls, leading, timeline
from activations.models import (
    Activation,
    ActivationMeeting,
    ActivationRequest,
    ChairTerm,
    Event,
    EventType,
    LogEntry,
    Participant,
)
from activations.services import numbers, requesters, routing, summonses
from actors import audit, rights
from actors.models import Actor, Function, User
from common.counts import counted
from common.errors import RuleError
from forums import services as forum_services
from forums.models import Forum, Meeting
from forums.places import Place
from records import versions

STANDING_SEAT = "Stående plats i forumet"
CALLED_IN = "Kallad in för händelsen"


class AlreadyActivated(RuleError):
    """Somebody was first: the forum is activated for the event, here is where."""

    def __init__(self, activation: Activation) -> None:
        super().__init__(
            f"{activation.forum.called_name} är redan aktiverat för händelsen, sammankallat av "
            f"{activation.convened_by_label}.",
            code="already_activated",
        )
        self.activation = activation


@dataclass(frozen=True)
class EventData:
    """What a new event is to be called and where it is."""

    type_id: int
    title: str
    since: datetime
    description: str = ""
    planned_for: datetime | None = None
    municipality_ids: Sequence[int] = field(default_factory=tuple)


@transaction.atomic
def convene(
    *,
    forum_id: int,
    function_ids: Sequence[int],
    starts_at: datetime,
    place: Place,
    exercise: bool,
    request_id: int | None = None,
    event_id: int | None = None,
    event: EventData | None = None,
    by: User,
    at: datetime,
) -> Activation:
    """Call a forum together for an event: activation, first meeting, chair and summonses.

    Granting a request is this and nothing else. The event is the request's, the named one, or a
    new one. Of fifty at once one convenes; the others are told of the activation that exists.

    :raises PermissionDenied: unless the user holds a function of the convener.
    :raises AlreadyActivated: if the forum is activated for the event already.
    :raises RuleError: if the request is closed, the time has passed, nobody is called, or live
        and exercise would be mixed.
    Källa: 001 "Så aktiveras olika forum"; model.md §3.1 "Granting is convening".
    """
    forum = Forum.objects.select_related("region__convener").get(pk=forum_id, is_active=True)
    function = rights.require(by, leading.CONVENE, forum.region)
    request = _take_request(request_id, forum)
    if starts_at < at:
        raise RuleError("Tiden har redan passerat. Välj en senare tid.", field="starts_at")
    functions = _functions(function_ids, forum)
    the_event = _event_for(forum, request, event_id, event, exercise, at)
    if exercise != the_event.exercise:
        raise RuleError(
            "En händelse är övning eller skarp för gott. Sammankalla på samma sätt.",
            code="exercise_is_final",
        )
    activation = _activate(forum, the_event, request, function, at)
    meeting = _first_meeting(activation, functions, starts_at, place, function, by, at)
    _let_in(activation, functions, at)
    _write_down(activation, meeting, request, functions, by, function, at)
    summonses.summon(activation=activation, meeting=meeting, functions=functions, at=at)
    return activation


def _take_request(request_id: int | None, forum: Forum) -> ActivationRequest | None:
    if request_id is None:
        return None
    # Locked first: of two who grant, the second waits here and then sees what the first did.
    request = routing.lock_request(request_id)
    if request.region_id != forum.region_id:
        raise RuleError("Forumet hör till en annan region än begäran.", code="other_region")
    if request.status == ActivationRequest.Status.GRANTED:
        existing = request.activations.select_related("forum__region", "event").first()
        if existing is not None:
            raise AlreadyActivated(existing)
    if request.status not in {
        ActivationRequest.Status.SUBMITTED,
        ActivationRequest.Status.ACKNOWLEDGED,
    }:
        state = ActivationRequest.Status(request.status).label.lower()
        raise RuleError(f"Begäran är redan avgjord: {state}.", code="request_closed")
    return request


def _functions(function_ids: Sequence[int], forum: Forum) -> list[Function]:
    wanted = set(function_ids)
    if not wanted:
        raise RuleError("Välj minst en aktör att kalla.", code="nobody_called", field="functions")
    members = Actor.objects.in_region(forum.region_id)
    found = list(
        Function.objects.filter(pk__in=wanted, is_active=True, actor__in=members)
        .select_related("actor", "deputy__actor")
        .prefetch_related("addresses", "deputy__addresses")
        .order_by("actor__name")
    )
    if len(found) != len(wanted):
        raise RuleError(
            "En av funktionerna är inte i bruk eller hör inte till regionen.",
            code="unknown_function",
            field="functions",
        )
    if len({function.actor_id for function in found}) != len(found):
        raise RuleError(
            "Kalla en funktion per aktör.", code="two_functions_of_actor", field="functions"
        )
    return found


def _event_for(
    forum: Forum,
    request: ActivationRequest | None,
    event_id: int | None,
    data: EventData | None,
    exercise: bool,
    at: datetime,
) -> Event:
    if request is not None and request.exercise != exercise:
        raise RuleError(
            "Begäran och sammankallningen måste båda vara övning eller båda skarpa.",
            code="exercise_is_final",
        )
    known = event_id or (request.event_id if request else None)
    if known is not None:
        existing = Event.objects.filter(pk=known, region=forum.region).first()
        if existing is None:
            raise RuleError("Händelsen finns inte i regionen.", code="unknown_event")
        return existing
    if data is None and request is not None:
        data = event_data_of(request)
    if data is None:
        raise RuleError("Ange vad som har hänt.", code="no_event", field="title")
    return create_event(forum, data, exercise, at)


def event_data_of(request: ActivationRequest) -> EventData:
    """Return the event that a request tells of: its words, and the municipality that asks.

    Källa: 001 "Så aktiveras olika forum".
    """
    municipality = request.for_actor
    is_municipality = municipality is not None and municipality.kind == Actor.Kind.MUNICIPALITY
    return EventData(
        type_id=request.event_type_id,
        title=request.what[:120],
        description=request.details,
        since=request.submitted_at,
        planned_for=request.planned_for,
        municipality_ids=(municipality.pk,) if municipality and is_municipality else (),
    )


def create_event(forum: Forum, data: EventData, exercise: bool, at: datetime) -> Event:
    """Create an event with its number; exercise or live for good. Runs in a transaction.

    :raises RuleError: if the type or a municipality is unknown, or the title is empty.
    Källa: model.md §3.2 "Event", §0.6.
    """
    if not data.title.strip():
        raise RuleError("Skriv en kort rubrik.", code="no_title", field="title")
    if not EventType.objects.filter(pk=data.type_id).exists():
        raise RuleError("Välj en typ av händelse.", code="unknown_type", field="type")
    municipalities = Actor.objects.in_region(forum.region_id).filter(
        kind=Actor.Kind.MUNICIPALITY, pk__in=data.municipality_ids
    )
    if len(municipalities) != len(set(data.municipality_ids)):
        raise RuleError(
            "Välj bland regionens kommuner.", code="unknown_municipality", field="municipalities"
        )
    event = Event.objects.create(
        region=forum.region,
        number=numbers.next_event_number(forum.region, at),
        type_id=data.type_id,
        title=data.title.strip(),
        description=data.description,
        since=data.since,
        planned_for=data.planned_for,
        exercise=exercise,
        created_at=at,
    )
    event.municipalities.set(municipalities)
    return event


def _activate(
    forum: Forum,
    event: Event,
    request: ActivationRequest | None,
    function: Function,
    at: datetime,
) -> Activation:
    try:
        with transaction.atomic():  # a savepoint: the constraint decides who was first
            return Activation.objects.create(
                forum=forum,
                event=event,
                request=request,
                asked_by=_asking_activation(forum, event, request),
                convened_at=at,
                convened_by_label=str(function),
            )
    except IntegrityError:
        existing = (
            Activation.objects.open()
            .select_related("forum__region", "event")
            .get(forum=forum, event=event)
        )
        raise AlreadyActivated(existing) from None


def _asking_activation(
    forum: Forum, event: Event, request: ActivationRequest | None
) -> Activation | None:
    if request is None or request.for_forum_id is None:
        return None
    return Activation.objects.open().filter(forum_id=request.for_forum_id, event=event).first()


def _first_meeting(
    activation: Activation,
    functions: list[Function],
    starts_at: datetime,
    place: Place,
    function: Function,
    by: User,
    at: datetime,
) -> Meeting:
    meeting = forum_services.plan_meeting(
        forum=activation.forum,
        kind=Meeting.Kind.FIRST,
        starts_at=starts_at,
        place=place,
        chair_function=function,
        exercise=activation.event.exercise,
        by=by,
        at=at,
        acting=function,
    )
    ActivationMeeting.objects.create(activation=activation, meeting=meeting, is_first=True)
    forum_services.expect(meeting, functions)
    forum_services.call_meeting(meeting=meeting, at=at)
    ChairTerm.objects.create(activation=activation, function=function, starts_at=at)
    return meeting


def _let_in(activation: Activation, functions: list[Function], at: datetime) -> None:
    seated = set(activation.forum.seats.values_list("actor_id", flat=True))
    Participant.objects.bulk_create(
        Participant(
            activation=activation,
            actor=function.actor,
            function=function,
            joined_at=at,
            join_reason=STANDING_SEAT if function.actor_id in seated else CALLED_IN,
        )
        for function in functions
    )


def _write_down(
    activation: Activation,
    meeting: Meeting,
    request: ActivationRequest | None,
    functions: list[Function],
    by: User,
    function: Function,
    at: datetime,
) -> None:
    forum, event = activation.forum, activation.event
    text = (
        f"{forum.called_name} sammankallat till {calls.when(meeting.starts_at, at)}. "
        f"{counted(len(functions), 'aktör', 'aktörer')} kallas."
    )
    gaps = [str(f) for f in functions if not f.covers(forum.level)]
    if gaps:
        text += f" Mandatet räcker inte för nivån: {', '.join(gaps)}."
    timeline.write(
        kind=LogEntry.Kind.CONVENE,
        text=text,
        by_label=str(function),
        at=at,
        region=forum.region,
        request=request,
        event=event,
        activation=activation,
    )
    audit.record(
        by=by,
        function=function,
        at=at,
        action="activation.convene",
        thing=activation,
        text=f"{forum.called_name} sammankallat för händelse {event.number}.",
        data={"functions": [f.pk for f in functions], "request": request and request.number},
        exercise=event.exercise,
    )
    if request is not None:
        request.grant(event=event, by_label=str(function), at=at)
        request.save()
        routing.stop_chain(request, at=at)
        context = {"forum": forum.called_name, "time": calls.when(meeting.starts_at, at)}
        requesters.tell_requesters(request, template=calls.GRANTED, context=context, at=at)
    versions.bump(f"region:{forum.region_id}", f"event:{event.pk}", f"activation:{activation.pk}")
