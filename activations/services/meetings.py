"""The meetings of an activation: called, moved and cancelled by the same machinery."""

from datetime import datetime

from django.db import transaction

from activations import calls, leading
from activations.models import Activation, ActivationMeeting, LogEntry
from activations.services import acts, summonses
from actors.models import User
from common.counts import counted
from forums import services as forum_services
from forums.models import Meeting
from forums.places import Place


@transaction.atomic
def call_next_meeting(
    *, activation_id: int, starts_at: datetime, place: Place, by: User, at: datetime
) -> Meeting:
    """Call everybody who takes part to the next meeting.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the activation is over or the time has passed.
    Källa: model.md §3.2; domain.md B.5 "next meeting, chair".
    """
    activation, leader = acts.lock_and_lead(activation_id, by)
    acts.require_open(activation)
    acts.require_future(starts_at, at)
    chair = leading.chair_of(activation)
    meeting = forum_services.plan_meeting(
        forum=activation.forum,
        kind=Meeting.Kind.LATER,
        starts_at=starts_at,
        place=place,
        chair_function=chair,
        exercise=activation.event.exercise,
        by=by,
        at=at,
        acting=leader,
    )
    ActivationMeeting.objects.create(activation=activation, meeting=meeting)
    functions = acts.functions_in(activation)
    forum_services.expect(meeting, functions)
    forum_services.call_meeting(meeting=meeting, at=at)
    summonses.summon(activation=activation, meeting=meeting, functions=functions, at=at)
    acts.record(
        activation,
        LogEntry.Kind.MEETING,
        f"Nästa möte kallat till {calls.when(starts_at, at)}. "
        f"{counted(len(functions), 'aktör', 'aktörer')} kallas.",
        action="activation.call_next_meeting",
        by=by,
        function=leader,
        at=at,
    )
    return meeting


@transaction.atomic
def move_meeting(*, meeting_id: int, starts_at: datetime, by: User, at: datetime) -> Meeting:
    """Give a called meeting another time; everybody called is asked again (see meeting_moved).

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the meeting has begun or is off, or the time has passed.
    Källa: ux.md §4 N05.
    """
    acts.require_future(starts_at, at)
    return forum_services.move_meeting(meeting_id=meeting_id, starts_at=starts_at, by=by, at=at)


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, by: User, at: datetime) -> Meeting:
    """Call a meeting off; everybody called is told (see meeting_cancelled).

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the meeting has begun or is off, or the reason is missing.
    Källa: ux.md §4 N06.
    """
    return forum_services.cancel_meeting(meeting_id=meeting_id, reason=reason, by=by, at=at)


def meeting_moved(*, meeting: Meeting, was_at: datetime, by_label: str, at: datetime) -> None:
    """Ask everybody again because the meeting has a new time; called by the move itself.

    Källa: ux.md §4 N05.
    """
    activation = acts.activation_of(meeting)
    count = summonses.call_again(activation=activation, meeting=meeting, was_at=was_at, at=at)
    text = (
        f"Mötet {calls.when(was_at, at)} flyttas till {calls.when(meeting.starts_at, at)}. "
        f"{counted(count, 'aktör', 'aktörer')} tillfrågas på nytt."
    )
    acts.write(activation, LogEntry.Kind.MEETING, text, by_label, at)


def meeting_cancelled(*, meeting: Meeting, by_label: str, at: datetime) -> None:
    """Call the summonses back and tell everybody; called by the cancelling itself.

    When the whole activation ends, the message about that is enough.
    Källa: ux.md §4 N06.
    """
    activation = acts.activation_of(meeting)
    called = list(acts.open_summonses([meeting]))
    summonses.call_back(summonses=called, at=at)
    if activation.is_open:
        for summons in called:
            calls.send_cancelled(summons, at=at)
    text = f"Mötet {calls.when(meeting.starts_at, at)} ställs in: {meeting.cancel_reason}."
    acts.write(activation, LogEntry.Kind.MEETING, text, by_label, at)


def meeting_begun(*, meeting: Meeting, by_label: str, at: datetime) -> None:
    """Note that a meeting has begun; the first one puts the forum in activated mode.

    Källa: model.md §3.2 "convened → active"; features.md C8.
    """
    activation = acts.activation_of(meeting)
    acts.write(activation, LogEntry.Kind.MEETING, f"{meeting} har börjat.", by_label, at)
    if activation.status == Activation.Status.CONVENED:
        activation = acts.lock(activation.pk)
        activation.start(at=at)
        activation.save()
        text = f"{activation.forum.called_name} är i aktiverat läge."
        acts.write(activation, LogEntry.Kind.MODE, text, by_label, at)


def meeting_ended(*, meeting: Meeting, by_label: str, at: datetime) -> None:
    """Note in the timeline that a meeting has ended.

    Källa: model.md §3.2 "Log".
    """
    text = f"{meeting} är slut. Protokollet skrivs."
    acts.write(acts.activation_of(meeting), LogEntry.Kind.MEETING, text, by_label, at)
