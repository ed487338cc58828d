"""Convene a forum: the answer to a request, or the start of a planned event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from activations import timeline, who_leads
from activations.convening import group
from activations.events import corrections
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    Event,
    EventType,
    LogEntry,
)
from activations.requests import numbers, requesters, routing, siblings
from activations.requests import services as requests
from activations.summons import messages as summons_messages
from activations.summons import services as summonses
from actors import audit
from actors.addresses import contacts
from actors.models import Actor, Function, User
from actors.register.outside import Outsider
from actors.rights import rights
from common.counts import counted
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Forum, Meeting
from forums.places import Place
from forums.seats import temporary
from forums.seats.temporary import TemporaryForum
from records import versions


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
    forum_id: int | None = None,
    new_forum: TemporaryForum | None = None,
    function_ids: Sequence[int],
    outsiders: Sequence[Outsider] = (),
    starts_at: datetime,
    place: Place,
    exercise: bool,
    request_id: int | None = None,
    event_id: int | None = None,
    event: EventData | None = None,
    is_separate: bool = False,
    need_reason: str = "",
    by: User,
    at: datetime,
) -> Activation:
    """Call a forum together for an event: activation, first meeting, chair and summonses.

    Granting a request is this and nothing else. The forum is one that stands, or one formed now
    (``new_forum``); the group is functions of the region, and ``outsiders``. The event is the
    request's, the named one, or a new one; where the forum is at work for what may be the same
    event, ``is_separate`` says that it is not. To convene is to judge that the need does not fit
    ordinary structures: that is written down, with ``need_reason`` if it was given. Of fifty at
    once one convenes; the others are told of the activation that exists.

    :raises AlreadyActivated: if the forum is activated for the event already.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum"; Målbilden 1.4 "bedömningen är att det
    inte ryms inom ordinarie strukturer"; domain.md 4.4.
    """
    forum, acting = _forum(forum_id, new_forum, place, by, at)
    function = acting.function
    request = _take_request(request_id, forum)
    if starts_at < at:
        raise RuleError("Tiden har redan passerat. Välj en senare tid.", field="starts_at")
    functions = group.functions_of(forum, function_ids, outsiders, acting)
    if request is not None and request.exercise != exercise:
        raise RuleError(
            "Begäran och sammankallningen måste båda vara övning eller båda skarpa.",
            code="exercise_is_final",
        )
    if known := event_id or (request.event_id if request else None):
        rows = Event.objects.select_for_update(of=("self",))  # nobody merges it meanwhile
        the_event = rows.filter(pk=known, region=forum.region).first()
        if the_event is None:
            raise RuleError("Händelsen finns inte i regionen.", code="unknown_event")
        corrections.require_unmerged(the_event)
    else:
        told = event or (event_data_of(request) if request else None)
        if told is None:
            raise RuleError("Ange vad som har hänt.", code="no_event", field="title")
        if not is_separate:
            _refuse_twice(forum, told, exercise, at)
        the_event = create_event(forum, told, exercise, at)
    if exercise != the_event.exercise:
        raise RuleError(
            "En händelse är övning eller skarp för gott. Sammankalla på samma sätt.",
            code="exercise_is_final",
        )
    activation = _activate(forum, the_event, request, function, need_reason.strip(), at)
    meeting = forum_services.plan_meeting(
        forum=forum,
        kind=Meeting.Kind.FIRST,
        starts_at=starts_at,
        place=place,
        chair_function=function,
        exercise=exercise,
        by=by,
        at=at,
        acting=function,
    )
    ChairTerm.objects.create(activation=activation, function=function, starts_at=at)
    group.call_in(activation, meeting, functions, at)
    _write_down(activation, meeting, functions, acting)
    if request is not None:
        corrections.add_municipalities(
            event_id=the_event.pk,
            places=siblings.places_of(request),
            why=f"Begäran {request.number} beviljas",
            by_label=str(function),
            at=at,
        )
    summonses.summon(activation=activation, meeting=meeting, functions=functions, at=at)
    return activation


def _forum(
    forum_id: int | None, new_forum: TemporaryForum | None, place: Place, by: User, at: datetime
) -> tuple[Forum, audit.Acting]:
    """Return the forum that is convened, formed if it is new, and who convenes it."""
    if new_forum is not None:
        function = rights.require(by, who_leads.CONVENE, new_forum.region)
        acting = audit.Acting(by, function, at)
        formed = temporary.form_forum(formed=new_forum, place=place, acting=acting)
        return formed, acting
    forums = Forum.objects.select_related("region__convener")
    forum = forums.get(pk=forum_id or 0, is_active=True)
    function = rights.require(by, who_leads.CONVENE, forum.region)
    return forum, audit.Acting(by, function, at)


def account_of(forum: Forum, data: EventData, exercise: bool, at: datetime) -> siblings.Account:
    """Return what a new event tells, to be held against those at hand."""
    return siblings.Account(
        region=forum.region,
        event_type_id=data.type_id,
        places=frozenset(data.municipality_ids),
        moment=data.planned_for or at,
        exercise=exercise,
    )


def _refuse_twice(forum: Forum, data: EventData, exercise: bool, at: datetime) -> None:
    """Refuse a new event where the forum is at work for one that may be the same.

    The forum's row is locked: of two who grant sibling requests at once, the second sees the first.
    """
    list(Forum.objects.select_for_update(no_key=True).filter(pk=forum.pk).values_list("pk"))
    existing = siblings.running(account_of(forum, data, exercise, at), forum, at)
    if existing is not None:
        raise RuleError(
            f"{forum.called_name} är redan aktiverat för {existing.event.number} {existing.event}. "
            "Anslut till den händelsen, eller välj att det här är en annan.",
            code="sibling_running",
            field="same_event",
        )


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


def event_data_of(request: ActivationRequest) -> EventData:
    """Return the event that a request tells of: its words, and the municipalities it concerns.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum".
    """
    places = siblings.places_of(request)
    return EventData(
        type_id=request.event_type_id,
        title=request.what[:120],
        description=request.details,
        since=request.submitted_at,
        planned_for=request.planned_for,
        municipality_ids=sorted(place.pk for place in places),
    )


def concerned_by(request: ActivationRequest | None, event: Event | None) -> dict[int, str]:
    """Return the actors that an event concerns, by key, and why: who asked, and where it is.

    Källa: Avsiktsförklaringen scen 2 "De berörda aktörerna aktiverar ett planeringsforum".
    """
    places = set(siblings.places_of(request)) if request else set()
    if event is not None:
        places |= set(event.municipalities.all())
    found = {place.pk: "Berörd kommun" for place in places}
    if request is not None and request.for_actor_id is not None:
        found[request.for_actor_id] = "Har begärt"
    return found


def create_event(forum: Forum, data: EventData, exercise: bool, at: datetime) -> Event:
    """Create an event with its number; exercise or live for good. Runs in a transaction.

    Källa: domain.md 5.1, 1.6.
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
    need_reason: str,
    at: datetime,
) -> Activation:
    asked_by = None
    if request is not None and request.for_forum_id is not None:
        asking = Activation.objects.open().filter(forum_id=request.for_forum_id, event=event)
        asked_by = asking.first()
    try:
        with transaction.atomic():  # a savepoint: the constraint decides who was first
            return Activation.objects.create(
                forum=forum,
                event=event,
                request=request,
                asked_by=asked_by,
                convened_at=at,
                convened_by_label=str(function),
                need_reason=need_reason,
            )
    except IntegrityError:
        existing = (
            Activation.objects.open()
            .select_related("forum__region", "event")
            .get(forum=forum, event=event)
        )
        raise AlreadyActivated(existing) from None


def _write_down(
    activation: Activation,
    meeting: Meeting,
    functions: list[Function],
    acting: audit.Acting,
) -> None:
    forum, event, request = activation.forum, activation.event, activation.request
    function, at = acting.function, acting.at
    text = (
        f"{forum.called_name} sammankallat till {summons_messages.when(meeting.starts_at, at)}. "
        f"{counted(len(functions), 'aktör', 'aktörer')} kallas."
    )
    if unreachable := sum(not contacts.is_reachable(one) for one in functions):
        text = f"{text[:-1]}, varav {unreachable} utan adress som måste ringas."
    why = f": {activation.need_reason}" if activation.need_reason else ""
    text += f" Bedömningen är att behovet inte ryms inom ordinarie strukturer{why}"
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    called_in = group.called_from_outside(forum, functions)
    if outsiders := [str(f) for f in functions if f.actor_id in called_in]:
        text += f" Kallade utifrån: {', '.join(outsiders)}."
    if not forum.is_standing:
        text += f" {forum.called_name} är bildat för händelsen."
    gaps = [str(f) for f in functions if f.falls_short(forum.level)]
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
    acting.record(
        "activation.convene",
        activation,
        f"{forum.called_name} sammankallat för händelse {event.number}.",
        data={"functions": [f.pk for f in functions], "request": request and request.number},
        exercise=event.exercise,
    )
    if request is not None:
        requests.receive(request, function, at=at)
        request.grant(event=event, by_label=str(function), at=at)
        request.save()
        routing.stop_chain(request, at=at)
        context = {"forum": forum.called_name, "time": summons_messages.when(meeting.starts_at, at)}
        requesters.tell_requesters(
            request, template=summons_messages.GRANTED, context=context, at=at
        )
    versions.bump(f"region:{forum.region_id}", f"event:{event.pk}", f"activation:{activation.pk}")
