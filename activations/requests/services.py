"""Every act on a request for activation, from the call for help to its answer."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activations import rules, timeline
from activations.models import (
    ActivationRequest,
    CallStep,
    Event,
    EventType,
    LogEntry,
    RequestNote,
    RequestParty,
)
from activations.requests import numbers, requesters, routing
from actors import audit
from actors.addresses import contacts
from actors.models import Actor, Function, Level, Region, User
from actors.rights import rights
from common import clock, phones
from common.errors import RuleError
from forums import who_leads as forum_leaders
from forums.models import Forum, MeetingDecision

CONVENE = requesters.CONVENE
Status = ActivationRequest.Status
Urgency = ActivationRequest.Urgency


@dataclass(frozen=True)
class Need:
    """What somebody asks for, as read from a form or the API.

    At most one of ``for_actor``, ``for_forum`` and ``for_outsider``; none means the actor that
    the person most likely acts for.
    """

    event_type: EventType
    what: str
    callback_phone: str
    forum: Forum | None = None
    urgency: str = Urgency.NOW
    planned_for: datetime | None = None
    details: str = ""
    exercise: bool = False
    for_actor: Actor | None = None
    for_forum: Forum | None = None
    for_outsider: str = ""
    event: Event | None = None
    decision: MeetingDecision | None = None
    municipalities: Collection[Actor] = ()
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)


# Asking ---------------------------------------------------------------------------------------


@transaction.atomic
def submit_request(*, region: Region, need: Need, by: User, at: datetime) -> ActivationRequest:
    """Send a request to the convener and call the first of its functions on duty.

    The same form sent again gives the request it gave the first time. What a convener's duty
    officer writes down for somebody outside is taken by that officer from the start.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum".
    """
    if not (need.for_actor or need.for_forum or need.for_outsider):
        need = replace(need, for_actor=requesters.own_actor(region, by, at))
    function = _asking_function(region, need, by, at)
    _check_need(region, need)
    series = numbers.request_series(region, at)  # replays queue up behind the first
    sent = ActivationRequest.objects.filter(form_key=need.form_key).first()
    if sent is not None:
        if sent.raised_by_id != by.pk:
            raise RuleError("Formuläret är redan använt. Öppna det på nytt.", code="used_form_key")
        return sent
    if need.planned_for and need.planned_for <= at:
        raise RuleError(
            "Tiden har redan varit. Välj en tid som kommer.", code="past", field="planned_for"
        )
    request = ActivationRequest.objects.create(
        region=region,
        number=numbers.next_request_number(series),
        event_type=need.event_type,
        what=need.what,
        details=need.details,
        forum=need.forum,
        urgency=need.urgency,
        planned_for=need.planned_for,
        callback_phone=need.callback_phone,
        exercise=need.exercise,
        raised_by=by,
        raised_by_function=function,
        for_actor=need.for_actor,
        for_forum=need.for_forum,
        for_outsider=need.for_outsider,
        event=need.event,
        decision=need.decision,
        submitted_at=at,
        form_key=need.form_key,
    )
    request.municipalities.set(need.municipalities)
    forum = routing.asked_forum(request)
    _record(
        request,
        f"{request.asker} begär {forum}: {request.what}",
        "request.submit",
        "skickade begäran",
        audit.Acting(by, function, at),
    )
    if need.for_outsider:
        _take(request, function, at=at)
    else:
        routing.start_chain(request, at=at)
    return request


@transaction.atomic
def join_request(
    *, request_id: int, what: str = "", callback_phone: str = "", by: User, at: datetime
) -> RequestParty:
    """Add the user's actor to a request that somebody else has sent.

    Källa: domain.md 4.3.
    """
    request = routing.lock_request(request_id)
    require_open(request)
    actor = requesters.own_actor(request.region, by, at)
    function = rights.acting_function(by, actor_id=actor.pk) if actor else None
    if actor is None or function is None:
        raise PermissionDenied("Du företräder ingen aktör i regionen.")
    if actor.pk == request.for_actor_id or request.parties.filter(actor=actor).exists():
        raise RuleError(f"{actor} är redan med i {request.number}.", code="already_joined")
    party = RequestParty.objects.create(
        request=request,
        actor=actor,
        function=function,
        what=what,
        callback_phone=callback_phone,
        joined_at=at,
        joined_by=by,
    )
    _record(
        request,
        f"{actor} ansluter sig till begäran" + (f": {what}" if what else "."),
        "request.join",
        "anslöt sig till begäran",
        audit.Acting(by, function, at),
    )
    requesters.tell_conveners(
        request,
        template="request_complemented",
        context={"actor": actor.name, "details": what},
        at=at,
    )
    return party


@transaction.atomic
def complement_request(*, request_id: int, text: str, by: User, at: datetime) -> RequestNote:
    """Add to an open request what has become known since it was sent.

    Källa: domain.md 4.1.
    """
    request = routing.lock_request(request_id)
    function = requesters.asking_side(request, by, at) or rights.require(
        by, CONVENE, request.region
    )
    require_open(request)
    if not text.strip():
        raise RuleError("Skriv vad som har tillkommit.", code="empty_note", field="text")
    note = RequestNote.objects.create(
        request=request, text=text.strip(), written_at=at, by_label=str(function)
    )
    _record(
        request,
        f"Komplettering: {note.text}",
        "request.complement",
        "kompletterade begäran",
        audit.Acting(by, function, at),
    )
    requesters.tell_conveners(
        request,
        template="request_complemented",
        context={"actor": str(function.actor), "details": note.text},
        at=at,
        but=function,
    )
    return note


@transaction.atomic
def withdraw_request(*, request_id: int, reason: str = "", by: User, at: datetime) -> None:
    """Take the request back for the user's actor; it stands while another actor is in it.

    Källa: domain.md 4.1.
    """
    request = routing.lock_request(request_id)
    function = requesters.asking_side(request, by, at)
    if function is None:
        raise PermissionDenied("Bara den som har begärt kan återkalla.")
    require_open(request)
    _audit(request, "request.withdraw", "återkallade begäran", audit.Acting(by, function, at))
    others = list(request.parties.select_related("actor", "function", "joined_by"))
    leaver = next((party for party in others if party.actor_id == function.actor_id), None)
    if leaver is not None and function.actor_id != request.for_actor_id:
        leaver.delete()
        _part_withdrawn(request, str(leaver.actor), reason, function=function, at=at)
        return
    if others:
        gone = request.asker
        _hand_to_next(request, others[0])
        _part_withdrawn(request, gone, reason, function=function, at=at)
        return
    request.withdraw(reason=reason.strip(), by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    why = f": {request.reason}" if request.reason else "."
    _log(request, f"{request.asker} återkallar begäran{why}", function=function, at=at)
    requesters.tell_conveners(
        request, template="request_withdrawn", context={"actor": request.asker}, at=at
    )


# The convener's answers -----------------------------------------------------------------------


@transaction.atomic
def acknowledge_request(*, request_id: int, by: User, at: datetime) -> ActivationRequest:
    """Let the user's convening function take the request; the chain stops.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "varpå Länsstyrelsen i Stockholm
    kontaktas".
    """
    request = routing.lock_request(request_id)
    function = rights.require(by, CONVENE, request.region)
    if _acknowledge(request, function, at=at):
        _audit(request, "request.acknowledge", "tog begäran", audit.Acting(by, function, at))
    return request


@transaction.atomic
def acknowledge_by_answer(*, step_id: int, via: str, at: datetime) -> ActivationRequest:
    """Let the function that was called take the request by its link or by SMS, without log-in.

    Källa: domain.md 4.2.
    """
    step = CallStep.objects.select_related("function__actor").get(pk=step_id)
    request = routing.lock_request(step.request_id)
    if _acknowledge(request, step.function, at=at):
        acted = f"tog begäran ({via})"
        _audit(request, "request.acknowledge", acted, audit.Acting(None, step.function, at))
    return request


@transaction.atomic
def hand_over_request(*, request_id: int, function_id: int, by: User, at: datetime) -> None:
    """Let another convening function take over an acknowledged request.

    Källa: domain.md 4.1.
    """
    request = routing.lock_request(request_id)
    function = rights.require(by, CONVENE, request.region)
    if request.status != Status.ACKNOWLEDGED:
        raise RuleError("Ingen har tagit begäran än. Ta den först.", code="not_acknowledged")
    conveners = rights.holders_of(CONVENE, request.region).select_related("actor")
    other = conveners.filter(pk=function_id).first()
    if other is None or other.pk == request.acknowledged_by_id:
        raise RuleError(
            "Välj en annan funktion som får sammankalla.", code="not_a_convener", field="function"
        )
    request.acknowledged_by = other
    request.save(update_fields=["acknowledged_by"])
    _record(
        request,
        f"{function} lämnar över begäran till {other}.",
        "request.hand_over",
        f"lämnade över begäran till {other}",
        audit.Acting(by, function, at),
    )
    context = requesters.context_of(request, at) | {"function": function.label}
    recipient = contacts.recipients_of(other, at=at, exercise=request.exercise)
    requesters.send(request, "request_handed_over", recipient, context, at)


@transaction.atomic
def decline_request(*, request_id: int, reason: str, by: User, at: datetime) -> None:
    """Answer that no forum is convened, with the reason, and tell every requester.

    Källa: domain.md 4.1.
    """
    refusal = _Refusal("Begäran avböjs", "request.decline", "avböjde begäran", "request_declined")
    _refuse(request_id, reason, ActivationRequest.decline, refusal, by=by, at=at)


@transaction.atomic
def meet_in_ordinary_mode(*, request_id: int, reason: str, by: User, at: datetime) -> None:
    """Answer that ordinary structures meet the need, with the reason, and tell every requester.

    Källa: Målbilden 1.4 "bedömningen är att det inte ryms inom ordinarie strukturer".
    """
    refusal = _Refusal(
        "Behovet möts i ordinarie läge",
        "request.ordinary",
        "mötte behovet i ordinarie läge",
        "request_met_ordinarily",
    )
    _refuse(request_id, reason, ActivationRequest.meet_in_ordinary_mode, refusal, by=by, at=at)


def require_open(request: ActivationRequest) -> None:
    """Refuse what is asked of a request that has its answer.

    Källa: domain.md 4.1.
    """
    if request.status not in {Status.SUBMITTED, Status.ACKNOWLEDGED}:
        state = request.get_status_display().lower()
        raise RuleError(f"Begäran {request.number} är redan avgjord: {state}.", code="closed")


def receive(request: ActivationRequest, function: Function, *, at: datetime) -> None:
    """Note that who answers a request has received it, if nobody has taken it before.

    Källa: domain.md 4.4, 4.5.
    """
    if request.status == Status.SUBMITTED:
        request.acknowledge(function=function, at=at)
        request.save()
        routing.stop_chain(request, at=at)


# Inside ---------------------------------------------------------------------------------------


def _asking_function(region: Region, need: Need, by: User, at: datetime) -> Function:
    if need.for_outsider:
        return rights.require(by, CONVENE, region)
    function = None
    if need.decision is not None:
        function = forum_leaders.leading_function(by, need.decision.meeting)
    elif need.for_forum is not None:
        # Who convenes leads every forum at work, also one that another chairs now.
        function = requesters.leading_function(need.for_forum, by, at) or rights.carrying(
            by, CONVENE, region
        )
    elif need.for_actor is not None:
        function = rights.acting_function(by, actor_id=need.for_actor.pk)
    if function is None:
        raise PermissionDenied("Du kan bara begära för en aktör eller ett forum du företräder.")
    return function


def _check_need(region: Region, need: Need) -> None:
    for forum in (need.forum, need.for_forum):
        if forum is not None and forum.region_id != region.pk:
            raise RuleError("Forumet hör till en annan region.", code="other_region", field="forum")
    if need.forum is not None and (not need.forum.is_active or need.forum.level == Level.OWNER):
        raise RuleError("Forumet kan inte aktiveras.", code="not_activatable", field="forum")
    if need.for_actor and not Actor.objects.in_region(region.pk).filter(pk=need.for_actor.pk):
        raise RuleError(
            "Aktören är inte medlem i regionen.", code="not_a_member", field="on_behalf"
        )
    if need.event is not None and need.event.region_id != region.pk:
        raise RuleError("Händelsen hör till en annan region.", code="other_region", field="event")
    places = Actor.objects.in_region(region.pk).filter(kind=Actor.Kind.MUNICIPALITY)
    if len(places.filter(pk__in=[one.pk for one in need.municipalities])) != len(
        need.municipalities
    ):
        raise RuleError(
            "Välj bland regionens kommuner.", code="unknown_municipality", field="municipalities"
        )
    if need.event is not None and need.event.exercise != need.exercise:
        raise RuleError("En händelse är övning eller skarp för gott.", code="exercise_is_final")


@dataclass(frozen=True)
class _Refusal:
    """How an answer that convenes no forum is written down and told."""

    text: str
    action: str
    done: str
    template: str


def _refuse(
    request_id: int,
    reason: str,
    transition: Callable[..., None],
    refusal: _Refusal,
    *,
    by: User,
    at: datetime,
) -> None:
    request = routing.lock_request(request_id)
    function = rights.require(by, CONVENE, request.region)
    require_open(request)
    reason = rules.require_reason(reason)
    transition(request, reason=reason, by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    _record(
        request,
        f"{refusal.text}: {reason}",
        refusal.action,
        refusal.done,
        audit.Acting(by, function, at),
    )
    context = {
        "function": function.label,
        "phone": phones.shown(request.region.convener_phone),
        "details": f"Skäl: {request.reason}",
    }
    requesters.tell_requesters(request, template=refusal.template, context=context, at=at)


def _acknowledge(request: ActivationRequest, function: Function, *, at: datetime) -> bool:
    """Take the request; return False if the function had it already."""
    require_open(request)
    if request.acknowledged_by is not None and request.acknowledged_at is not None:
        if request.acknowledged_by_id == function.pk:
            return False
        taken = clock.clock(request.acknowledged_at)
        raise RuleError(
            f"{request.acknowledged_by} tog begäran {request.number} {taken}.",
            code="already_acknowledged",
        )
    _take(request, function, at=at)
    return True


def _take(request: ActivationRequest, function: Function, *, at: datetime) -> None:
    request.acknowledge(function=function, at=at)
    request.save()
    routing.stop_chain(request, at=at)
    _log(request, f"{function} har tagit begäran.", function=function, at=at)
    requesters.tell_requesters(
        request,
        template="request_acknowledged",
        context={"function": function.label},
        at=at,
        ring_back=True,
    )


def _hand_to_next(request: ActivationRequest, party: RequestParty) -> None:
    """Let the next party ask in its own words, and be rung on its own number."""
    request.for_actor, request.for_forum, request.for_outsider = party.actor, None, ""
    request.raised_by, request.raised_by_function = party.joined_by, party.function
    own_phones = [party.callback_phone, *contacts.phones_of(party.function)]
    request.callback_phone = next(filter(None, own_phones), request.callback_phone)
    request.what = party.what or request.what
    request.save()
    party.delete()


def _part_withdrawn(
    request: ActivationRequest, gone: str, reason: str, *, function: Function, at: datetime
) -> None:
    """Keep the reason, and tell the others that the request is theirs now."""
    why = f" Skäl: {reason.strip()}" if reason.strip() else ""
    text = f"{gone} återkallar sin del. Begäran står kvar för {request.asker}.{why}"
    _log(request, text, function=function, at=at)
    context = {"gone": gone, "details": why.strip()}
    for tell in (requesters.tell_requesters, requesters.tell_conveners):
        tell(request, template="request_part_withdrawn", context=context, at=at)


def _record(
    request: ActivationRequest, text: str, action: str, done: str, acting: audit.Acting
) -> None:
    """Write down an act once in the timeline and once in the audit log."""
    _log(request, text, function=acting.function, at=acting.at)
    _audit(request, action, done, acting)


def _log(request: ActivationRequest, text: str, *, function: Function, at: datetime) -> None:
    timeline.write(
        kind=LogEntry.Kind.REQUEST,
        text=text,
        by_label=str(function),
        at=at,
        region=request.region,
        request=request,
        event=request.event,
    )


def _audit(request: ActivationRequest, action: str, done: str, acting: audit.Acting) -> None:
    text = f"{acting.label} {done} {request.number}."
    acting.record(action, request, text, on_behalf_of=request.asker, exercise=request.exercise)
