"""Scenes 2 and 3 of the model, step by step, each at its time, through the services people use."""

from datetime import timedelta

import pytest

from activations.convening.services import EventData
from activations.events import services as notes
from activations.events.register import paces, period_of, periods
from activations.models import Activation, ActivationRequest, LogEntry
from activations.requests import services as requests
from activations.running import composition, meetings
from activations.running import services as running
from activations.summons import chasing
from activations.summons import services as summonses
from activations.summons.board import board_of
from actors.models import Level
from forums import modes
from forums.meetings import attendance
from forums.meetings import conduct as forum_services
from forums.places import place_of
from notices.models import Notice
from tests import factories as people
from tests.activations.factories import AT
from tests.activations.running_scene import begin, end, first_meeting, make_work, summons_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_scene_2_a_planning_forum_before_a_demonstration():
    """Källa: Avsiktsförklaringen scen 2 "Planering inför demonstration"."""
    work = make_work(2)
    officer = work.scene.officer
    police = work.new_function(name="Polisens samverkansbefäl")
    rescue = work.new_function(name="Räddningstjänstens befäl")

    # Three days ahead the directly concerned are called to a planning forum; nobody is hunted.
    activation = work.convene(
        event=EventData(
            type_id=work.scene.event_type.pk,
            title="Tillståndsgiven demonstration",
            since=AT,
            planned_for=AT + 3 * DAY,
        ),
        function_ids=[*(f.pk for f in work.seats), police.pk],
        starts_at=AT + DAY,
    )
    assert chasing.chase_due(AT + HOUR) == 0
    begin(first_meeting(activation), by=officer, at=AT + DAY)

    # Those only indirectly concerned are called in by the meeting, with the reason.
    composition.add_participant(
        activation_id=activation.pk,
        function_id=rescue.pk,
        reason="Indirekt berörd om något inträffar",
        by=officer,
        at=AT + DAY,
    )
    end(first_meeting(activation), by=officer, at=AT + DAY + HOUR)

    # An extra conference, and one during the demonstration, are called by the same machinery.
    for starts_at in (AT + 2 * DAY, AT + 3 * DAY):
        meeting = meetings.call_next_meeting(
            activation_id=activation.pk,
            starts_at=starts_at,
            place=place_of(work.scene.coordinating),
            by=officer,
            at=AT + DAY + HOUR,
        )
        assert meeting.summonses.count() == 4
        begin(meeting, by=officer, at=starts_at)
        end(meeting, by=officer, at=starts_at + HOUR)

    running.wind_down(activation_id=activation.pk, by=officer, at=AT + 3 * DAY + 2 * HOUR)
    running.end_activation(activation_id=activation.pk, by=officer, at=AT + 3 * DAY + 3 * HOUR)
    activation.refresh_from_db()
    assert activation.status == Activation.Status.ENDED
    pace = paces([period_of(row) for row in periods(work.scene.region)], aim_minutes=20)
    assert [one.values for one in pace] == [[], [], []]  # planned: nobody waited


def test_scene_3_a_snowstorm_from_warning_to_direction():
    """Källa: Avsiktsförklaringen scen 3 "Koordinering av resurser och budskap i samband med
    oväder"."""
    work = make_work(4)
    scene, officer = work.scene, work.scene.officer

    # 03:04 a municipality asks; 03:06 RSIB takes it; 03:08 the coordinating forum is convened.
    request = requests.submit_request(
        region=scene.region,
        need=requests.Need(
            event_type=scene.event_type,
            what="Snöoväder inom 24 timmar",
            callback_phone="+46701740605",
        ),
        by=scene.asker,
        at=AT,
    )
    requests.acknowledge_request(request_id=request.pk, by=officer, at=AT + 2 * MINUTE)
    activation = work.convene(request_id=request.pk, at=AT + 4 * MINUTE, starts_at=AT + 15 * MINUTE)
    meeting = first_meeting(activation)

    # Two answer, one sends a deputy, one is silent until rung.
    for number, answer in enumerate(("coming", "coming", "deputy")):
        summonses.answer_own(
            summons_id=summons_of(meeting, work.seats[number]).pk,
            answer=answer,
            by=work.holders[number],
            at=AT + (5 + number) * MINUTE,
        )
    assert chasing.chase_due(AT + 9 * MINUTE) == 1
    summonses.answer_on_behalf(
        summons_id=summons_of(meeting, work.seats[3]).pk,
        answer="coming",
        said_by="jourhavande",
        by=officer,
        at=AT + 11 * MINUTE,
    )

    # 03:19 the telephone conference begins, inside the aim; everybody is ticked off.
    begin(meeting, by=officer, at=AT + 15 * MINUTE)
    for row in meeting.attendances.all():
        attendance.mark_attendance(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            status="present",
            by=officer,
            at=AT + 16 * MINUTE,
        )
    meeting.refresh_from_db()
    board = board_of(meeting, activation)
    assert [step.minutes for step in board.steps] == [0, 2, 4, 6, 6, 15]
    assert board.keeps_aim

    # The meeting finds that direction is needed, and lets a municipality chair on.
    for kind, values in (
        ("direction", {"text": "Skolor, snöröjning och bandvagnar behöver prioriteras"}),
        ("chair", {"chair_function_id": work.seats[0].pk}),
        ("next_meeting", {"next_starts_at": AT + 4 * HOUR}),
    ):
        forum_services.add_decision(
            meeting_id=meeting.pk, kind=kind, by=officer, at=AT + 30 * MINUTE, **values
        )
    end(meeting, by=officer, at=AT + 40 * MINUTE)
    wanted = ActivationRequest.objects.get(for_forum=scene.coordinating)

    # Two hours later the directing forum meets; both are at work for the same event.
    chiefs = [
        people.FunctionFactory(
            actor=function.actor,
            name="Direktör",
            mandate_level=Level.DIRECTING,
            addresses=["sms", "email"],
        )
        for function in work.seats
    ]
    directing = work.convene(
        request_id=wanted.pk,
        forum_id=scene.directing.pk,
        function_ids=[function.pk for function in chiefs],
        at=AT + HOUR,
        starts_at=AT + 2 * HOUR,
    )
    begin(first_meeting(directing), by=officer, at=AT + 2 * HOUR)
    forum_services.add_decision(
        meeting_id=first_meeting(directing).pk,
        kind="agreement",
        text="Aktörerna är överens om att hålla skolor stängda; varje kommun beslutar själv.",
        by=officer,
        at=AT + 2 * HOUR,
    )
    end(first_meeting(directing), by=officer, at=AT + 3 * HOUR)
    assert directing.asked_by == activation
    assert set(modes.modes_of([scene.coordinating.pk, scene.directing.pk])) == {
        scene.coordinating.pk,
        scene.directing.pk,
    }

    # The chair leads on, and both return to ordinary mode.
    notes.add_note(
        event_id=activation.event_id,
        note=notes.Note("Snöfallet avtar"),
        by=work.holders[0],
        at=AT + 3 * HOUR,
    )
    running.end_activation(activation_id=directing.pk, by=officer, at=AT + 5 * HOUR)
    running.end_activation(activation_id=activation.pk, by=work.holders[0], at=AT + 6 * HOUR)

    assert modes.modes_of([scene.coordinating.pk, scene.directing.pk]) == {}
    assert Notice.objects.filter(template="back_to_ordinary", channel="sms").count() == 8
    kinds = set(LogEntry.objects.filter(event=activation.event).values_list("kind", flat=True))
    assert {"convene", "answer", "summons", "meeting", "chair", "mode", "request", "note"} <= kinds
