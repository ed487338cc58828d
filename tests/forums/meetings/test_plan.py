"""Planning, calling, moving and cancelling meetings."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from common.clock import clock
from common.errors import RuleError
from forums.meetings import agendas, answering
from forums.meetings import services as meeting_services
from forums.models import Attendance, Meeting
from forums.places import Place, place_of
from notices.models import Notice
from records.models import AuditEntry
from tests.factories import UserFactory
from tests.forums.factories import AT, PLACE, SOON, ForumFactory, World

LATER = SOON + timedelta(hours=2)


def test_a_planned_meeting_has_the_agenda_of_its_kind_and_tells_nobody(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.FIRST)

    titles = list(meeting.agenda.values_list("title", flat=True))
    assert titles == [point.title for point in agendas.FIRST]
    assert "sekretess" in titles[0]
    assert titles[-1] == "Översyn av sammansättningen"
    assert meeting.status == Meeting.Status.PLANNED
    assert Notice.objects.count() == 0
    assert AuditEntry.objects.filter(action="meeting.plan").count() == 1


def test_the_weekly_conference_follows_its_four_steps(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.WEEKLY)

    assert list(meeting.agenda.values_list("title", flat=True)) == [
        "Aktörsrapportering",
        "Informationsdelning",
        "Samverkansbehov",
        "Sammanställning av regional lägesbild",
    ]


def test_an_own_agenda_replaces_the_standard_one(world: World) -> None:
    meeting = world.meeting(agenda=["Bara en sak"])

    assert [item.title for item in meeting.agenda.all()] == ["Bara en sak"]


def test_place_is_the_forums_when_none_is_given(world: World) -> None:
    meeting = world.meeting(place=Place())

    assert place_of(meeting).bridge_number == world.forum.bridge_number


def test_a_meeting_without_any_place_is_refused(world: World) -> None:
    forum = ForumFactory(region=world.region, bridge_number="")

    with pytest.raises(RuleError, match="minst ett sätt"):
        world.meeting(forum=forum, place=Place())


@pytest.mark.parametrize(
    ("starts_at", "words"),
    [(AT - timedelta(hours=1), "redan varit"), (AT + timedelta(days=2000), "tre år")],
)
def test_an_impossible_time_is_refused(world: World, starts_at: datetime, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        world.meeting(starts_at=starts_at)


def test_planning_without_the_right_is_forbidden(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.meeting(by=world.users[0])
    assert Meeting.objects.count() == 0


def test_a_weekly_series_keeps_its_hour_when_the_clocks_change(world: World) -> None:
    first = datetime(2027, 3, 25, 8, 0, tzinfo=UTC)  # 09:00, the Thursday before summer time

    meetings = meeting_services.plan_series(
        forum=world.forum,
        kind=Meeting.Kind.WEEKLY,
        starts_at=first,
        weeks=3,
        place=PLACE,
        chair_function=None,
        exercise=False,
        by=world.officer,
        at=AT,
    )

    stored = Meeting.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [clock(at) for at in stored] == ["09:00"] * 3
    assert [at.hour for at in stored] == [8, 7, 7]
    assert len(meetings) == 3


@pytest.mark.parametrize("weeks", [0, 61, -1])
def test_a_series_out_of_bounds_is_refused(world: World, weeks: int) -> None:
    with pytest.raises(RuleError, match="1–60"):
        meeting_services.plan_series(
            forum=world.forum,
            kind=Meeting.Kind.WEEKLY,
            starts_at=SOON,
            weeks=weeks,
            place=PLACE,
            chair_function=None,
            exercise=False,
            by=world.officer,
            at=AT,
        )


def test_expecting_somebody_twice_is_once_with_the_mandate_of_that_moment(world: World) -> None:
    meeting = world.meeting()
    function = world.functions[0]
    function.mandate_level = 30
    function.save()

    meeting_services.expect(meeting, [function])

    assert meeting.attendances.filter(function=function).count() == 1
    assert meeting.attendances.get(function=function).mandate_level == 20


def test_calling_tells_every_seat_once_with_a_link_of_its_own(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    count = meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)

    meeting.refresh_from_db()
    assert (count, meeting.status, meeting.called_at) == (2, Meeting.Status.CALLED, AT)
    assert Notice.objects.filter(template="summons").count() == 4
    assert len(set(Notice.objects.filter(channel="sms").values_list("body", flat=True))) == 2


def test_calling_twice_is_refused(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)

    with pytest.raises(RuleError, match="kallat"):
        meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    assert Notice.objects.filter(template="summons").count() == 4


def test_an_activations_meeting_is_not_called_from_here(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.FIRST)

    with pytest.raises(RuleError, match="aktiveringen"):
        meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)


def test_a_forum_without_seats_cannot_be_called(world: World) -> None:
    empty = ForumFactory(region=world.region)
    meeting = world.meeting(Meeting.Kind.ORDINARY, forum=empty)

    with pytest.raises(RuleError, match="inga platser"):
        meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)


def test_calling_without_the_right_is_forbidden(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    with pytest.raises(PermissionDenied):
        meeting_services.send_call(meeting_id=meeting.pk, by=world.users[0], at=AT)


def test_moving_a_called_meeting_tells_everybody_and_asks_again(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    row = world.rows(meeting)[0]
    answering.answer_call(attendance_id=row.pk, answer="coming", by_label="sms", as_of=AT, at=AT)

    meeting_services.move_meeting(meeting_id=meeting.pk, starts_at=LATER, by=world.officer, at=AT)

    meeting.refresh_from_db()
    row.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence, row.answer) == (LATER, 2, "")
    assert Notice.objects.filter(template="meeting_moved").count() == 4


def test_moving_to_the_same_time_and_place_changes_nothing(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    meeting_services.move_meeting(meeting_id=meeting.pk, starts_at=SOON, by=world.officer, at=AT)

    meeting.refresh_from_db()
    assert meeting.sequence == 0


def test_moving_a_planned_meeting_tells_nobody(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    meeting_services.move_meeting(
        meeting_id=meeting.pk, starts_at=SOON, place=Place(room="Sal 1"), by=world.officer, at=AT
    )

    meeting.refresh_from_db()
    assert (meeting.room, meeting.bridge_number) == ("Sal 1", "")
    assert Notice.objects.count() == 0


def test_moving_to_nowhere_or_into_the_past_is_refused(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    with pytest.raises(RuleError, match="minst ett sätt"):
        meeting_services.move_meeting(
            meeting_id=meeting.pk, starts_at=LATER, place=Place(), by=world.officer, at=AT
        )
    with pytest.raises(RuleError, match="redan varit"):
        meeting_services.move_meeting(
            meeting_id=meeting.pk, starts_at=AT - timedelta(days=1), by=world.officer, at=AT
        )


def test_a_begun_meeting_cannot_be_moved_or_cancelled(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="pågår"):
        meeting_services.move_meeting(
            meeting_id=meeting.pk, starts_at=LATER, by=world.officer, at=AT
        )
    with pytest.raises(RuleError, match="pågår"):
        meeting_services.cancel_meeting(
            meeting_id=meeting.pk, reason="Snö", by=world.officer, at=AT
        )


def test_cancelling_says_why_and_tells_those_called(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)

    meeting_services.cancel_meeting(meeting_id=meeting.pk, reason="Snö", by=world.officer, at=AT)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancel_reason) == (Meeting.Status.CANCELLED, "Snö")
    assert Notice.objects.filter(template="meeting_cancelled", status="queued").count() == 4
    assert not Notice.objects.filter(template="summons", status="queued").exists()


def test_cancelling_what_nobody_knows_of_tells_nobody(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)

    meeting_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Dubbelbokat", by=world.officer, at=AT
    )

    assert Notice.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  ", "x"])
def test_cancelling_without_a_reason_is_refused(world: World, reason: str) -> None:
    meeting = world.meeting()

    with pytest.raises(RuleError, match="varför"):
        meeting_services.cancel_meeting(
            meeting_id=meeting.pk, reason=reason, by=world.officer, at=AT
        )


@pytest.mark.parametrize("act", ["move", "cancel", "begin", "end"])
def test_nothing_is_done_to_a_meeting_without_the_right(world: World, act: str) -> None:
    meeting = world.meeting()
    stranger = UserFactory()
    acts = {
        "move": lambda: meeting_services.move_meeting(
            meeting_id=meeting.pk, starts_at=LATER, by=stranger, at=AT
        ),
        "cancel": lambda: meeting_services.cancel_meeting(
            meeting_id=meeting.pk, reason="Snö", by=stranger, at=AT
        ),
        "begin": lambda: meeting_services.begin_meeting(meeting_id=meeting.pk, by=stranger, at=AT),
        "end": lambda: meeting_services.end_meeting(meeting_id=meeting.pk, by=stranger, at=AT),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


def test_an_exercise_is_called_as_an_exercise(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.EXTRA, exercise=True)

    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)

    sms = Notice.objects.filter(channel="sms").first()
    assert sms is not None
    assert sms.body.startswith("ÖVNING")
    assert sms.console_only


def test_the_attendance_list_is_empty_of_answers_before_the_call(world: World) -> None:
    meeting = world.meeting()

    assert {row.answer for row in world.rows(meeting)} == {Attendance.Answer.NONE}
