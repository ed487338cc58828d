"""The page that puts the times of an actor in a meeting right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from forums.meetings import attendance, services
from forums.minutes import services as minutes
from forums.models import Attendance, Meeting
from tests.forums.factories import SOON, World

LATER = SOON + timedelta(hours=3)


@pytest.fixture
def meeting(world: World) -> Meeting:
    meeting = world.running()
    row = world.rows(meeting)[0]
    attendance.mark_attendance(
        meeting_id=meeting.pk, attendance_id=row.pk, status="present", by=world.officer, at=SOON
    )
    return meeting


@pytest.fixture
def row(world: World, meeting: Meeting) -> Attendance:
    return world.rows(meeting)[0]


@pytest.fixture
def leader(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def page(meeting: Meeting, row: Attendance | None = None) -> str:
    number = row.pk if row else 0
    return reverse("forums:presence", args=[meeting.forum.region.slug, meeting.pk, number])


def test_the_times_are_shown_corrected_added_and_removed(
    leader: Client, world: World, meeting: Meeting, row: Attendance
) -> None:
    services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    first = row.presences.get()
    shown = leader.get(page(meeting, row)).content.decode()
    assert "Tid 1" in shown
    assert 'value="03:30"' in shown

    corrected = {"presence": first.pk, "came": "03:30", "left": "04:00"}
    assert leader.post(page(meeting, row), corrected).status_code == 302
    added = {"came": "05:00", "is_deputy": "on", "deputy_function": "Jour"}
    assert leader.post(page(meeting, row), added).status_code == 302
    clash = leader.post(page(meeting, row), {"came": "03:45"})
    empty = leader.post(page(meeting, row), {"came": ""})

    assert (clash.status_code, empty.status_code) == (409, 422)
    assert "krockar" in clash.content.decode()
    times = [(time.came_at, time.left_at, time.is_deputy) for time in row.presences.all()]
    half, two = timedelta(minutes=30), timedelta(minutes=90)
    assert times == [(SOON, SOON + half, False), (SOON + two, None, True)]
    held = leader.get(meeting.get_absolute_url()).content.decode()
    assert "03:30–04:00, 05:00– ersättare (Jour)" in " ".join(held.split())

    leader.post(page(meeting, row), {**corrected, "act": "remove"})
    assert row.presences.count() == 1


def test_a_meeting_over_midnight_has_its_late_hours_the_day_after(
    leader: Client, world: World
) -> None:
    evening = SOON.replace(hour=22)  # 23:30 in Stockholm
    meeting = world.meeting(starts_at=evening)
    services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=evening)
    services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=evening + timedelta(hours=2))
    row = world.rows(meeting)[0]

    leader.post(page(meeting, row), {"came": "00:15", "left": "01:00"})

    time = row.presences.get()
    assert (time.came_at - evening, time.left_at - evening) == (
        timedelta(minutes=45),
        timedelta(minutes=90),
    )


def test_there_is_nothing_to_put_right_for_nobody_or_once_adjusted(
    leader: Client, world: World, meeting: Meeting, row: Attendance
) -> None:
    assert leader.get(page(meeting)).status_code == 302
    services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    minutes.adjust_protocol(protocol_id=meeting.protocol.pk, by=world.users[0], at=LATER)

    assert leader.get(page(meeting, row)).status_code == 302
