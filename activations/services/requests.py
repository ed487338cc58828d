"""Every act on a request for activation, from the call for help to its answer."""

import uuid
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
from activations.services import numbers, requesters, routing
from actors import audit, contacts, rights
from actors.models import Actor, Function, Level, Region, User
from common import clock
from common.errors import RuleError
from forums.models import Forum

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
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)


# Asking ---------------------------------------------------------------------------------------


@transaction.atomic
def submit_request(*, region: Region, need: Need, by: User, at: datetime) -> ActivationRequest:
    """Send a request to the convener and call the first of its functions on duty.

    The same form sent again gives the request it gave the first time. What a convener's duty
    officer writes down for somebody outside is taken by that officer from the start.

    :raises PermissionDenied: if the user may not ask on that behalf.
    :raises RuleError: if the forum, the actor or the event does not fit, or what is planned for has
        been.
    Källa: 001 "Så aktiveras olika forum".
    """
    need = replace(need, for_actor=need.for_actor or _own_actor(region, need, by, at))
    function = _asking_function(region, need, by, at)
    _check_need(region, need)
    number = numbers.next_request_number(region, at)  # locks the series: replays queue up here
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
        number=number,
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
        submitted_at=at,
        form_key=need.form_key,
    )
    forum = routing.asked_forum(request)
    _log(request, f"{request.asker} begär {forum}: {request.what}", function=function, at=at)
    _audit(request, "request.submit", "skickade begäran", by=by, function=function, at=at)
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

    :raises PermissionDenied: if the user serves no actor of the region.
    :raises RuleError: if the request is closed or the actor is in it already.
    Källa: model.md §3.1 "a second requester is added to the first request, not refused".
    """
    request = routing.lock_request(request_id)
    _require_open(request)
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
    told = f"{actor} ansluter sig till begäran" + (f": {what}" if what else ".")
    _log(request, told, function=function, at=at)
    _audit(request, "request.join", "anslöt sig till begäran", by=by, function=function, at=at)
    requesters.tell_conveners(
        request, template="T11", context={"actor": actor.name, "details": what}, at=at
    )
    return party


@transaction.atomic
def complement_request(*, request_id: int, text: str, by: User, at: datetime) -> RequestNote:
    """Add to an open request what has become known since it was sent.

    :raises PermissionDenied: unless the user is a requester or the convener.
    :raises RuleError: if the request is closed or the text empty.
    Källa: ux.md §2 "Komplettera".
    """
    request = routing.lock_request(request_id)
    function = requesters.asking_side(request, by, at) or rights.require(
        by, CONVENE, request.region
    )
    _require_open(request)
    if not text.strip():
        raise RuleError("Skriv vad som har tillkommit.", code="empty_note", field="text")
    note = RequestNote.objects.create(
        request=request, text=text.strip(), written_at=at, by_label=str(function)
    )
    _log(request, f"Komplettering: {note.text}", function=function, at=at)
    _audit(request, "request.complement", "kompletterade begäran", by=by, function=function, at=at)
    requesters.tell_conveners(
        request,
        template="T11",
        context={"actor": str(function.actor), "details": note.text},
        at=at,
        but=function,
    )
    return note


@transaction.atomic
def withdraw_request(*, request_id: int, reason: str = "", by: User, at: datetime) -> None:
    """Take the request back for the user's actor; it stands while another actor is in it.

    :raises PermissionDenied: unless the user is on a requester's side.
    :raises RuleError: if the request is closed.
    Källa: model.md §3.1 "or withdrawn".
    """
    request = routing.lock_request(request_id)
    function = requesters.asking_side(request, by, at)
    if function is None:
        raise PermissionDenied("Bara den som har begärt kan återkalla.")
    _require_open(request)
    _audit(request, "request.withdraw", "återkallade begäran", by=by, function=function, at=at)
    others = list(request.parties.select_related("actor", "function", "joined_by"))
    leaver = next((party for party in others if party.actor_id == function.actor_id), None)
    if leaver is not None and function.actor_id != request.for_actor_id:
        leaver.delete()
        _log(request, f"{leaver.actor} återkallar sin del av begäran.", function=function, at=at)
        return
    if others:
        _hand_to_next(request, others[0], function=function, at=at)
        return
    request.withdraw(reason=reason.strip(), by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    why = f": {request.reason}" if request.reason else "."
    _log(request, f"{request.asker} återkallar begäran{why}", function=function, at=at)
    requesters.tell_conveners(request, template="T05", context={"actor": request.asker}, at=at)


# The convener's answers -----------------------------------------------------------------------


@transaction.atomic
def acknowledge_request(*, request_id: int, by: User, at: datetime) -> ActivationRequest:
    """Let the user's convening function take the request; the chain stops.

    :raises PermissionDenied: if no function of the user may convene in the region.
    :raises RuleError: if another function has it already (told which), or it is closed.
    Källa: 001 "varpå Länsstyrelsen i Stockholm kontaktas".
    """
    request = routing.lock_request(request_id)
    function = rights.require(by, CONVENE, request.region)
    if _acknowledge(request, function, at=at):
        _audit(request, "request.acknowledge", "tog begäran", by=by, function=function, at=at)
    return request


@transaction.atomic
def acknowledge_by_answer(*, step_id: int, via: str, at: datetime) -> ActivationRequest:
    """Let the function that was called take the request by its link or by SMS, without log-in.

    :raises RuleError: if another function has it already (told which), or it is closed.
    Källa: ux.md §2 P2a "reply 'JA', or 1 tap".
    """
    step = CallStep.objects.select_related("function__actor").get(pk=step_id)
    request = routing.lock_request(step.request_id)
    if _acknowledge(request, step.function, at=at):
        acted = f"tog begäran ({via})"
        _audit(request, "request.acknowledge", acted, by=None, function=step.function, at=at)
    return request


@transaction.atomic
def hand_over_request(*, request_id: int, function_id: int, by: User, at: datetime) -> None:
    """Let another convening function take over an acknowledged request.

    :raises PermissionDenied: if the user may not convene in the region.
    :raises RuleError: if nobody has taken it yet, or the other may not convene.
    Källa: ux.md §2 P2d.
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
    _log(request, f"{function} lämnar över begäran till {other}.", function=function, at=at)
    done = f"lämnade över begäran till {other}"
    _audit(request, "request.hand_over", done, by=by, function=function, at=at)
    context = requesters.context_of(request, at) | {"function": function.label}
    recipient = contacts.recipients_of(other, at=at, exercise=request.exercise)
    requesters.send(request, "T19", recipient, context, at)


@transaction.atomic
def decline_request(*, request_id: int, reason: str, by: User, at: datetime) -> None:
    """Answer that no forum is convened, with the reason, and tell every requester.

    :raises PermissionDenied: if no function of the user may convene in the region.
    :raises RuleError: if the reason is too short or the request is closed.
    Källa: model.md §3.1 "declined (reason)".
    """
    request, function = _lock_to_answer(request_id, by)
    reason = rules.require_reason(reason)
    request.decline(reason=reason, by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    _log(request, f"Begäran avböjs: {reason}", function=function, at=at)
    _audit(request, "request.decline", "avböjde begäran", by=by, function=function, at=at)
    _tell_refused(request, function, template="T03", at=at)


@transaction.atomic
def meet_in_ordinary_mode(*, request_id: int, reason: str, by: User, at: datetime) -> None:
    """Answer that ordinary structures meet the need, with the reason, and tell every requester.

    :raises PermissionDenied: if no function of the user may convene in the region.
    :raises RuleError: if the reason is too short or the request is closed.
    Källa: 002 §1.4 "bedömningen är att det inte ryms inom ordinarie strukturer".
    """
    request, function = _lock_to_answer(request_id, by)
    reason = rules.require_reason(reason)
    request.meet_in_ordinary_mode(reason=reason, by_label=str(function), at=at)
    request.save()
    routing.stop_chain(request, at=at)
    _log(request, f"Behovet möts i ordinarie läge: {reason}", function=function, at=at)
    done = "mötte behovet i ordinarie läge"
    _audit(request, "request.ordinary", done, by=by, function=function, at=at)
    _tell_refused(request, function, template="T04", at=at)


# Inside ---------------------------------------------------------------------------------------


def _own_actor(region: Region, need: Need, by: User, at: datetime) -> Actor | None:
    if need.for_forum is not None or need.for_outsider:
        return None
    return requesters.own_actor(region, by, at)


def _asking_function(region: Region, need: Need, by: User, at: datetime) -> Function:
    if need.for_outsider:
        return rights.require(by, CONVENE, region)
    function = None
    if need.for_forum is not None:
        function = requesters.leading_function(need.for_forum, by, at)
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
    if need.event is not None and need.event.exercise != need.exercise:
        raise RuleError("En händelse är övning eller skarp för gott.", code="exercise_is_final")


def _lock_to_answer(request_id: int, by: User) -> tuple[ActivationRequest, Function]:
    request = routing.lock_request(request_id)
    function = rights.require(by, CONVENE, request.region)
    _require_open(request)
    return request, function


def _require_open(request: ActivationRequest) -> None:
    if request.status not in {Status.SUBMITTED, Status.ACKNOWLEDGED}:
        state = request.get_status_display().lower()
        raise RuleError(f"Begäran {request.number} är redan avgjord: {state}.", code="closed")


def _acknowledge(request: ActivationRequest, function: Function, *, at: datetime) -> bool:
    """Take the request; return False if the function had it already."""
    _require_open(request)
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
        request, template="N03", context={"function": function.label}, at=at, ring_back=True
    )


def _tell_refused(
    request: ActivationRequest, function: Function, *, template: str, at: datetime
) -> None:
    context = {
        "function": function.label,
        "phone": rules.shown_phone(request.region.convener_phone),
        "details": f"Skäl: {request.reason}",
    }
    requesters.tell_requesters(request, template=template, context=context, at=at)


def _hand_to_next(
    request: ActivationRequest, party: RequestParty, *, function: Function, at: datetime
) -> None:
    gone = request.asker
    request.for_actor, request.for_forum, request.for_outsider = party.actor, None, ""
    request.raised_by, request.raised_by_function = party.joined_by, party.function
    request.callback_phone = party.callback_phone or request.callback_phone
    request.save()
    party.delete()
    text = f"{gone} återkallar sin del. Begäran står kvar för {request.asker}."
    _log(request, text, function=function, at=at)


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


def _audit(
    request: ActivationRequest,
    action: str,
    done: str,
    *,
    by: User | None,
    function: Function,
    at: datetime,
) -> None:
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=request,
        text=f"{function} {done} {request.number}.",
        on_behalf_of=request.asker,
        exercise=request.exercise,
    )
