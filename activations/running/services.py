"""Run an activation: its chair, the frames it asks for, and how it ends."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from activations import acts, data
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    EventType,
    LogEntry,
    Participant,
)
from activations.models.activation import OPEN
from activations.requests import services as requests
from activations.summons import messages as summons_messages
from actors import audit
from actors.models import Function, Level, User
from actors.register import outside
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Forum, Meeting, MeetingDecision
from forums.seats import temporary


@transaction.atomic
def request_direction(
    *,
    activation_id: int,
    why: str,
    decision: MeetingDecision | None = None,
    by: User,
    at: datetime,
) -> ActivationRequest:
    """Ask the convener to activate the directing forum on behalf of the coordinating one.

    ``decision`` is that of the meeting which asks, if one does.

    Källa: Avsiktsförklaringen scen 3 "Mötet bedömer att det regionalt inriktande forumet behöver
    aktiveras".
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    acts.require_open(activation)
    directing = _require_directing_forum(activation.forum)
    event = activation.event
    if Activation.objects.open().filter(forum=directing, event=event).exists():
        raise RuleError(
            f"{directing.called_name} är redan aktiverat för händelsen.", code="already_activated"
        )
    if ActivationRequest.objects.open().filter(forum=directing, event=event).exists():
        raise RuleError(f"{directing.called_name} är redan begärt.", code="already_requested")
    need = _need_of_direction(activation.forum, directing, event.type, why)
    request = requests.submit_request(
        region=activation.forum.region,
        need=replace(need, exercise=event.exercise, event=event, decision=decision),
        by=by,
        at=at,
    )
    acts.record(
        activation,
        LogEntry.Kind.REQUEST,
        f"{activation.forum.called_name} begär {directing.called_name} ({request.number}).",
        "activation.request_direction",
        leader,
    )
    return request


@transaction.atomic
def request_direction_from_meeting(
    *, decision: MeetingDecision, why: str, by: User, at: datetime
) -> ActivationRequest:
    """Ask the convener to activate the directing forum, as a meeting in ordinary mode settled.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "av ett redan verksamt forum";
    Avsiktsförklaringen scen 3.
    """
    meeting = decision.meeting
    directing = _require_directing_forum(meeting.forum)
    waiting = ActivationRequest.objects.open().filter(decision__meeting=meeting).first()
    if waiting is not None:
        raise RuleError(
            f"Mötet har redan begärt {directing.called_name} ({waiting.number}). "
            "Komplettera den begäran.",
            code="already_requested",
            field="text",
        )
    need = _need_of_direction(meeting.forum, directing, data.other(), why)
    return requests.submit_request(
        region=meeting.forum.region,
        need=replace(need, exercise=meeting.exercise, decision=decision),
        by=by,
        at=at,
    )


def _require_directing_forum(forum: Forum) -> Forum:
    directing = directing_forum(forum)
    if directing is None:
        raise RuleError("Regionen har inget inriktande forum.", code="no_directing_forum")
    return directing


def _need_of_direction(
    forum: Forum, directing: Forum, event_type: EventType, why: str
) -> requests.Need:
    reason = acts.require_text(
        why, "Skriv vad som behöver inriktas eller prioriteras.", field="why"
    )
    return requests.Need(
        event_type=event_type,
        what=reason[:200],
        details=reason if len(reason) > 200 else "",  # noqa: PLR2004 - the field's length
        callback_phone=forum.region.convener_phone,
        forum=directing,
        for_forum=forum,
    )


def directing_forum(forum: Forum) -> Forum | None:
    """Return the region's directing forum, if the given one stands below it.

    Källa: Avsiktsförklaringen "Forum på tre nivåer".
    """
    if forum.level >= Level.DIRECTING:
        return None
    return (
        Forum.objects.filter(region_id=forum.region_id, level=Level.DIRECTING, is_active=True)
        .select_related("region")
        .first()
    )


@transaction.atomic
def change_chair(
    *, activation_id: int, function: Function, meeting: Meeting, by_label: str, at: datetime
) -> ChairTerm:
    """Let a function take the chair, as a meeting has decided; called by that decision.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Under det första mötet bestämmer man
    också det fortsatta ordförandeskapet".
    """
    activation = acts.lock(activation_id)
    acts.require_open(activation)
    now = activation.chair_terms.select_for_update().filter(ends_at=None).first()
    if now is not None and now.function_id == function.pk:
        return now
    if now is not None:
        now.ends_at = at
        now.save(update_fields=["ends_at"])
    term = ChairTerm.objects.create(
        activation=activation, function=function, starts_at=at, decided_at_meeting=meeting
    )
    Meeting.objects.filter(pk__in=[one.pk for one in acts.meetings_ahead(activation)]).update(
        chair_function=function
    )
    acts.write(activation, LogEntry.Kind.CHAIR, f"Ordförande är nu {function}.", by_label, at)
    told = acts.functions_in(activation)
    context = {"function": str(function)}
    summons_messages.tell(activation, summons_messages.CHAIR, told, context, at=at)
    return term


@transaction.atomic
def wind_down(*, activation_id: int, by: User, at: datetime) -> Activation:
    """Announce the return to ordinary mode; it can be taken back until the end.

    Källa: domain.md 5.2.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    if activation.status != Activation.Status.ACTIVE:
        raise RuleError(
            f"Läget är {acts.state(activation)}; bara ett aktiverat forum kan börja avvecklas.",
            code="not_active",
        )
    activation.wind_down(at=at)
    activation.save()
    acts.record(
        activation, LogEntry.Kind.MODE, "Avvecklingen har börjat.", "activation.wind_down", leader
    )
    told = acts.functions_in(activation)
    summons_messages.tell(activation, summons_messages.WINDING_DOWN, told, {}, at=at)
    return activation


@transaction.atomic
def resume(*, activation_id: int, by: User, at: datetime) -> Activation:
    """Go on after all: the situation turned.

    Källa: domain.md 5.2.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    if activation.status != Activation.Status.WINDING_DOWN:
        raise RuleError(
            f"Läget är {acts.state(activation)}; bara en avveckling kan avbrytas.",
            code="not_winding_down",
        )
    activation.resume()
    activation.save()
    acts.record(
        activation,
        LogEntry.Kind.MODE,
        "Avvecklingen avbryts. Forumet arbetar vidare.",
        "activation.resume",
        leader,
    )
    return activation


@transaction.atomic
def end_activation(
    *, activation_id: int, note: str = "", close_forum: bool = False, by: User, at: datetime
) -> Activation:
    """Return the forum to ordinary mode, call off what lies ahead, and tell everybody.

    Whoever was called from outside the region is so no longer. A forum that was formed for the
    event may cease (``close_forum``) once it is at work for no other.

    Källa: Avsiktsförklaringen "Forum på tre nivåer": "Ordinarie läge"; domain.md 5.6.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    acts.require_open(activation)
    running = Meeting.objects.filter(
        in_activation__activation=activation, status=Meeting.Status.RUNNING
    )
    if running.exists():
        raise RuleError("Ett möte pågår. Avsluta mötet först.", code="meeting_running")
    functions = acts.functions_in(activation)
    activation.end(by_label=leader.label, note=note.strip(), at=at)
    activation.save()
    for meeting in acts.meetings_ahead(activation):
        forum_services.cancel_meeting(
            meeting_id=meeting.pk, reason="Forumet återgår till ordinarie läge", by=by, at=at
        )
    activation.chair_terms.filter(ends_at=None).update(ends_at=at)
    activation.participants.filter(left_at=None).update(
        left_at=at, leave_reason="Åter i ordinarie läge"
    )
    still = _other_events(activation)
    context = {"details": activation.end_note, "still": still}
    summons_messages.tell(activation, summons_messages.ENDED, functions, context, at=at)
    _let_outsiders_go(activation, functions, leader)
    text = f"{activation.forum.called_name} återgår till ordinarie läge för {activation.event}."
    if close_forum:
        _close_forum(activation, leader)
        text += " Forumet upphör."
    if still:
        text += f" Forumet är fortsatt aktiverat för {still}."
    acts.record(
        activation,
        LogEntry.Kind.MODE,
        f"{text} {activation.end_note}".strip(),
        "activation.end",
        leader,
    )
    return activation


def _let_outsiders_go(
    activation: Activation, functions: list[Function], leader: audit.Acting
) -> None:
    """Let those called from outside go, save whom another forum of the region still works with."""
    region = activation.forum.region
    elsewhere = Participant.objects.filter(
        left_at=None, activation__forum__region=region, activation__status__in=OPEN
    )
    still = set(elsewhere.exclude(activation=activation).values_list("actor_id", flat=True))
    gone = [function.actor for function in functions if function.actor_id not in still]
    outside.let_go(region=region, actors=gone, acting=leader)


def _close_forum(activation: Activation, leader: audit.Acting) -> None:
    others = Activation.objects.open().filter(forum=activation.forum).exclude(pk=activation.pk)
    if others.exists():
        raise RuleError(
            "Forumet är aktiverat för en annan händelse och kan inte upphöra än.",
            code="forum_at_work",
            field="close_forum",
        )
    temporary.close_forum(forum=activation.forum, acting=leader)


def _other_events(activation: Activation) -> str:
    others = Activation.objects.open().filter(
        forum=activation.forum, event__exercise=activation.event.exercise
    )
    rows = others.exclude(pk=activation.pk).order_by("convened_at")
    return ", ".join(rows.values_list("event__title", flat=True))
