"""A forum at work: composition, meetings, chair, direction and the way back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django_fsm import can_proceed

from activations.events import services as notes
from activations.models import (
    Activation,
    ActivationMeeting,
    ActivationRequest,
    LogEntry,
    Participant,
    Summons,
)
from activations.running import composition, meetings
from activations.running import services as running
from activations.summons import services as summonses
from common.errors import RuleError
from forums import modes
from forums.meetings import attendance
from forums.meetings import services as meeting_services
from forums.models import Meeting
from forums.places import Place, place_of
from notices.models import Notice
from tests import factories as people
from tests.activations.factories import AT
from tests.activations.running_scene import (
    IN_HALF_AN_HOUR,
    begin,
    decide,
    end,
    first_meeting,
    make_work,
    summons_of,
)

pytestmark = pytest.mark.django_db
LATER = IN_HALF_AN_HOUR + timedelta(minutes=30)
TOMORROW = AT + timedelta(days=1)


# Composition ----------------------------------------------------------------------------------


def test_an_actor_called_in_is_summoned_to_the_meetings_ahead():
    work = make_work(1)
    activation = work.convene()
    function = work.new_function()

    composition.add_participant(
        activation_id=activation.pk,
        function_id=function.pk,
        reason="Äger ledningen",
        by=work.scene.officer,
        at=AT,
    )

    meeting = first_meeting(activation)
    assert summons_of(meeting, function).status == "called"
    assert meeting.attendances.filter(function=function).exists()
    entry = LogEntry.objects.get(kind="composition")
    assert "Äger ledningen" in entry.text


def test_an_actor_is_called_in_once_and_with_a_reason():
    work = make_work(1)
    activation = work.convene()
    values = {"activation_id": activation.pk, "by": work.scene.officer, "at": AT}

    with pytest.raises(RuleError, match="redan med"):
        composition.add_participant(function_id=work.seats[0].pk, reason="Igen", **values)
    with pytest.raises(RuleError, match="varför"):
        composition.add_participant(function_id=work.new_function().pk, reason=" ", **values)
    with pytest.raises(RuleError, match="funktion i regionen"):
        composition.add_participant(
            function_id=people.FunctionFactory().pk, reason="Utifrån", **values
        )
    with pytest.raises(PermissionDenied):
        composition.add_participant(
            activation_id=activation.pk,
            function_id=work.new_function().pk,
            reason="Vill vara med",
            by=work.holders[0],
            at=AT,
        )


def test_an_actor_that_leaves_is_not_awaited_and_may_come_back():
    work = make_work(2)
    activation = work.convene()
    row = activation.participants.get(function=work.seats[0])

    composition.remove_participant(
        participant_id=row.pk, reason="Berörs inte", by=work.scene.officer, at=AT
    )

    meeting = first_meeting(activation)
    assert summons_of(meeting, work.seats[0]).status == "cancelled"
    assert not meeting.attendances.filter(function=work.seats[0]).exists()
    with pytest.raises(RuleError, match="redan lämnat"):
        composition.remove_participant(
            participant_id=row.pk, reason="Igen", by=work.scene.officer, at=AT
        )
    composition.add_participant(
        activation_id=activation.pk,
        function_id=work.seats[0].pk,
        reason="Berörs ändå",
        by=work.scene.officer,
        at=AT,
    )
    assert activation.participants.filter(left_at=None).count() == 2
    assert summons_of(meeting, work.seats[0]).status == "called"


def test_leaving_needs_the_right_and_a_reason():
    work = make_work(1)
    row = work.convene().participants.get()

    with pytest.raises(PermissionDenied):
        composition.remove_participant(
            participant_id=row.pk, reason="Vill inte", by=work.holders[0], at=AT
        )
    with pytest.raises(RuleError, match="varför"):
        composition.remove_participant(
            participant_id=row.pk, reason="", by=work.scene.officer, at=AT
        )


def test_the_composition_is_reviewed_once_per_meeting():
    work = make_work(1)
    activation = work.active()
    meeting = first_meeting(activation)

    for _ in range(2):
        composition.review_composition(meeting_id=meeting.pk, by=work.scene.officer, at=LATER)

    link = ActivationMeeting.objects.get(meeting=meeting)
    assert link.composition_reviewed_at == LATER
    assert LogEntry.objects.filter(text__startswith="Sammansättningen sågs över").count() == 1
    with pytest.raises(PermissionDenied):
        composition.review_composition(meeting_id=meeting.pk, by=work.holders[0], at=LATER)


def test_whoever_comes_uncalled_takes_part_from_then_on():
    work = make_work(1)
    activation = work.active()
    guest = work.new_function()
    attendance.add_unexpected(
        meeting_id=first_meeting(activation).pk,
        function_id=guest.pk,
        by=work.scene.officer,
        at=LATER,
    )

    assert activation.participants.filter(function=guest, left_at=None).exists()


# Meetings -------------------------------------------------------------------------------------


def test_the_first_meeting_puts_the_forum_in_activated_mode():
    work = make_work(1)
    activation = work.convene()
    assert modes.modes_of([work.scene.coordinating.pk])  # convened is activated mode already

    begin(first_meeting(activation), by=work.scene.officer, at=IN_HALF_AN_HOUR)

    activation.refresh_from_db()
    assert (activation.status, activation.became_active_at) == ("active", IN_HALF_AN_HOUR)
    kinds = set(LogEntry.objects.filter(activation=activation).values_list("kind", flat=True))
    assert {"convene", "meeting", "mode"} <= kinds


def test_who_is_present_at_the_meeting_is_so_on_the_summons():
    work = make_work(2)
    activation = work.active()
    meeting = first_meeting(activation)
    here, away = work.seats
    attendance.mark_attendance(
        meeting_id=meeting.pk,
        attendance_id=meeting.attendances.get(function=here).pk,
        status="present",
        by=work.scene.officer,
        at=IN_HALF_AN_HOUR,
    )

    assert summons_of(meeting, here).status == "present"
    assert summons_of(meeting, away).status == "called"


def test_the_next_meeting_calls_everybody_who_takes_part_by_the_same_machinery():
    work = make_work(2)
    activation = work.active()
    end(first_meeting(activation), by=work.scene.officer, at=LATER)

    meeting = meetings.call_next_meeting(
        activation_id=activation.pk,
        starts_at=TOMORROW,
        place=place_of(work.scene.coordinating),
        by=work.scene.officer,
        at=LATER,
    )

    assert (meeting.kind, meeting.status) == ("later", "called")
    assert meeting.summonses.count() == meeting.attendances.count() == 2
    summons = summons_of(meeting, work.seats[0])
    assert summons.phone_at - LATER == (TOMORROW - LATER) / 2  # half-way, not in fifteen minutes


def test_a_moved_meeting_asks_everybody_again():
    work = make_work(1)
    activation = work.convene()
    meeting = first_meeting(activation)
    summonses.answer_own(
        summons_id=summons_of(meeting, work.seats[0]).pk,
        answer="coming",
        by=work.holders[0],
        at=AT,
    )

    meeting_services.move_meeting(
        meeting_id=meeting.pk, starts_at=LATER, by=work.scene.officer, at=AT
    )

    summons = summons_of(meeting, work.seats[0])
    assert (summons.status, summons.answer, summons.answered_at) == ("called", "", None)
    assert (
        "nu 04:04 (var 03:34)" in Notice.objects.get(template="meeting_moved", channel="sms").body
    )
    with pytest.raises(RuleError, match="redan varit"):
        meeting_services.move_meeting(
            meeting_id=meeting.pk,
            starts_at=AT - timedelta(days=30),
            by=work.scene.officer,
            at=AT,
        )
    with pytest.raises(PermissionDenied):
        meeting_services.move_meeting(
            meeting_id=meeting.pk, starts_at=TOMORROW, by=work.holders[0], at=AT
        )


def test_a_cancelled_meeting_calls_the_summonses_back_and_tells():
    work = make_work(1)
    meeting = first_meeting(work.convene())

    meeting_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Faran är över", by=work.scene.officer, at=AT
    )

    assert summons_of(meeting, work.seats[0]).status == "cancelled"
    assert Notice.objects.filter(template="meeting_cancelled", channel="sms").count() == 1
    assert Notice.objects.filter(template="summons", status="queued").count() == 0


def test_the_next_meeting_needs_an_open_activation_a_time_and_the_right():
    work = make_work(1)
    activation = work.active()
    values = {"activation_id": activation.pk, "place": Place(room="Rum 1"), "at": LATER}

    with pytest.raises(PermissionDenied):
        meetings.call_next_meeting(starts_at=TOMORROW, by=work.holders[0], **values)
    with pytest.raises(RuleError, match="passerat"):
        meetings.call_next_meeting(starts_at=AT, by=work.scene.officer, **values)


# Direction ------------------------------------------------------------------------------------


def test_direction_is_asked_once_and_only_from_below():
    work = make_work(1)
    activation = work.active()
    values = {"activation_id": activation.pk, "by": work.scene.officer, "at": LATER}
    with pytest.raises(RuleError, match="Skriv vad"):
        running.request_direction(why=" ", **values)

    running.request_direction(why="Prioritera snöröjning", **values)

    with pytest.raises(RuleError, match="redan begärt"):
        running.request_direction(why="Prioritera snöröjning", **values)
    request = ActivationRequest.objects.get(for_forum=work.scene.coordinating)
    directing = work.convene(
        request_id=request.pk, forum_id=work.scene.directing.pk, at=LATER, starts_at=TOMORROW
    )
    with pytest.raises(RuleError, match="redan aktiverat"):
        running.request_direction(why="Prioritera snöröjning", **values)
    with pytest.raises(RuleError, match="inget inriktande"):
        running.request_direction(
            activation_id=directing.pk, why="Mer", by=work.scene.officer, at=LATER
        )
    with pytest.raises(PermissionDenied):
        running.request_direction(
            activation_id=activation.pk, why="Mer", by=work.holders[0], at=LATER
        )


# Mode -----------------------------------------------------------------------------------------


def test_winding_down_can_be_taken_back_until_the_end():
    work = make_work(1)
    activation = work.active()
    values = {"activation_id": activation.pk, "by": work.scene.officer, "at": LATER}

    running.wind_down(**values)
    with pytest.raises(RuleError, match="avvecklas"):
        running.wind_down(**values)
    running.resume(**values)
    with pytest.raises(RuleError, match="avbrytas"):
        running.resume(**values)

    activation.refresh_from_db()
    assert (activation.status, activation.winding_down_at) == ("active", None)
    for act in (running.wind_down, running.resume, running.end_activation):
        with pytest.raises(PermissionDenied):
            act(activation_id=activation.pk, by=work.holders[0], at=LATER)


def test_the_end_tells_everybody_once_and_calls_off_what_lies_ahead():
    work = make_work(2)
    activation = work.active()
    end(first_meeting(activation), by=work.scene.officer, at=LATER)
    ahead = meetings.call_next_meeting(
        activation_id=activation.pk,
        starts_at=TOMORROW,
        place=place_of(work.scene.coordinating),
        by=work.scene.officer,
        at=LATER,
    )

    running.end_activation(
        activation_id=activation.pk, note="Tack alla.", by=work.scene.officer, at=LATER
    )

    ahead.refresh_from_db()
    activation.refresh_from_db()
    assert (activation.status, activation.ended_at) == ("ended", LATER)
    assert ahead.status == "cancelled"
    assert not Notice.objects.filter(template="meeting_cancelled").exists()
    assert Notice.objects.filter(template="back_to_ordinary", channel="sms").count() == 2
    assert not Participant.objects.filter(left_at=None).exists()
    assert not activation.chair_terms.filter(ends_at=None).exists()
    assert modes.modes_of([work.scene.coordinating.pk]) == {}
    with pytest.raises(RuleError, match="åter i ordinarie läge"):
        running.end_activation(activation_id=activation.pk, by=work.scene.officer, at=LATER)


def test_the_chair_may_end_with_meetings_ahead():
    work = make_work(1)
    activation = work.active()
    decide(work, activation, "chair", chair_function_id=work.seats[0].pk)
    decide(work, activation, "next_meeting", next_starts_at=TOMORROW)
    end(first_meeting(activation), by=work.scene.officer, at=LATER)

    running.end_activation(activation_id=activation.pk, by=work.holders[0], at=LATER)

    assert Meeting.objects.get(kind="later").status == "cancelled"


def test_nothing_ends_while_a_meeting_runs():
    work = make_work(1)
    activation = work.active()

    with pytest.raises(RuleError, match="Avsluta mötet först"):
        running.end_activation(activation_id=activation.pk, by=work.scene.officer, at=LATER)


def test_an_activation_that_never_met_can_be_ended():
    work = make_work(1)
    activation = work.convene()

    running.end_activation(activation_id=activation.pk, by=work.scene.officer, at=AT)

    assert Summons.objects.get().status == "cancelled"


ALLOWED = {
    ("convened", "start"),
    ("active", "wind_down"),
    ("winding_down", "resume"),
    *((old, "end") for old in ("convened", "active", "winding_down")),
    ("ended", "evaluate"),
}


@pytest.mark.parametrize("old", Activation.Status.values)
@pytest.mark.parametrize("act", ["start", "wind_down", "resume", "end", "evaluate"])
def test_only_the_listed_transitions_are_allowed(old, act):
    assert can_proceed(getattr(Activation(status=old), act)) == ((old, act) in ALLOWED)


# Timeline -------------------------------------------------------------------------------------


def test_who_takes_part_writes_and_corrects_and_nothing_is_edited():
    work = make_work(1)
    activation = work.convene()
    entry = notes.add_note(
        event_id=activation.event_id,
        note=notes.Note("Strömmen åter", happened_at=AT - timedelta(minutes=5)),
        by=work.holders[0],
        at=AT,
    )

    fixed = notes.correct_entry(
        entry_id=entry.pk, text="Strömmen åter i halva kommunen", by=work.scene.officer, at=LATER
    )

    entry.refresh_from_db()
    assert (entry.text, entry.happened_at) == ("Strömmen åter", AT - timedelta(minutes=5))
    assert (fixed.kind, fixed.corrects) == ("correction", entry)


def test_outsiders_write_nothing_and_nobody_writes_of_the_future():
    work = make_work(1)
    activation = work.convene()
    values = {"event_id": activation.event_id, "at": AT}

    with pytest.raises(PermissionDenied):
        notes.add_note(note=notes.Note("Hej"), by=work.scene.asker, **values)
    with pytest.raises(RuleError, match="inte kommit än"):
        notes.add_note(note=notes.Note("Hej", happened_at=LATER), by=work.holders[0], **values)
    with pytest.raises(RuleError, match="Skriv vad"):
        notes.add_note(note=notes.Note("  "), by=work.holders[0], **values)
    loose = LogEntry.objects.create(
        region=work.scene.region, kind="note", happened_at=AT, written_at=AT, text="x"
    )
    with pytest.raises(RuleError, match="ingen händelse|inte till någon"):
        notes.correct_entry(entry_id=loose.pk, text="y", by=work.scene.officer, at=AT)
