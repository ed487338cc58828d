"""What every act on an activation does first and last: lock, find the leader, write down."""

from collections.abc import Sequence
from datetime import datetime

from activations import timeline, who_leads
from activations.models import Activation, Summons
from activations.models.summons import SummonsQuerySet
from activations.summons import services as summonses
from actors import audit
from actors.models import Function, User
from common.errors import RuleError
from forums.models import Meeting

FUTURE = [Meeting.Status.PLANNED, Meeting.Status.CALLED]


def lock(activation_id: int) -> Activation:
    """Lock the activation, its meetings first: what happens at a meeting locks in that order."""
    open_meetings = Meeting.objects.filter(
        in_activation__activation_id=activation_id,
        status__in=[*FUTURE, Meeting.Status.RUNNING],
    )
    list(open_meetings.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return (
        Activation.objects.select_for_update(of=("self",))
        .select_related("forum__region", "event__type")
        .get(pk=activation_id)
    )


def lock_and_lead(activation_id: int, by: User, at: datetime) -> tuple[Activation, audit.Acting]:
    activation = lock(activation_id)
    return activation, audit.Acting(by, who_leads.require_leading(by, activation), at)


def activation_of(meeting: Meeting) -> Activation:
    return Activation.objects.select_related("forum__region", "event").get(
        meetings__meeting=meeting
    )


def require_open(activation: Activation) -> None:
    if not activation.is_open:
        raise RuleError("Forumet är åter i ordinarie läge för händelsen.", code="activation_ended")


def require_future(starts_at: datetime, at: datetime) -> None:
    if starts_at < at:
        raise RuleError("Tiden har redan passerat. Välj en senare tid.", field="starts_at")


def require_text(text: str, missing: str, *, field: str) -> str:
    cleaned = text.strip().rstrip(".")
    if not cleaned:
        raise RuleError(missing, code="text_missing", field=field)
    return cleaned


def state(activation: Activation) -> str:
    return Activation.Status(activation.status).label.lower()


def functions_in(activation: Activation) -> list[Function]:
    return list(
        Function.objects.filter(participations__activation=activation, participations__left_at=None)
        .select_related("actor", "deputy__actor")
        .prefetch_related("addresses", "deputy__addresses")
        .order_by("actor__name")
    )


def open_summonses(meetings: Sequence[Meeting]) -> SummonsQuerySet:
    return (
        Summons.objects.filter(meeting__in=meetings)
        .exclude(status__in=summonses.FINAL)
        .select_related("function__actor", "meeting")
    )


def write(activation: Activation, kind: str, text: str, by_label: str, at: datetime) -> None:
    timeline.write(
        kind=kind,
        text=text,
        by_label=by_label,
        at=at,
        region=activation.forum.region,
        event=activation.event,
        activation=activation,
    )


def record(activation: Activation, kind: str, text: str, action: str, leader: audit.Acting) -> None:
    """Write down an act once in the timeline and once in the audit log."""
    write(activation, kind, text, leader.label, leader.at)
    leader.record(action, activation, text[:500], exercise=activation.event.exercise)


def meetings_ahead(activation: Activation) -> list[Meeting]:
    """Return the meetings of the activation that have not begun and are not off, nearest first."""
    return list(
        Meeting.objects.filter(in_activation__activation=activation, status__in=FUTURE)
        .select_related("forum__region")
        .order_by("starts_at")
    )
