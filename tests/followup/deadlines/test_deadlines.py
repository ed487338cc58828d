"""Deadlines: laid with their ladder, moved in the open, met, withdrawn and opened again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.calendars import deadlines as calendar
from followup.deadlines import rules
from followup.deadlines import services as deadlines
from followup.deadlines.ladders import rules as ladder_rules
from followup.deadlines.ladders import services as ladders
from followup.deadlines.models import Deadline, DeadlineChange, Reminder
from tests.followup.deadlines.factories import DUE, LAID, before, ladder_of, lay
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def states(deadline):
    return sorted({state for _, _, state in ladder_of(deadline)})


def test_the_whole_ladder_is_laid_with_the_deadline(world):
    """domain.md 8.2: each deadline lays its whole ladder when it arises."""
    found = ladder_of(lay(world.municipality))

    assert [(day, audience) for day, audience, _ in found] == [
        (-60, "coordinator"),
        (-30, "coordinator"),
        (-7, "coordinator"),
        (0, "coordinator"),
        (0, "leadership"),
        (1, "coordinator"),
        (1, "leadership"),
        (1, "handler"),
    ]
    assert {state for _, _, state in found} == {"waiting"}


def test_the_countys_own_deadline_goes_to_handler_and_chief(world):
    found = ladder_of(lay(world.municipality, kind="feedback", is_countys=True))

    assert [(day, audience) for day, audience, _ in found] == [
        (-7, "handler"),
        (0, "handler"),
        (0, "chief"),
        (1, "handler"),
        (1, "chief"),
    ]


def test_a_deadline_laid_again_is_the_same(world):
    first = lay(world.municipality)

    assert lay(world.municipality) == first
    assert len(ladder_of(first)) == 8


def test_a_deadline_laid_with_another_day_is_moved(world):
    first = lay(world.municipality)
    again = lay(world.municipality, due_date=DUE + timedelta(days=7))

    assert again == first
    assert again.due_date == DUE + timedelta(days=7)
    assert DeadlineChange.objects.get().changed_by == "SSR"


def test_a_withdrawn_deadline_that_is_laid_again_runs_again(world):
    deadline = lay(world.municipality)
    deadlines.withdraw(key=deadline.key, at=LAID)

    again = lay(world.municipality)

    assert again.state == "open"
    assert states(again) == ["waiting"]


def test_a_met_deadline_that_is_laid_again_stays_met(world):
    deadline = lay(world.municipality)
    deadlines.meet(key=deadline.key, at=LAID)

    assert lay(world.municipality).state == "met"


def test_a_moved_deadline_replans_in_the_open(world):
    """Vägledningen 3.2; domain.md 8.1: a changed deadline replans visibly."""
    deadline = lay(world.municipality)
    later = DUE + timedelta(days=61)

    deadlines.change(
        key=deadline.key,
        due_date=later,
        reason="Kommunen bad om mer tid.",
        by=world.handler,
        function=None,
        at=LAID + timedelta(days=1),
    )

    assert {state for _, _, state in ladder_of(deadline, due_date=DUE)} == {"replanned"}
    assert {state for _, _, state in ladder_of(deadline, due_date=later)} == {"waiting"}
    assert len(ladder_of(deadline)) == 16
    change = DeadlineChange.objects.get()
    assert (change.old_date, change.new_date) == (DUE, later)
    assert change.reason == "Kommunen bad om mer tid."


def change(deadline, due, at):
    return deadlines.change(
        key=deadline.key, due_date=due, reason="x", by=None, function=None, at=at
    )


def test_a_deadline_moved_there_and_back_takes_up_its_first_ladder(world):
    deadline = lay(world.municipality)
    sent = deadline.reminders.get(offset_days=-60)
    Reminder.objects.filter(pk=sent.pk).update(state="sent", handled_at=before(60))
    change(deadline, DUE + timedelta(days=30), before(50))
    change(deadline, DUE, before(49))

    found = ladder_of(deadline, due_date=DUE)

    assert found[0] == (-60, "coordinator", "sent"), "nobody is told the same thing twice"
    assert {state for _, _, state in found[1:]} == {"waiting"}
    assert states(deadline) == ["replanned", "sent", "waiting"]


def test_what_a_clock_that_leapt_ahead_has_told_is_not_told_again(world):
    """domain.md 8.3: a rung that has left keeps its state, though its day lies ahead anew."""
    deadline = lay(world.municipality)
    deadline.reminders.filter(offset_days=-60).update(state="sent", handled_at=before(60))
    deadlines.meet(key=deadline.key, at=LAID)
    change(deadline, DUE, LAID + timedelta(days=1))

    found = ladder_of(deadline)

    assert found[0] == (-60, "coordinator", "sent")
    assert {state for _, _, state in found[1:]} == {"waiting"}
    assert len(found) == 8


def test_a_change_to_the_same_day_is_no_change(world):
    deadline = lay(world.municipality)
    change(deadline, DUE, LAID + timedelta(days=1))

    assert not DeadlineChange.objects.exists()
    assert states(deadline) == ["waiting"]


def test_what_is_done_is_not_reminded_of(world):
    deadline = lay(world.municipality)
    deadlines.meet(key=deadline.key, at=before(40))

    deadline.refresh_from_db()
    assert (deadline.state, deadline.ended_at) == ("met", before(40))
    assert states(deadline) == ["skipped"]


def test_what_no_longer_holds_is_not_reminded_of(world):
    deadline = lay(world.municipality)
    deadlines.withdraw(key=deadline.key, at=before(40))

    deadline.refresh_from_db()
    assert deadline.state == "cancelled"
    assert states(deadline) == ["skipped"]


def test_meeting_what_is_not_open_is_no_error(world):
    deadlines.meet(key="nothing:1", at=LAID)
    deadline = lay(world.municipality)
    deadlines.meet(key=deadline.key, at=LAID)
    deadlines.withdraw(key=deadline.key, at=LAID)

    deadline.refresh_from_db()
    assert deadline.state == "met"


def test_a_reopened_deadline_takes_up_what_is_left_of_its_ladder(world):
    """A document met, then asked to be completed: the rungs that lie ahead wait again."""
    deadline = lay(world.municipality)
    deadlines.meet(key=deadline.key, at=before(40))
    change(deadline, DUE, before(20))

    deadline.refresh_from_db()
    assert (deadline.state, deadline.ended_at) == ("open", None)
    waiting = sorted({day for day, _, state in ladder_of(deadline) if state == "waiting"})
    assert waiting == [-30, -7, 0, 1], "the nearest passed one the next morning, then the rest"


def movable(world, **given):
    return lay(world.municipality, kind="completion", **given)


def move(world, deadline, due_date=DUE + timedelta(days=14), reason="Mer tid behövs.", by=None):
    return deadlines.move(
        deadline=deadline, due_date=due_date, reason=reason, by=by or world.handler, at=LAID
    )


def test_the_handler_moves_what_the_county_sets_with_a_reason(world):
    """Vägledningen 3.2: a reasonable time, in dialogue."""
    moved = move(world, movable(world))

    assert moved.due_date == DUE + timedelta(days=14)
    assert DeadlineChange.objects.get().changed_by.startswith("Handläggare uppföljning")
    assert b"SEQUENCE:1" in calendar.of(world.handler, at=LAID)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"due_date": DUE}, "due_date"),
        ({"due_date": date(2027, 2, 1)}, "due_date"),
    ],
)
def test_a_move_needs_a_reason_and_a_day_to_come(world, given, field):
    with pytest.raises(RuleError) as refused:
        move(world, movable(world), **given)

    assert refused.value.field == field
    assert not DeadlineChange.objects.exists()


def test_what_the_agreements_give_is_not_moved_by_hand(world):
    """Vägledningen tabell 2.2: 31 October holds."""
    with pytest.raises(RuleError):
        move(world, lay(world.municipality))


def test_a_deadline_that_is_over_is_not_moved(world):
    deadline = movable(world)
    deadlines.meet(key=deadline.key, at=LAID)

    with pytest.raises(RuleError):
        move(world, deadline)


@pytest.mark.parametrize("who", ["coordinator", "director", "reviewer", "outsider"])
def test_nobody_else_moves_a_deadline(world, who):
    with pytest.raises(PermissionDenied):
        move(world, movable(world), by=getattr(world, who))


def test_another_countys_handler_moves_nothing(world):
    with pytest.raises(PermissionDenied):
        move(world, movable(world), by=World(code="03").handler)


# The county's own ladder
TODAY = LAID.date()


def own(world, ladder, valid_from=TODAY, reason="Länets rutin.", by=None, kind="document"):
    return ladders.set_ladder(
        county=world.county,
        kind=Deadline.Kind(kind),
        ladder=ladder,
        valid_from=valid_from,
        reason=reason,
        by=by or world.administrator,
        at=LAID,
    )


def test_a_county_has_its_own_ladder_from_a_day_on(world):
    own(world, ladder_rules.Ladder((0, -14), leadership_from=-14, handler_from=None))

    found = ladder_of(lay(world.municipality))

    assert [(day, audience) for day, audience, _ in found] == [
        (-14, "coordinator"),
        (-14, "leadership"),
        (0, "coordinator"),
        (0, "leadership"),
    ]
    assert len(ladder_of(lay(world.municipality, 2, kind="visit"))) == 7


def test_the_newest_ladder_in_force_holds_and_only_in_its_county(world):
    own(world, ladder_rules.Ladder((-1,)))
    own(world, ladder_rules.Ladder((-2,)))
    own(world, ladder_rules.Ladder((-3,)), valid_from=LAID.date() + timedelta(days=1))

    assert ladders.ladder_for(world.county, "document", LAID.date()).offsets == (-2,)
    elsewhere = World(code="03")
    assert ladders.ladder_for(elsewhere.county, "document", LAID.date()) == ladder_rules.LONG
    assert ladders.ladder_for(None, "document", LAID.date()) == ladder_rules.LONG


def test_what_is_laid_keeps_its_ladder(world):
    deadline = lay(world.municipality)
    own(world, ladder_rules.Ladder((-1,)))

    assert len(ladder_of(deadline)) == 8


@pytest.mark.parametrize(
    ("ladder", "given", "field"),
    [
        (ladder_rules.Ladder((5,)), {}, "offsets"),
        (ladder_rules.Ladder((-5,)), {"reason": "nej"}, "reason"),
        (ladder_rules.Ladder((-5,)), {"valid_from": date(2027, 1, 1)}, "valid_from"),
    ],
)
def test_a_faulty_ladder_is_refused(world, ladder, given, field):
    with pytest.raises(RuleError) as refused:
        own(world, ladder, **given)

    assert refused.value.field == field


@pytest.mark.parametrize("who", ["handler", "coordinator", "outsider"])
def test_only_who_administers_the_follow_up_sets_a_ladder(world, who):
    with pytest.raises(PermissionDenied):
        own(world, ladder_rules.LONG, by=getattr(world, who))


# How a deadline stands


@pytest.mark.parametrize(
    ("state", "day", "status"),
    [
        ("met", before(-9), "done"),
        ("cancelled", before(-9), "cancelled"),
        ("open", before(0), "soon"),
        ("open", before(-1), "late"),
        ("open", before(30), "soon"),
        ("open", before(31), "ahead"),
    ],
)
def test_lateness_is_reckoned_from_the_day_after(state, day, status):
    """domain.md 8.1: lateness is derived, never stored; a deadline holds its whole day."""
    assert rules.status(state, DUE, day.date()) == status


@pytest.mark.parametrize("kind", Deadline.Kind.values)
def test_each_deadline_says_why(kind):
    found = rules.explain(kind, DUE, moved_from=date(2027, 10, 1))

    assert found.why.source.startswith("Vägledningen")
    assert found.day == DUE
    assert [fact.label for fact in found.why.facts][:2] == ["Senast", "Ursprunglig dag"]


def test_a_sunday_shows_both_readings_and_moves_nothing():
    """Vägledningen tabell 2.2: 31 October 2027 is a Sunday."""
    found = rules.explain("document", DUE, moved_from=None)

    assert (found.day, found.other_reading) == (DUE, date(2027, 11, 1))
    assert found.why.reservations
