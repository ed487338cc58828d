"""The meetings of an activation: called, moved and cancelled by the same machinery."""

from datetime import datetime

from django.db import transaction

from activations import acts, who_leads
from activations.models import Activation, ActivationMeeting, LogEntry
from activations.summons import messages as summons_messages
from activations.summons import services as summonses
from actors.models import User
from common.counts import counted
from forums.meetings import services as forum_services
from forums.models import Meeting
from forums.places import Place


@transaction.atomic
def call_next_meeting(
    *, activation_id: int, starts_at: datetime, place: Place, by: User, at: datetime
) -> Meeting:
    """Call everybody who takes part to the next meeting.

    Källa: domain.md 5.2, 3.2.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    acts.require_open(activation)
    acts.require_future(starts_at, at)
    chair = who_leads.chair_of(activation)
    meeting = forum_services.plan_meeting(
        forum=activation.forum,
        kind=Meeting.Kind.LATER,
        starts_at=starts_at,
        place=place,
        chair_function=chair,
        exercise=activation.event.exercise,
        by=by,
        at=at,
        acting=leader.function,
    )
    ActivationMeeting.objects.create(activation=activation, meeting=meeting)
    functions = acts.functions_in(activation)
    forum_services.expect(meeting, functions)
    forum_services.call_meeting(meeting=meeting, at=at)
    summonses.summon(activation=activation, meeting=meeting, functions=functions, at=at)
    acts.record(
        activation,
        LogEntry.Kind.MEETING,
        f"Nästa möte kallat till {summons_messages.when(starts_at, at)}. "
        f"{counted(len(functions), 'aktör', 'aktörer')} kallas.",
        "activation.call_next_meeting",
        leader,
    )
    return meeting


def meeting_moved(*, meeting: Meeting, was_at: datetime, by_label: str, at: datetime) -> None:
    """Ask everybody again because the meeting has a new time; called by the move itself.

    Källa: domain.md 6.1.
    """
    activation = acts.activation_of(meeting)
    count = summonses.call_again(activation=activation, meeting=meeting, was_at=was_at, at=at)
    text = (
        f"Mötet {summons_messages.when(was_at, at)} flyttas till "
        f"{summons_messages.when(meeting.starts_at, at)}. "
        f"{counted(count, 'aktör', 'aktörer')} tillfrågas på nytt."
    )
    acts.write(activation, LogEntry.Kind.MEETING, text, by_label, at)


def meeting_cancelled(*, meeting: Meeting, by_label: str, at: datetime) -> None:
    """Call the summonses back and tell everybody; called by the cancelling itself.

    When the whole activation ends, the message about that is enough.
    Källa: domain.md 6.1.
    """
    activation = acts.activation_of(meeting)
    called = list(acts.open_summonses([meeting]))
    summonses.call_back(summonses=called, at=at)
    if activation.is_open:
        for summons in called:
            summons_messages.send_cancelled(summons, at=at)
    text = (
        f"Mötet {summons_messages.when(meeting.starts_at, at)} ställs in: {meeting.cancel_reason}."
    )
    acts.write(activation, LogEntry.Kind.MEETING, text, by_label, at)


def meeting_begun(*, meeting: Meeting, by_label: str, at: datetime) -> None:
    """Note that a meeting has begun; the first one puts the forum in activated mode.

    Källa: domain.md 5.2, 4.5.
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

    Källa: domain.md 5.5.
    """
    text = f"{meeting} är slut. Protokollet skrivs."
    acts.write(acts.activation_of(meeting), LogEntry.Kind.MEETING, text, by_label, at)
