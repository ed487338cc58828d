"""What the actors of an activation agree to aim for, seen in its event."""

from datetime import timedelta

import pytest

from activations.models import LogEntry
from common.templatetags.ui import icon
from forums.directions import services as directions
from forums.meetings import attendance
from forums.minutes import corrections
from forums.minutes import services as minutes
from tests.activations.running_scene import IN_HALF_AN_HOUR, end, first_meeting, make_work
from tests.clients import signed_in

pytestmark = pytest.mark.django_db


def test_each_actors_own_decision_stands_in_the_timeline_of_the_event():
    work = make_work(2)
    activation = work.active()
    meeting = first_meeting(activation)
    by = {"by": work.scene.officer, "at": IN_HALF_AN_HOUR + timedelta(minutes=5)}
    found = directions.draft_direction(
        meeting_id=meeting.pk, words=directions.Words("Spåren hålls öppna"), **by
    )
    directions.agree(direction_id=found.pk, version=1, **by)

    directions.decide(
        direction_id=found.pk,
        actor_id=work.seats[0].actor_id,
        position=directions.Position("deviates", "KLN", "En skola öppen", "", "Barn"),
        by=work.holders[0],
        at=by["at"],
    )

    told = LogEntry.objects.get(activation=activation, kind="decision")
    assert told.text.startswith("Eget beslut om Inriktning 1")
    assert "antar med avvikelse (En skola öppen)" in told.text
    assert told.by_label == str(work.seats[0])
    page = signed_in(work.holders[1]).get(activation.event.get_absolute_url()).content.decode()
    assert "1 med avvikelse" in page


@pytest.mark.parametrize("kind", LogEntry.Kind.values)
def test_every_kind_of_entry_in_the_timeline_has_its_icon(kind):
    assert icon(kind).startswith("<svg")


def test_a_correction_of_minutes_stands_in_the_timeline():
    work = make_work(2)
    activation = work.active()
    meeting = first_meeting(activation)
    at = IN_HALF_AN_HOUR + timedelta(hours=1)
    for row in meeting.attendances.filter(function__in=work.seats):
        attendance.mark_attendance(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            status="present",
            by=work.scene.officer,
            at=IN_HALF_AN_HOUR,
        )
    end(meeting, by=work.scene.officer, at=at)
    minutes.adjust_protocol(protocol_id=meeting.protocol.pk, by=work.holders[0], at=at)
    minutes.adopt_protocol(protocol_id=meeting.protocol.pk, by=work.scene.officer, at=at)
    made = corrections.propose_correction(
        protocol_id=meeting.protocol.pk,
        about="§ 1",
        says="Mötet började 03:35",
        reason="Fel klockslag",
        by=work.scene.officer,
        at=at,
    )

    corrections.adjust_correction(correction_id=made.pk, by=work.holders[0], at=at)

    told = LogEntry.objects.get(activation=activation, kind="correction").text
    assert told.startswith("Rättelse 1 av protokollet från")
    assert told.endswith("§ 1. Mötet började 03:35")
