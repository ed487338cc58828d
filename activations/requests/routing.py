"""The convener's chain: who is called when, until somebody takes the request. Never silence."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from activations import rules, timeline
from activations.models import ActivationRequest, CallStep, LogEntry
from actors.addresses import contacts
from actors.models import Function, Region
from actors.rights import rights
from common import clock, phones
from notices.answers import asking
from notices.models import Notice
from notices.outbox import outbox, quiet
from notices.outbox.recipients import Recipient
from records.refs import ref

ACK_LINK = "request_ack"
LINK_LASTS = timedelta(days=7)
Status = ActivationRequest.Status
_log = structlog.get_logger(__name__)


def chain_of(region: Region) -> list[Function]:
    """Return the convener's functions in the order they are called.

    Without an order set, everybody who may convene is called, in turn.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "varpå Länsstyrelsen i Stockholm
    kontaktas".
    """
    functions = Function.objects.filter(is_active=True).select_related("actor")
    ordered = functions.filter(actor_id=region.convener_id, call_order__isnull=False)
    chain = list(ordered.order_by("call_order", "pk"))
    if not chain:
        conveners = rights.holders_of("actors.convene_in_region", region)
        chain = list(conveners.select_related("actor").order_by("pk"))
    return chain


def start_chain(request: ActivationRequest, *, at: datetime) -> None:
    """Copy the chain to the request and call its first step at once."""
    chain = chain_of(request.region)
    if chain:
        _add_round(request, chain, round_number=1, starts_at=at)
        call_due_steps(request, at=at)
        return
    text = f"Larmkedjan är tom: ingen larmas. Ring {phones.shown(request.region.convener_phone)}."
    _write(request, text, at=at)
    _tell_nobody(request, "larmkedjan är tom", key="empty", at=at)


@transaction.atomic
def call_due_steps(request: ActivationRequest, *, at: datetime) -> int:
    """Call every step whose time has come; return how many. The request's row must be locked.

    Källa: domain.md 4.2.
    """
    called = 0
    while step := _next_step(request):
        if step.due_at > at:
            break
        _call(request, step, at=at)
        called += 1
    return called


def escalate_due(at: datetime) -> int:
    """Call the next in the chain of every request that nobody has taken; return how many.

    Run by a tick. Each step is called once, also after an outage or with several senders: the
    request's row is locked, and the step says when it was called.
    """
    waiting = CallStep.objects.filter(
        called_at=None, due_at__lte=at, request__status=Status.SUBMITTED
    )
    called = 0
    for request_id in waiting.values_list("request_id", flat=True).distinct():
        try:
            with transaction.atomic():
                request = lock_request(request_id)
                if request.status == Status.SUBMITTED:
                    called += call_due_steps(request, at=at)
        except Exception:
            # One broken alarm must not silence the others; the step is still due and tried again.
            _log.exception("escalation_failed", request=request_id)
    return called


def stop_chain(request: ActivationRequest, *, at: datetime) -> None:
    """Call off what has not been sent: somebody has the request, or it is closed."""
    for step in request.steps.filter(called_at__isnull=False):
        outbox.cancel(about_ref=ref(step), at=at)


@transaction.atomic
def alarm_failed(notice: Notice) -> None:
    """Write down that an alarm did not arrive, tell the administrator, and call the next at once.

    Källa: domain.md 4.2.
    """
    kind, _, key = notice.about_ref.partition(":")
    if kind != _STEP_KIND or not key.isdigit():
        return
    step = CallStep.objects.select_related("function__actor").filter(pk=key).first()
    if step is None:
        return
    request = lock_request(step.request_id)
    at = notice.failed_at or notice.due_at
    channel = notice.get_channel_display()
    CallStep.objects.filter(pk=step.pk).update(failed_at=at, failed_channel=channel)
    _write(
        request, f"{channel} till {step.function} gick inte fram. {_phones(step.function)}", at=at
    )
    if request.status != Status.SUBMITTED:
        return
    context = {"recipient": str(step.function), "error": notice.last_error}
    tell_administrators(
        request, template="notice_failed", context=context, key=f"failed-{notice.pk}", at=at
    )
    _bring_forward(request, at=at)
    call_due_steps(request, at=at)


@transaction.atomic
def note_unclear(*, step_id: int, at: datetime) -> None:
    """Write down that a called function replied something by SMS that decides nothing.

    The chain goes on; whoever watches can ring the function that is evidently awake.
    Källa: domain.md 4.2, 6.1.
    """
    step = CallStep.objects.select_related("function__actor").get(pk=step_id)
    request = lock_request(step.request_id)
    text = f"{step.function} svarade med ett sms som inte gick att förstå. {_phones(step.function)}"
    _write(request, text, at=at)


def lock_request(request_id: int) -> ActivationRequest:
    """Return the request with its row locked until the transaction ends.

    Locked first and read afterwards: a join made before the wait would show who had taken it
    as it was then, beside a row that says it is taken.
    """
    ActivationRequest.objects.select_for_update().only("pk").get(pk=request_id)
    return ActivationRequest.objects.select_related(
        "region", "forum", "for_actor", "for_forum", "event_type", "acknowledged_by__actor"
    ).get(pk=request_id)


def tell_administrators(
    request: ActivationRequest, *, template: str, context: dict[str, str], key: str, at: datetime
) -> None:
    """Tell those who look after the region's register that an alarm has a hole."""
    phone = phones.shown(request.region.convener_phone)
    told = {"number": request.number, "phone": phone, "url": address_of(request)} | context
    for function in rights.holders_of("actors.administer_region", request.region):
        outbox.enqueue(
            template=template,
            context=told,
            recipient=contacts.recipients_of(function, at=at, exercise=request.exercise),
            about_ref=ref(request),
            at=at,
            exercise=request.exercise,
            dedupe_key=f"{template}-{request.pk}-{key}-{function.pk}",
        )


def address_of(request: ActivationRequest) -> str:
    """Return the whole address of the request's page."""
    return f"{settings.PUBLIC_URL}{request.get_absolute_url()}"


def asked_forum(request: ActivationRequest) -> str:
    """Return which forum is asked for, as messages say it."""
    return request.forum.called_name if request.forum else "forum (sammankallande avgör)"


# Steps ----------------------------------------------------------------------------------------

_STEP_KIND = "activations.callstep"
_PLANNED = ("request_planned", "request_planned_unanswered")


def _next_step(request: ActivationRequest) -> CallStep | None:
    waiting = request.steps.filter(called_at=None).select_related("function__actor")
    return waiting.order_by("position").first()


def _add_round(
    request: ActivationRequest, chain: Iterable[Function], *, round_number: int, starts_at: datetime
) -> None:
    functions = list(chain)
    times = rules.round_times(
        starts_at=starts_at,
        length=len(functions),
        round_number=round_number,
        acknowledge_minutes=request.answer_minutes,
    )
    # What is planned wakes nobody: whose turn falls at night is told in the morning.
    if not request.is_pressing:
        times = [quiet.after(moment) for moment in times]
    first = request.steps.count() + 1
    CallStep.objects.bulk_create(
        CallStep(
            request=request, position=position, round=round_number, function=function, due_at=due
        )
        for position, (function, due) in enumerate(zip(functions, times, strict=True), start=first)
    )


def _call(request: ActivationRequest, step: CallStep, *, at: datetime) -> None:
    recipient = contacts.recipients_of(step.function, at=at, exercise=request.exercise)
    step.called_at = at
    step.has_address = not recipient.is_empty
    step.on_duty = not step.function.duty_kind or contacts.holder_on_duty(step.function, at)
    step.save(update_fields=["called_at", "has_address", "on_duty"])
    alarms = _send_alarm(request, step, recipient, at=at) if step.has_address else []
    _tell_called(request, step, alarms, at=at)
    round_so_far = request.steps.filter(round=step.round).select_related("function__actor")
    if step.round > 1 and not round_so_far.filter(position__lt=step.position).exists():
        told = "larmad" if request.is_pressing else "underrättad"
        text = f"Hela larmkedjan är {told} utan svar. Varv {step.round} börjar."
        _write(request, text, at=at)
        _tell_nobody(request, "hela larmkedjan", key=f"round-{step.round}", at=at)
    if not (step.has_address and step.on_duty):
        _bring_forward(request, at=at)
    if _next_step(request) is None:
        starts_at = rules.next_round_at(
            last_called_at=at,
            round_number=step.round,
            acknowledge_minutes=request.answer_minutes,
        )
        chain = [one.function for one in round_so_far]
        _add_round(request, chain, round_number=step.round + 1, starts_at=starts_at)


def _bring_forward(request: ActivationRequest, *, at: datetime) -> None:
    waiting = list(request.steps.filter(called_at=None).order_by("position"))
    times = rules.brought_forward([step.due_at for step in waiting], at)
    for step, due in zip(waiting, times, strict=True):
        step.due_at = due
    CallStep.objects.bulk_update(waiting, ["due_at"])


def _send_alarm(
    request: ActivationRequest, step: CallStep, recipient: Recipient, *, at: datetime
) -> list[Notice]:
    first, later = ("request", "request_unanswered") if request.is_pressing else _PLANNED
    expected = request.planned_for
    return asking.ask(
        asking.Asked(ACK_LINK, step.pk, at + LINK_LASTS),
        template=first if step.position == 1 else later,
        context={
            "actor": request.asker,
            "forum": asked_forum(request),
            "number": request.number,
            "step": str(step.position),
            "minutes": str(int((at - request.submitted_at).total_seconds() // 60)),
            "time": f"{clock.local(expected):%Y-%m-%d}" if expected else "",
            "details": f"{request.event_type}: {request.what}\n"
            f"Ring {phones.shown(request.callback_phone)}.",
        },
        recipient=recipient,
        about_ref=ref(step),
        at=at,
        exercise=request.exercise,
        alarm=request.is_pressing,
        dedupe_key=f"step-{step.pk}",
    )


def _tell_called(
    request: ActivationRequest, step: CallStep, alarms: list[Notice], *, at: datetime
) -> None:
    if alarms:
        # What is written is what stands in the outbox: an exercise may not reach real numbers.
        channels = (Notice.Channel.SMS, Notice.Channel.EMAIL)
        used = {alarm.channel for alarm in alarms}
        ways = " och ".join(way.label.lower() for way in channels if way in used)
        shown = " (övning: visas bara på Utskick)" if alarms[0].console_only else ""
        told = "larmas" if request.is_pressing else "får besked"
        text = f"{step.function} {told} genom {ways}{shown}."
        _write(request, text, at=at, kind=LogEntry.Kind.REQUEST)
    else:
        text = f"{step.function} har ingen adress att larma. {_phones(step.function)}"
        _write(request, text, at=at)
    if not step.on_duty:
        _write(request, f"Ingen är i tjänst som {step.function}.", at=at)
    if not (step.has_address and step.on_duty):
        _tell_nobody(request, str(step.function), key=f"step-{step.pk}", at=at)


def _tell_nobody(request: ActivationRequest, function: str, *, key: str, at: datetime) -> None:
    context = {"function": function}
    tell_administrators(request, template="nobody_on_duty", context=context, key=key, at=at)


def _write(
    request: ActivationRequest,
    text: str,
    *,
    at: datetime,
    kind: LogEntry.Kind = LogEntry.Kind.FAULT,
) -> None:
    timeline.write(
        kind=kind,
        text=text,
        by_label=timeline.SYSTEM,
        at=at,
        region=request.region,
        request=request,
        event=request.event,
    )


def _phones(function: Function) -> str:
    numbers = contacts.phones_of(function)
    return f"Ring {phones.shown(numbers[0])}." if numbers else "Telefonnummer saknas."
