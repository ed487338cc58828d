"""What the pages of requests show: the status line, what is next, and similar requests."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from activations import rules
from activations.models import ActivationRequest, CallStep, EventType
from actors import contacts
from actors.models import Actor, Region
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
    notices = _notices_by_step(called)
    lines = [Line("done", request.submitted_at, f"Begäran {request.number} är sparad och skickad.")]
    for step in called:
        lines += _lines_of(step, notices[ref(step)])
    lines += _answers_of(request)
    is_waiting = request.status == Status.SUBMITTED
    next_step = next((step for step in steps if step.called_at is None), None)
    is_open = request.status in {Status.SUBMITTED, Status.ACKNOWLEDGED}
    minutes = request.region.acknowledge_minutes
    states = [f"{n.pk}{n.status}" for found in notices.values() for n in found]
    return Progress(
        lines=lines,
        next_step=next_step if is_waiting else None,
        ring_at=rules.ring_yourself_at(request.submitted_at, minutes) if is_open else None,
        fingerprint=",".join(sorted(states)),
    )


def similar_open(
    region: Region, event_type: EventType, *, exercise: bool
) -> list[ActivationRequest]:
    """Return the open requests about the same type of event, newest first.

    Källa: model.md §3.1 "Requests about the same event join".
    """
    found = ActivationRequest.objects.open().filter(
        region=region, event_type=event_type, exercise=exercise
    )
    return list(found.select_related("region", "for_actor", "for_forum")[:5])


def takes_part(request: ActivationRequest, actors: Iterable[Actor]) -> bool:
    """Return whether one of the actors stands behind the request already."""
    keys = {actor.pk for actor in actors}
    parties = request.parties.values_list("actor_id", flat=True)
    return request.for_actor_id in keys or bool(keys.intersection(parties))


def _notices_by_step(steps: list[CallStep]) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = defaultdict(list)
    about = [ref(step) for step in steps]
    for notice in Notice.objects.filter(about_ref__in=about).order_by("-channel", "created_at"):
        found[notice.about_ref].append(notice)
    return found


def _lines_of(step: CallStep, notices: list[Notice]) -> list[Line]:
    at = step.called_at or step.due_at
    phones = contacts.phones_of(step.function) if _has_fault(step, notices) else []
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
        lines.append(
            Line("fault", at, f"Ingen är i tjänst som {step.function}. Nästa larmas direkt.", phone)
        )
    return lines


def _has_fault(step: CallStep, notices: list[Notice]) -> bool:
    failed = any(notice.status == Notice.Status.FAILED for notice in notices)
    return failed or not (step.has_address and step.on_duty)


def _answers_of(request: ActivationRequest) -> list[Line]:
    lines = []
    if request.acknowledged_at is not None:
        text = f"{request.acknowledged_by} har tagit begäran."
        lines.append(Line("done", request.acknowledged_at, text))
    if request.closed_at is not None:
        text = f"{request.get_status_display()} av {request.closed_by_label}."
        lines.append(Line("done", request.closed_at, text))
    return lines
