"""Deadlines: moved by two, or while the tick sends their reminders."""

from datetime import timedelta

import pytest

from followup.deadlines import services as deadlines
from followup.deadlines.ladders import reminders
from followup.deadlines.models import Deadline, DeadlineChange, Reminder, ReminderSending
from notices.models import Notice
from tests.followup.deadlines.factories import DUE, LAID, before, lay
from tests.followup.worlds import World
from tests.racing import OK, in_line, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAYS = 7  # before a completion is due, its first rung
MORNING = before(DAYS)
LATER = DUE + timedelta(days=90)


@pytest.fixture
def world():
    return World()


def moving(world, deadline, due_date=LATER, by=None, at=MORNING):
    return lambda: deadlines.move(
        deadline=deadline,
        due_date=due_date,
        reason="Mer tid behövs.",
        seen=DUE,
        by=by or world.handler,
        at=at,
    )


def movable(world):
    return lay(world.municipality, kind=Deadline.Kind.COMPLETION)


def test_of_two_who_move_a_deadline_one_sees_where_the_other_put_it(world):
    deadline = movable(world)
    acts = (
        moving(world, deadline, at=LAID),
        moving(world, deadline, LATER + timedelta(days=1), world.other_handler, at=LAID),
    )

    outcome = in_line(Deadline.objects.all(), *acts)

    assert outcome == [
        OK,
        f"Någon annan har flyttat fristen till {LATER}. Ladda om sidan och se efter.",
    ]
    assert Deadline.objects.get().due_date == LATER
    assert DeadlineChange.objects.count() == 1


def test_a_deadline_met_meanwhile_is_not_moved(world):
    deadline = movable(world)

    outcome = in_line(
        Deadline.objects.all(),
        lambda: deadlines.meet(key=deadline.key, at=LAID),
        moving(world, deadline, at=LAID),
    )

    assert outcome == [OK, "Fristen är inte längre öppen."]


def test_a_reminder_is_sent_or_planned_anew_never_both(world):
    for _ in range(3):
        deadline = movable(world)

        outcome = together(moving(world, deadline), lambda: reminders.send_due(MORNING))

        assert outcome == [OK, OK]
        reminders.send_due(MORNING)
        rungs = Reminder.objects.filter(due_date=DUE, offset_days=-DAYS)
        assert rungs
        for rung in rungs:
            assert rung.state in {"sent", "replanned"}
            assert rung.sendings.exists() == (rung.state == "sent")
        Deadline.objects.all().delete()


def test_several_ticks_at_once_send_each_reminder_once(world):
    movable(world)

    def tick():
        return reminders.send_due(MORNING)

    assert together(tick, tick, tick) == [OK] * 3
    reminders.send_due(MORNING)
    rungs = Reminder.objects.filter(offset_days=-DAYS)
    assert set(rungs.values_list("state", flat=True)) == {"sent"}
    assert ReminderSending.objects.count() == Notice.objects.count() == rungs.count()


def test_a_deadline_laid_twice_at_once_has_one_ladder(world):
    assert together(lambda: movable(world), lambda: movable(world)) == [OK, OK]
    rungs = Reminder.objects.values_list("deadline", "offset_days", "audience", "due_date")
    assert Deadline.objects.count() == 1
    assert len(set(rungs)) == len(rungs)
