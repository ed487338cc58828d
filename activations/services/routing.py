"""The convener's chain: who is called when, until somebody takes the request. Never silence."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from activations import rules, timeline
from activations.models import ActivationRequest, CallStep, LogEntry
from actors import contacts, rights
from actors.models import Function, Region
from notices import links, outbox
from notices.models import Notice
from notices.recipients import Recipient
from records.refs import ref

ACK_LINK = "request_ack"
LINK_LASTS = timedelta(days=7)
Status = ActivationRequest.Status
_log = structlog.get_logger(__name__)


def chain_of(region: Region) -> list[Function]:
    """Return the convener's functions in the order they are called.

    Without an order set, everybody who may convene is called, in turn.
    Källa: 001 "varpå Länsstyrelsen i Stockholm kontaktas".
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
    text = (
        f"Larmkedjan är tom: ingen larmas. Ring {rules.shown_phone(request.region.convener_phone)}."
    )
    _write_fault(request, text, at=at)
    context = {"function": "larmkedjan är tom"}
    tell_administrators(request, template="T06", context=context, key="empty", at=at)


@transaction.atomic
def call_due_steps(request: ActivationRequest, *, at: datetime) -> int:
    """Call every step whose time has come; return how many. The request's row must be locked.

    Källa: model.md §3.1.
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

    Källa: model.md §3.1 "each step is on record and visible to the requester".
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
    _write_fault(
        request, f"{channel} till {step.function} gick inte fram. {_phones(step.function)}", at=at
    )
    if request.status != Status.SUBMITTED:
        return
    context = {"recipient": str(step.function), "error": notice.last_error}
    tell_administrators(request, template="T07", context=context, key=f"failed-{notice.pk}", at=at)
    _bring_forward(request, at=at)
    call_due_steps(request, at=at)


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
    phone = rules.shown_phone(request.region.convener_phone)
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
        acknowledge_minutes=request.region.acknowledge_minutes,
    )
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
    if step.has_address:
        _send_alarm(request, step, recipient, at=at)
    _write_called(request, step, recipient, at=at)
    if (
        step.round > 1
        and not request.steps.filter(round=step.round, position__lt=step.position).exists()
    ):
        _tell_new_round(request, step, at=at)
    if not (step.has_address and step.on_duty):
        _bring_forward(request, at=at)
    if _next_step(request) is None:
        _start_over(request, step, at=at)


def _tell_new_round(request: ActivationRequest, step: CallStep, *, at: datetime) -> None:
    text = f"Hela larmkedjan är larmad utan svar. Varv {step.round} börjar."
    _write_fault(request, text, at=at)
    context = {"function": "hela larmkedjan"}
    tell_administrators(request, template="T06", context=context, key=f"round-{step.round}", at=at)


def _start_over(request: ActivationRequest, last: CallStep, *, at: datetime) -> None:
    chain = [
        step.function
        for step in request.steps.filter(round=last.round).select_related("function__actor")
    ]
    starts_at = rules.next_round_at(
        last_called_at=at,
        round_number=last.round,
        acknowledge_minutes=request.region.acknowledge_minutes,
    )
    _add_round(request, chain, round_number=last.round + 1, starts_at=starts_at)


def _bring_forward(request: ActivationRequest, *, at: datetime) -> None:
    waiting = list(request.steps.filter(called_at=None).order_by("position"))
    times = rules.brought_forward([step.due_at for step in waiting], at)
    for step, due in zip(waiting, times, strict=True):
        step.due_at = due
    CallStep.objects.bulk_update(waiting, ["due_at"])


def _send_alarm(
    request: ActivationRequest, step: CallStep, recipient: Recipient, *, at: datetime
) -> None:
    url = links.make(
        kind=ACK_LINK,
        subject_id=step.pk,
        recipient_label=str(step.function),
        phone=recipient.sms[0] if recipient.sms else "",
        at=at,
        expires_at=at + LINK_LASTS,
    )
    outbox.enqueue(
        template="N01" if step.position == 1 else "N02",
        context={
            "actor": request.asker,
            "forum": asked_forum(request),
            "number": request.number,
            "step": str(step.position),
            "minutes": str(int((at - request.submitted_at).total_seconds() // 60)),
            "details": f"{request.event_type}: {request.what}\n"
            f"Ring {rules.shown_phone(request.callback_phone)}.",
            "url": url,
        },
        recipient=recipient,
        about_ref=ref(step),
        at=at,
        exercise=request.exercise,
        alarm=True,
        dedupe_key=f"step-{step.pk}",
    )


def _write_called(
    request: ActivationRequest, step: CallStep, recipient: Recipient, *, at: datetime
) -> None:
    ways = [word for word, there in (("sms", recipient.sms), ("e-post", recipient.email)) if there]
    if step.has_address:
        text = f"{step.function} larmas genom {' och '.join(ways)}."
    else:
        text = f"{step.function} har ingen adress att larma. {_phones(step.function)}"
    timeline.write(
        kind=LogEntry.Kind.REQUEST if step.has_address else LogEntry.Kind.FAULT,
        text=text,
        by_label=timeline.SYSTEM,
        at=at,
        region=request.region,
        request=request,
        event=request.event,
    )
    if not step.on_duty:
        _write_fault(request, f"Ingen är i tjänst som {step.function}.", at=at)
    if not (step.has_address and step.on_duty):
        context = {"function": str(step.function)}
        tell_administrators(request, template="T06", context=context, key=f"step-{step.pk}", at=at)


def _write_fault(request: ActivationRequest, text: str, *, at: datetime) -> None:
    timeline.write(
        kind=LogEntry.Kind.FAULT,
        text=text,
        by_label=timeline.SYSTEM,
        at=at,
        region=request.region,
        request=request,
        event=request.event,
    )


def _phones(function: Function) -> str:
    numbers = contacts.phones_of(function)
    return f"Ring {rules.shown_phone(numbers[0])}." if numbers else "Telefonnummer saknas."
