"""Who leads a meeting, which steps it may take, and who hears of them."""

from datetime import timedelta
from typing import Any

import pytest
from django_fsm import can_proceed

from actors.rights import rights
from forums import hooks, who_leads
from forums.meetings import attendance, conduct
from forums.meetings import services as meeting_services
from forums.models import Attendance, Meeting, MeetingDecision
from tests.factories import UserFactory
from tests.forums.factories import AT, SOON, Listener, World

S = Meeting.Status
MOVES = {
    "call": {(S.PLANNED, S.CALLED)},
    "begin": {(S.PLANNED, S.RUNNING), (S.CALLED, S.RUNNING)},
    "end": {(S.RUNNING, S.HELD)},
    "seal": {(S.HELD, S.MINUTED)},
    "cancel": {(S.PLANNED, S.CANCELLED), (S.CALLED, S.CANCELLED)},
}
LATER = SOON + timedelta(hours=3)


def mark(world: World, meeting: Meeting, row: Attendance, status: str, **more: Any) -> Attendance:
    values = {"by": world.officer, "at": SOON, **more}
    return attendance.mark_attendance(
        meeting_id=meeting.pk, attendance_id=row.pk, status=status, **values
    )


def decide(world: World, meeting: Meeting, kind: str, **more: Any) -> MeetingDecision:
    values = {"by": world.officer, "at": SOON, **more}
    return conduct.add_decision(meeting_id=meeting.pk, kind=kind, **values)


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("move", list(MOVES))
def test_only_the_listed_transitions_are_allowed(status: str, move: str) -> None:
    meeting = Meeting(status=status)

    assert can_proceed(getattr(meeting, move)) == (status in {old for old, _ in MOVES[move]})


def test_higher_apps_hear_of_every_step(world: World, listener: Listener) -> None:
    meeting = world.meeting()
    meeting_services.move_meeting(meeting_id=meeting.pk, starts_at=LATER, by=world.officer, at=AT)
    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)
    mark(world, meeting, world.rows(meeting)[0], "present")
    decide(world, meeting, "composition", text="Kalla in Trafikverket")
    meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    called_off = world.meeting()
    meeting_services.cancel_meeting(meeting_id=called_off.pk, reason="Snö", by=world.officer, at=AT)

    assert listener.heard == [
        ("moved", SOON),
        ("begin", meeting.pk, str(world.rsib)),
        ("attendance", "present"),
        ("decision", "composition", world.officer),
        ("end", meeting.pk),
        ("cancelled", called_off.pk),
    ]


def test_a_second_registration_of_the_same_hooks_replaces_the_first(listener: Listener) -> None:
    hooks.register(again := Listener())

    assert list(hooks.listeners) == [again]


def test_hooks_that_do_nothing_are_fine(world: World) -> None:
    hooks.register(hooks.MeetingHooks())
    meeting = world.meeting()
    meeting_services.move_meeting(meeting_id=meeting.pk, starts_at=LATER, by=world.officer, at=AT)
    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)
    mark(world, meeting, world.rows(meeting)[0], "present")
    decide(world, meeting, "agreement", text="Aktörerna håller skolor stängda.")
    meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    other = world.meeting()
    meeting_services.cancel_meeting(meeting_id=other.pk, reason="Snö", by=world.officer, at=AT)

    assert hooks.participants_of(meeting) == []


def test_the_first_meeting_is_led_by_the_convener_alone(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.FIRST)
    outsider = world.functions[0]
    rights.grant(outsider, who_leads.LEAD, world.forum)
    who_leads.register(lambda user, meeting: outsider)

    assert who_leads.leading_function(world.users[0], meeting) is None
    assert who_leads.leading_function(world.officer, meeting) == world.rsib
    assert who_leads.leading_function(world.secretary, meeting) == world.writer


def test_later_meetings_are_also_led_by_whom_a_higher_app_names(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.LATER)
    chair = world.functions[0]
    who_leads.register(lambda user, meeting: chair if user == world.users[0] else None)

    assert who_leads.leading_function(world.users[0], meeting) == chair
    assert who_leads.leading_function(world.users[1], meeting) is None


def test_an_ordinary_meeting_is_led_by_its_chair_too(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY, chair_function=world.functions[1])

    assert who_leads.leading_function(world.users[1], meeting) == world.functions[1]
    assert who_leads.leading_function(world.users[0], meeting) is None
    world.users[1].is_active = False
    assert who_leads.leading_function(world.users[1], meeting) is None


def test_led_forums_are_those_one_carries_a_right_over(world: World) -> None:
    other = World()

    assert who_leads.led_forums(world.officer, world.region) == [world.forum]
    assert who_leads.led_forums(world.secretary, world.region) == [world.forum]
    assert who_leads.led_forums(world.users[0], world.region) == []
    assert who_leads.led_forums(other.officer, world.region) == []


def test_a_stranger_leads_nothing(world: World) -> None:
    assert who_leads.forum_leader(UserFactory(), world.forum) is None
