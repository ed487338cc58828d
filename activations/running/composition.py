"""Who takes part in an activation: actors come and go while it runs, each with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from activations import acts, who_leads
from activations.models import ActivationMeeting, LogEntry, Participant
from activations.summons import messages as summons_messages
from activations.summons import services as summonses
from actors.models import Actor, Function, User
from actors.register import outside
from actors.register.outside import Outsider
from common.counts import counted
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Attendance
from records import versions


@transaction.atomic
def add_participant(
    *,
    activation_id: int,
    function_id: int | None = None,
    outsider: Outsider | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> Participant:
    """Call another actor in, with the reason; it is summoned to the meetings ahead.

    It is a function of the region, or an ``outsider``, who is taken into the register.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning"; domain.md 5.4.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    acts.require_open(activation)
    why = acts.require_text(reason, "Skriv varför aktören kallas in.", field="reason")
    if outsider is not None:
        region = activation.forum.region
        function_id = outside.take_in(region=region, outsider=outsider, acting=leader).pk
    members = Actor.objects.in_region(activation.forum.region_id)
    function = (
        Function.objects.filter(pk=function_id or 0, is_active=True, actor__in=members)
        .select_related("actor", "deputy__actor")
        .prefetch_related("addresses", "deputy__addresses")
        .first()
    )
    if function is None:
        raise RuleError("Välj en funktion i regionen.", code="unknown_function", field="function")
    if activation.participants.filter(actor=function.actor, left_at=None).exists():
        raise RuleError(f"{function.actor} är redan med.", code="already_in", field="function")
    participant = Participant.objects.create(
        activation=activation,
        actor=function.actor,
        function=function,
        joined_at=at,
        join_reason=why,
    )
    for meeting in acts.meetings_ahead(activation):
        forum_services.expect(meeting, [function])
        summonses.call_back_in(activation=activation, meeting=meeting, function=function, at=at)
    falls_short = function.falls_short(activation.forum.level)
    gap = " Mandatet räcker inte för nivån." if falls_short else ""
    whence = " utifrån" if outsider is not None else ""
    acts.record(
        activation,
        LogEntry.Kind.COMPOSITION,
        f"{function} kallas in{whence}: {why}.{gap}",
        "activation.add_participant",
        leader,
    )
    return participant


@transaction.atomic
def remove_participant(*, participant_id: int, reason: str, by: User, at: datetime) -> Participant:
    """Let an actor leave, with the reason; its summonses to the meetings ahead are called back.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning"; domain.md 5.4.
    """
    found = Participant.objects.select_related("actor").get(pk=participant_id)
    activation, leader = acts.lock_and_lead(found.activation_id, by, at)
    participant = activation.participants.get(pk=participant_id)
    acts.require_open(activation)
    why = acts.require_text(reason, "Skriv varför aktören lämnar.", field="reason")
    if participant.left_at is not None:
        raise RuleError(f"{found.actor} har redan lämnat.", code="already_left")
    chair = who_leads.chair_of(activation)
    if chair is not None and chair.actor_id == participant.actor_id:
        raise RuleError(
            f"{chair} leder forumet. Låt ett möte avgöra vem som leder innan aktören lämnar.",
            code="chair_first",
        )
    participant.left_at, participant.leave_reason = at, why
    participant.save(update_fields=["left_at", "leave_reason"])
    ahead = acts.meetings_ahead(activation)
    summonses.call_back(
        summonses=acts.open_summonses(ahead).filter(function__actor_id=participant.actor_id), at=at
    )
    for meeting in ahead:
        meeting.attendances.filter(actor_id=participant.actor_id, status="expected").delete()
        versions.bump(f"meeting:{meeting.pk}")
    acts.record(
        activation,
        LogEntry.Kind.COMPOSITION,
        f"{found.actor} lämnar: {why}.",
        "activation.remove_participant",
        leader,
    )
    context = {"actor": found.actor.name, "details": f"Skäl: {why}"}
    left = [participant.function]
    summons_messages.tell(activation, summons_messages.LEFT, left, context, at=at)
    return participant


@transaction.atomic
def say_affected(
    *, activation_id: int, affected: Mapping[int, str], by: User, at: datetime
) -> list[Participant]:
    """Say of those who take part (by key) how the event concerns them; return whom it changed.

    Källa: Avsiktsförklaringen scen 2 "indirekt berörda"; domain.md 5.4.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    acts.require_open(activation)
    inside = activation.participants.filter(left_at=None, pk__in=affected).select_related("actor")
    rows = {row.pk: row for row in inside.order_by("actor__name")}
    if set(affected) - set(rows):
        raise RuleError("En av aktörerna deltar inte längre.", code="not_inside")
    changed = [row for row in rows.values() if row.affected != affected[row.pk]]
    for row in changed:
        row.affected = Participant.Affected(affected[row.pk])
        row.save(update_fields=["affected"])
    if changed:
        told = "; ".join(f"{row.actor}: {row.get_affected_display().lower()}" for row in changed)
        acts.record(
            activation, LogEntry.Kind.COMPOSITION, f"{told}.", "activation.affected", leader
        )
    return changed


@transaction.atomic
def review_composition(*, meeting_id: int, by: User, at: datetime) -> ActivationMeeting:
    """Note that the composition was looked through at a meeting and stands as it now is.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Analys om behov av anpassad
    sammansättning görs löpande".
    """
    link = ActivationMeeting.objects.get(meeting_id=meeting_id)
    activation, leader = acts.lock_and_lead(link.activation_id, by, at)
    link.refresh_from_db()
    if link.composition_reviewed_at is None:
        link.composition_reviewed_at, link.composition_reviewed_by = at, leader.label
        link.save()
        count = activation.participants.filter(left_at=None).count()
        acts.record(
            activation,
            LogEntry.Kind.COMPOSITION,
            f"Sammansättningen sågs över: {counted(count, 'aktör', 'aktörer')} är med.",
            "activation.review_composition",
            leader,
        )
    return link


def actor_came(*, attendance: Attendance, by_label: str, at: datetime) -> None:
    """Note on the summons that the actor met; whoever came uncalled takes part from now on.

    Källa: domain.md 5.3; Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning".
    """
    meeting = attendance.meeting
    summons = meeting.summonses.select_for_update().filter(function=attendance.function).first()
    if summons is not None and summons.status not in summonses.FINAL:
        summons.meet()
        summons.save()
    activation = acts.activation_of(meeting)
    if (
        activation.is_open
        and not activation.participants.filter(actor=attendance.actor, left_at=None).exists()
    ):
        Participant.objects.create(
            activation=activation,
            actor=attendance.actor,
            function=attendance.function,
            joined_at=at,
            join_reason="Kom till mötet utan att vara kallad",
        )
        text = f"{attendance.function} kom till mötet och är med från nu."
        acts.write(activation, LogEntry.Kind.COMPOSITION, text, by_label, at)
