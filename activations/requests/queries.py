"""What the pages of requests show: the status line, what is next, and similar requests."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet

from activations import rules
from activations.models import ActivationRequest, CallStep
from actors.addresses import contacts
from actors.models import Actor
from notices.models import Notice
from records.refs import ref

State = Literal["done", "waiting", "fault"]
Status = ActivationRequest.Status
_WAYS = {"sms": "Sms", "email": "E-post"}
_WORDS = {
    "queued": "på väg till",
    "sent": "lämnat till operatör för",
    "delivered": "framme hos",
    "cancelled": "behövdes inte till",
}


@dataclass(frozen=True)
class Line:
    """A line of the status: what has happened, what goes wrong, or what comes next."""

    state: State
    at: datetime
    text: str
    phone: str = ""  # whom to ring instead


@dataclass(frozen=True)
class Progress:
    """How far a request has come, as its page shows it."""

    lines: list[Line]
    next_step: CallStep | None
    ring_at: datetime | None  # ring yourself if nobody has rung by then
    fingerprint: str  # changes with what providers say of the messages


def progress_of(request: ActivationRequest) -> Progress:
    """Return the status line of a request. A constant number of queries."""
    steps = list(
        request.steps.select_related("function__actor")
        .prefetch_related("function__addresses")
        .order_by("position")
    )
    called = [step for step in steps if step.called_at is not None]
    notices: dict[str, list[Notice]] = defaultdict(list)
    sent = Notice.objects.filter(about_ref__in=[ref(step) for step in called])
    for notice in sent.order_by("-channel", "created_at"):
        notices[notice.about_ref].append(notice)
    lines = [Line("done", request.submitted_at, f"Begäran {request.number} är sparad och skickad.")]
    for step in called:
        lines += _lines_of(step, notices[ref(step)], is_pressing=request.is_pressing)
    if request.acknowledged_at is not None:
        text = f"{request.acknowledged_by} har tagit begäran."
        lines.append(Line("done", request.acknowledged_at, text))
    if request.closed_at is not None:
        text = f"{request.get_status_display()} av {request.closed_by_label}."
        lines.append(Line("done", request.closed_at, text))
    is_waiting = request.status == Status.SUBMITTED
    next_step = next((step for step in steps if step.called_at is None), None)
    is_open = request.status in {Status.SUBMITTED, Status.ACKNOWLEDGED}
    minutes = request.answer_minutes
    states = [f"{n.pk}{n.status}" for found in notices.values() for n in found]
    return Progress(
        lines=lines,
        next_step=next_step if is_waiting else None,
        ring_at=rules.ring_yourself_at(request.submitted_at, minutes) if is_open else None,
        fingerprint=",".join(sorted(states)),
    )


def takes_part(request: ActivationRequest, actors: Iterable[Actor]) -> bool:
    """Return whether one of the actors stands behind the request already."""
    keys = {actor.pk for actor in actors}
    parties = request.parties.values_list("actor_id", flat=True)
    return request.for_actor_id in keys or bool(keys.intersection(parties))


def _lines_of(step: CallStep, notices: list[Notice], *, is_pressing: bool) -> list[Line]:
    at = step.called_at or step.due_at
    failed = any(notice.status == Notice.Status.FAILED for notice in notices)
    has_fault = failed or not (step.has_address and step.on_duty)
    phones = contacts.phones_of(step.function) if has_fault else []
    phone = phones[0] if phones else ""
    lines = []
    if not step.has_address:
        lines.append(Line("fault", at, f"{step.function} har ingen adress att larma.", phone))
    for notice in notices:
        way = _WAYS.get(notice.channel, notice.channel)
        if notice.status == Notice.Status.FAILED:
            when = notice.failed_at or at
            lines.append(Line("fault", when, f"{way} till {step.function} gick inte fram.", phone))
            continue
        state: State = "waiting" if notice.status == Notice.Status.QUEUED else "done"
        when = notice.delivered_at or notice.sent_at or at
        lines.append(Line(state, when, f"{way} {_WORDS[notice.status]} {step.function}."))
    if not step.on_duty:
        told = "larmas" if is_pressing else "får besked"
        text = f"Ingen är i tjänst som {step.function}. Nästa {told} direkt."
        lines.append(Line("fault", at, text, phone))
    return lines


def filtered(
    rows: QuerySet[ActivationRequest], chosen: dict[str, Any]
) -> QuerySet[ActivationRequest]:
    """Return the requests that the cleaned filter names."""
    if chosen.get("lage") == "open":
        rows = rows.filter(closed_at=None)
    elif chosen.get("lage"):
        rows = rows.filter(status=chosen["lage"])
    if chosen.get("typ"):
        rows = rows.filter(event_type=chosen["typ"])
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(what__icontains=words)
            | Q(for_actor__name__icontains=words)
            | Q(for_outsider__icontains=words)
        )
    return rows
