"""Run an activation: its chair, the frames it asks for, and how it ends."""

from datetime import datetime

from django.db import transaction

from activations import calls
from activations.models import Activation, ActivationRequest, ChairTerm, LogEntry
from activations.services import acts, requests
from actors.models import Function, Level, User
from common.errors import RuleError
from forums import services as forum_services
from forums.models import Forum, Meeting


@transaction.atomic
def request_direction(*, activation_id: int, why: str, by: User, at: datetime) -> ActivationRequest:
    """Ask the convener to activate the directing forum on behalf of the coordinating one.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the forum is not the coordinating one, the activation is over, or the
        directing forum is active or asked for already.
    Källa: 001 scen 3 "Mötet bedömer att det regionalt inriktande forumet behöver aktiveras".
    """
    activation, leader = acts.lock_and_lead(activation_id, by)
    acts.require_open(activation)
    reason = acts.require_text(
        why, "Skriv vad som behöver inriktas eller prioriteras.", field="why"
    )
    directing = directing_forum(activation.forum)
    if directing is None:
        raise RuleError("Regionen har inget inriktande forum.", code="no_directing_forum")
    event = activation.event
    if Activation.objects.open().filter(forum=directing, event=event).exists():
        raise RuleError(
            f"{directing.called_name} är redan aktiverat för händelsen.", code="already_activated"
        )
    if ActivationRequest.objects.open().filter(forum=directing, event=event).exists():
        raise RuleError(f"{directing.called_name} är redan begärt.", code="already_requested")
    request = requests.submit_request(
        region=activation.forum.region,
        need=requests.Need(
            event_type=event.type,
            what=reason[:200],
            details=reason if len(reason) > 200 else "",  # noqa: PLR2004 - the field's length
            callback_phone=activation.forum.region.convener_phone,
            forum=directing,
            for_forum=activation.forum,
            exercise=event.exercise,
            event=event,
        ),
        by=by,
        at=at,
    )
    acts.record(
        activation,
        LogEntry.Kind.REQUEST,
        f"{activation.forum.called_name} begär {directing.called_name} ({request.number}).",
        action="activation.request_direction",
        by=by,
        function=leader,
        at=at,
    )
    return request


def directing_forum(forum: Forum) -> Forum | None:
    """Return the region's directing forum, if the given one stands below it.

    Källa: 001 "Forum på tre nivåer".
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

    :raises RuleError: if the activation is over.
    Källa: 001 "Under det första mötet bestämmer man också det fortsatta ordförandeskapet".
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
    acts.write(activation, LogEntry.Kind.CHAIR, f"Ordförande är nu {function}.", by_label, at)
    return term


@transaction.atomic
def wind_down(*, activation_id: int, by: User, at: datetime) -> Activation:
    """Announce the return to ordinary mode; it can be taken back until the end.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: unless the activation is active.
    Källa: model.md §3.2 "active → winding down".
    """
    activation, leader = acts.lock_and_lead(activation_id, by)
    if activation.status != Activation.Status.ACTIVE:
        raise RuleError(
            f"Läget är {acts.state(activation)}; bara ett aktiverat forum kan börja avvecklas.",
            code="not_active",
        )
    activation.wind_down(at=at)
    activation.save()
    acts.record(
        activation,
        LogEntry.Kind.MODE,
        "Avvecklingen har börjat.",
        action="activation.wind_down",
        by=by,
        function=leader,
        at=at,
    )
    return activation


@transaction.atomic
def resume(*, activation_id: int, by: User, at: datetime) -> Activation:
    """Go on after all: the situation turned.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: unless the activation is being wound down.
    Källa: model.md §3.2.
    """
    activation, leader = acts.lock_and_lead(activation_id, by)
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
        action="activation.resume",
        by=by,
        function=leader,
        at=at,
    )
    return activation


@transaction.atomic
def end_activation(*, activation_id: int, note: str = "", by: User, at: datetime) -> Activation:
    """Return the forum to ordinary mode, call off what lies ahead, and tell everybody.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if it is over already, or a meeting is running.
    Källa: 001 "Ordinarie läge"; model.md §3.2 "Ending".
    """
    activation, leader = acts.lock_and_lead(activation_id, by)
    acts.require_open(activation)
    running = Meeting.objects.filter(
        in_activation__activation=activation, status=Meeting.Status.RUNNING
    )
    if running.exists():
        raise RuleError("Ett möte pågår. Avsluta mötet först.", code="meeting_running")
    functions = acts.functions_in(activation)
    activation.end(by_label=str(leader), note=note.strip(), at=at)
    activation.save()
    for meeting in acts.meetings_ahead(activation):
        forum_services.cancel_meeting(
            meeting_id=meeting.pk, reason="Forumet återgår till ordinarie läge", by=by, at=at
        )
    activation.chair_terms.filter(ends_at=None).update(ends_at=at)
    activation.participants.filter(left_at=None).update(
        left_at=at, leave_reason="Åter i ordinarie läge"
    )
    calls.send_ended(activation, functions, note=activation.end_note, at=at)
    text = f"{activation.forum.called_name} återgår till ordinarie läge."
    acts.record(
        activation,
        LogEntry.Kind.MODE,
        f"{text} {activation.end_note}".strip(),
        action="activation.end",
        by=by,
        function=leader,
        at=at,
    )
    return activation
