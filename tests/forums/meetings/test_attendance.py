"""Who is in a meeting and when; what is said knows who was there; names stay as they were."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from actors.models import Level
from common.errors import RuleError
from forums.meetings import attendance, conduct
from forums.meetings import services as meeting_services
from forums.meetings.attendance import Span
from forums.minutes import content as minutes
from forums.models import Attendance, Meeting, MeetingDecision, Protocol
from tests.factories import FunctionFactory
from tests.forums.factories import SOON, Listener, World

LATER = SOON + timedelta(hours=3)


def mark(world: World, meeting: Meeting, row: Attendance, status: str, **more: Any) -> Attendance:
    values = {"by": world.officer, "at": SOON, **more}
    return attendance.mark_attendance(
        meeting_id=meeting.pk, attendance_id=row.pk, status=status, **values
    )


def decide(world: World, meeting: Meeting, kind: str, **more: Any) -> MeetingDecision:
    values = {"by": world.officer, "at": SOON, **more}
    return conduct.add_decision(meeting_id=meeting.pk, kind=kind, **values)


def test_marking_somebody_present_says_when_they_came(world: World, listener: Listener) -> None:
    meeting = world.running()
    row = mark(world, meeting, world.rows(meeting)[0], "present")

    assert (row.status, row.came_at, row.left_at) == ("present", SOON, None)


def test_the_same_mark_twice_changes_nothing(world: World, listener: Listener) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    mark(world, meeting, row, "present")
    again = mark(world, meeting, row, "present", at=LATER)

    assert again.came_at == SOON
    assert [what for what in listener.heard if what[0] == "attendance"] == [
        ("attendance", "present")
    ]


def test_a_deputy_is_noted_by_function_and_forgotten_when_absent(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    deputy = mark(world, meeting, row, "deputy", deputy_function=" Vakthavande ")
    absent = mark(world, meeting, row, "absent", deputy_function="Vakthavande")

    assert (deputy.status, deputy.deputy_function) == ("deputy", "Vakthavande")
    assert (absent.status, absent.deputy_function, absent.came_at) == ("absent", "", None)


def times(row: Attendance) -> list[tuple[Any, ...]]:
    return [(time.came_at, time.left_at, time.is_deputy) for time in row.presences.all()]


def left(world: World, meeting: Meeting, row: Attendance, at: datetime) -> Attendance:
    return attendance.mark_left(
        meeting_id=meeting.pk, attendance_id=row.pk, by=world.officer, at=at
    )


def test_leaving_and_coming_back_keeps_the_absence(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    gone, back = SOON + timedelta(minutes=20), SOON + timedelta(minutes=35)

    mark(world, meeting, row, "present")
    left(world, meeting, row, gone)
    mark(world, meeting, row, "present", at=back)

    assert times(row) == [(SOON, gone, False), (back, None, False)]


def test_a_deputy_who_takes_over_is_not_there_from_the_start(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    change = SOON + timedelta(minutes=20)

    mark(world, meeting, row, "present")
    now = mark(world, meeting, row, "deputy", deputy_function="Vakthavande", at=change)
    named = mark(world, meeting, row, "deputy", deputy_function="Jour", at=LATER)

    assert times(row) == [(SOON, change, False), (change, None, True)]
    assert (now.status, now.deputy_function, named.deputy_function) == (
        "deputy",
        "Vakthavande",
        "Jour",
    )


def test_correcting_to_a_deputy_afterwards_keeps_the_time_of_leaving(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    gone = SOON + timedelta(minutes=20)
    mark(world, meeting, row, "present")
    left(world, meeting, row, gone)
    meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)

    row = mark(world, meeting, row, "deputy", deputy_function="Vakthavande", at=LATER)

    assert times(row) == [(SOON, gone, True)]
    assert (row.status, row.left_at) == ("deputy", gone)


def test_who_has_been_there_is_not_made_absent_by_a_mark(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    mark(world, meeting, row, "present")

    with pytest.raises(RuleError, match="har varit med sedan"):
        mark(world, meeting, row, "absent", at=LATER)

    assert times(row) == [(SOON, None, False)]


def right(world: World, meeting: Meeting, row: Attendance, **more: Any) -> Attendance:
    values = {"presence_id": None, "by": world.officer, "at": LATER, **more}
    return attendance.put_right(meeting_id=meeting.pk, attendance_id=row.pk, **values)


def test_a_time_is_put_right_added_and_taken_away(world: World) -> None:
    meeting = world.running()
    row = mark(world, meeting, world.rows(meeting)[0], "present")
    early, late = SOON + timedelta(minutes=5), SOON + timedelta(minutes=50)
    first = row.presences.get()

    right(world, meeting, row, presence_id=first.pk, span=Span(SOON, early))
    row = right(world, meeting, row, span=Span(late, None, True, " Jour "))
    assert times(row) == [(SOON, early, False), (late, None, True)]
    assert (row.status, row.deputy_function, row.came_at, row.left_at) == (
        "deputy",
        "Jour",
        SOON,
        None,
    )

    for time in row.presences.all():
        row = attendance.take_away(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            presence_id=time.pk,
            by=world.officer,
            at=LATER,
        )
    assert (row.status, row.came_at) == ("absent", None)
    with pytest.raises(RuleError, match="finns inte längre"):
        right(world, meeting, row, presence_id=first.pk, span=Span(SOON))


@pytest.mark.parametrize(
    ("came", "gone", "words"),
    [
        (-5, None, "utanför mötet"),
        (5, 999, "utanför mötet"),
        (30, 25, "innan den kom"),
        (10, 30, "krockar"),
        (40, None, "krockar"),
    ],
)
def test_a_time_lies_within_the_meeting_and_beside_the_others(
    world: World, came: int, gone: int | None, words: str
) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    right(
        world,
        meeting,
        row,
        span=Span(SOON + timedelta(minutes=20), SOON + timedelta(minutes=60)),
    )
    span = Span(
        SOON + timedelta(minutes=came),
        None if gone is None else SOON + timedelta(minutes=gone),
    )

    with pytest.raises(RuleError, match=words):
        right(world, meeting, row, span=span)


def test_each_agreement_and_note_knows_who_was_there_then(world: World) -> None:
    meeting = world.running()
    first, second = world.rows(meeting)[:2]
    for row in (first, second):
        mark(world, meeting, row, "present")
    left(world, meeting, second, SOON + timedelta(minutes=20))
    decide(world, meeting, "agreement", text="Hej", at=SOON + timedelta(minutes=10))
    decide(world, meeting, "agreement", text="Hej", at=SOON + timedelta(minutes=30))
    conduct.add_note(
        meeting_id=meeting.pk,
        text="Sett",
        actor_id=second.actor_id,
        by=world.officer,
        at=SOON + timedelta(minutes=20),
    )
    meeting_services.end_meeting(
        meeting_id=meeting.pk, explanation="Ringde in.", by=world.officer, at=LATER
    )
    conduct.add_note(
        meeting_id=meeting.pk, text="Sent", by=world.officer, at=LATER + timedelta(hours=1)
    )

    content = minutes.gather(Protocol.objects.get())

    convener = world.region.convener.name
    before, after = [decision["present"] for decision in content["decisions"]]
    assert set(before["here"]) == {convener, "Kommun 00", "Kommun 01"}
    assert set(after["here"]) == {convener, "Kommun 00"}
    assert after["not_here"] == ["Kommun 01"]
    seen, late = [note["present"] for note in content["other_notes"]]
    assert seen["not_here"] == ["Kommun 01"]
    assert late == {"is_over": True, "here": [], "not_here": []}


def test_names_are_those_of_the_day(world: World) -> None:
    meeting = world.held(Meeting.Kind.ORDINARY)
    said = {"actor_id": world.functions[0].actor_id, "by": world.officer, "at": LATER}
    conduct.add_note(meeting_id=meeting.pk, text="Hej", **said)
    before = minutes.gather(Protocol.objects.get())

    for thing, name in ((world.functions[0], "Nytt"), (world.rsib, "Ny"), (world.forum, "Nyare")):
        thing.name = name
        if hasattr(thing, "short_name"):
            thing.short_name = name
        thing.save()
    world.functions[0].actor.name = "Nybildade kommunen"
    world.functions[0].actor.save()

    held = Meeting.objects.get()
    assert minutes.gather(Protocol.objects.get()) == before
    assert "Nyare" not in str(held)


def test_somebody_who_left_may_come_back(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    mark(world, meeting, row, "present")
    gone = attendance.mark_left(
        meeting_id=meeting.pk, attendance_id=row.pk, by=world.officer, at=LATER
    )
    twice = attendance.mark_left(
        meeting_id=meeting.pk, attendance_id=row.pk, by=world.officer, at=LATER + timedelta(hours=1)
    )
    back = mark(world, meeting, row, "present", at=LATER)

    assert (gone.left_at, twice.left_at) == (LATER, LATER)
    assert (back.left_at, back.came_at) == (None, SOON)
    assert len(times(back)) == 2


def test_somebody_who_never_came_cannot_leave(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="inte markerad"):
        attendance.mark_left(
            meeting_id=meeting.pk,
            attendance_id=world.rows(meeting)[0].pk,
            by=world.officer,
            at=LATER,
        )


def test_the_chair_records_who_is_on_the_telephone_only(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    for wanted in (True, True, False):
        row = attendance.set_by_phone(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            by_phone=wanted,
            by=world.secretary,
            at=SOON,
        )
        assert row.by_phone is wanted


def test_a_row_of_another_meeting_is_refused(world: World) -> None:
    meeting, other = world.running(), world.meeting()

    with pytest.raises(RuleError, match="inte på mötets lista"):
        mark(world, meeting, world.rows(other)[0], "present")


def test_nothing_is_marked_before_the_meeting(world: World) -> None:
    meeting = world.meeting()

    with pytest.raises(RuleError, match="pågår"):
        mark(world, meeting, world.rows(meeting)[0], "present")


def test_attendance_is_put_right_afterwards_from_the_beginning(world: World) -> None:
    meeting = world.running()
    meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    row = world.rows(meeting)[0]
    assert row.status == Attendance.Status.ABSENT

    row = mark(world, meeting, row, "present", at=LATER)

    assert row.came_at == SOON


def test_somebody_uncalled_is_present_with_mandate_and_gap(
    world: World, listener: Listener
) -> None:
    meeting = world.running()
    guest = world.member(8, mandate=Level.EXECUTIVE)

    row = attendance.add_unexpected(
        meeting_id=meeting.pk, function_id=guest.pk, by=world.officer, at=LATER
    )

    assert (row.status, row.was_called, row.came_at) == ("present", False, LATER)
    assert row.has_mandate_gap
    assert ("attendance", "present") in listener.heard
    with pytest.raises(RuleError, match="redan"):
        attendance.add_unexpected(
            meeting_id=meeting.pk, function_id=guest.pk, by=world.officer, at=LATER
        )


def test_somebody_of_an_invisible_actor_cannot_be_added(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="Välj en funktion"):
        attendance.add_unexpected(
            meeting_id=meeting.pk, function_id=FunctionFactory().pk, by=world.officer, at=LATER
        )
