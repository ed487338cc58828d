"""The ledger under faults, with real processes on PostgreSQL: lost 0, doubled 0.

Each test ends with the same check: every reminder that was due is sent, each function has exactly
one notice per reminder (or one digest that holds it), and no notice is there twice.
"""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import override_settings

from followup.deadlines import services as deadlines
from followup.deadlines.ladders import reminders
from followup.deadlines.models import Deadline, Reminder, ReminderSending
from notices.models import Notice
from notices.sender import sender, ticks
from tests.followup.deadlines.factories import DUE, LAID, before, lay
from tests.followup.worlds import World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
fork = multiprocessing.get_context("fork")
MORNING = before(30)
SEED = 20261121
MANY = 400
ROUNDS = 4
PATIENCE = 60  # seconds; on an idle machine each wait is over in two or three


def many(world, number, **given):
    """Lay deadlines in bulk, with their first rungs due on the same morning."""
    world_deadlines = Deadline.objects.bulk_create(
        [
            Deadline(
                municipality=world.municipality,
                kind="document",
                key=f"bulk:{index}",
                about_ref="actors.actor:1",
                what="RSA",
                due_date=DUE,
                laid_at=LAID,
            )
            for index in range(number)
        ],
        batch_size=1000,
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                deadline=deadline,
                due_date=DUE,
                offset_days=-30,
                audience="coordinator",
                send_at=given.get("send_at", MORNING),
            )
            for deadline in world_deadlines
        ],
        batch_size=1000,
    )


def one_at_a_time(world):
    """Let each reminder be a message of its own, so that none can hide in a digest."""
    function = world.coordinator.appointments.get().function
    reminders.choose(function=function, one_by_one=True, by=world.coordinator, at=LAID_NOW)


LAID_NOW = LAID - timedelta(days=1)


def _tick_for_ever(moments):
    """Run the tick and the sending as the sender does, at moments that may leap."""
    connections.close_all()
    ticks.ticks.items = {
        reminders.TICK: ticks.Tick(
            reminders.TICK, lambda _: reminders.send_batch(next(moments)), timedelta()
        )
    }
    while True:
        sender.run_once()


def _leaping():
    """Give moments of a clock that leaps an hour ahead and back, never before the morning."""
    clock = random.Random(SEED)
    while True:
        yield MORNING + timedelta(minutes=clock.choice((0, 1, 60, 2, 61, 3)))


@contextmanager
def senders(number):
    """Run processes that tick and send; kill what is left of them."""
    connections.close_all()
    running = [fork.Process(target=_tick_for_ever, args=(_leaping(),)) for _ in range(number)]
    for process in running:
        process.start()
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.join()
            process.close()


def waiting():
    return Reminder.objects.filter(state="waiting", send_at__lte=MORNING).count()


def assert_nothing_lost_or_doubled(number):
    """Every reminder has one sending, every sending one notice, and no notice is doubled."""
    assert waiting() == 0, "lost: still waiting"
    assert Reminder.objects.filter(state="sent").count() == number
    assert ReminderSending.objects.count() == number
    per_reminder = Counter(ReminderSending.objects.values_list("reminder_id", flat=True))
    assert set(per_reminder.values()) == {1}, "doubled"
    keys = set(ReminderSending.objects.values_list("dedupe_key", flat=True))
    notices = Counter(Notice.objects.values_list("dedupe_key", flat=True))
    assert set(notices) == keys, "lost: no notice"
    assert set(notices.values()) == {1}, "doubled notice"


@pytest.fixture
def world(transactional_db):
    return World()


def test_senders_killed_at_random_lose_and_double_nothing(world, monkeypatch):
    """domain.md 8.3: kill -9 at random moments while hundreds of reminders leave."""
    monkeypatch.setattr(reminders, "BATCH", 10)  # so that kills fall between and within batches
    monkeypatch.setattr("notices.sender.delivery.LEASE", timedelta(seconds=1))
    one_at_a_time(world)
    many(world, MANY)
    dice = random.Random(SEED)
    kills, left = 0, waiting()
    for _ in range(ROUNDS):
        with senders(2) as running:
            goal = left - dice.randint(1, 20)
            wait_until(lambda goal=goal: waiting() <= goal, PATIENCE)
            time.sleep(dice.uniform(0, 0.05))
            for process in running:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
        left = waiting()
        if left < 30:  # noqa: PLR2004 - enough for the last senders to finish
            break
    with senders(2):
        wait_until(lambda: waiting() == 0, PATIENCE)

    assert kills >= 4
    assert_nothing_lost_or_doubled(MANY)


def test_two_senders_at_once_with_leaping_clocks_double_nothing(world, monkeypatch):
    """domain.md 8.3: no advisory lock between them, and clocks that jump."""
    monkeypatch.setattr(reminders, "BATCH", 5)
    monkeypatch.setattr(ticks, "_claimed", _always_ours)
    one_at_a_time(world)
    many(world, MANY)

    with senders(3):
        wait_until(lambda: waiting() == 0, PATIENCE)

    assert_nothing_lost_or_doubled(MANY)


@contextmanager
def _always_ours(tick, at):
    yield True


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def test_a_deadline_moved_in_the_midst_of_sending_is_sent_or_replanned_never_both(
    world, monkeypatch
):
    """The deadline's row is the lock of both: whoever comes second sees what the first did."""
    monkeypatch.setattr(reminders, "BATCH", 1)
    made = [lay(world.municipality, number) for number in range(10)]
    later = DUE + timedelta(days=90)

    with senders(1):
        for deadline in made:
            deadlines.change(
                key=deadline.key, due_date=later, reason="", by=None, function=None, at=MORNING
            )
        wait_until(lambda: waiting() == 0, PATIENCE)

    old = Reminder.objects.filter(due_date=DUE, offset_days=-30)
    assert set(old.values_list("state", flat=True)) <= {"sent", "replanned"}
    for rung in old:
        assert rung.sendings.exists() == (rung.state == "sent")


def test_what_another_sender_holds_is_left_alone_and_nobody_waits(world):
    """F11: SKIP LOCKED; a sender that hangs holds up its own batch only."""
    mine = lay(world.municipality, 1)
    theirs = lay(world.municipality, 2)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM followup_deadline WHERE id = %s FOR UPDATE", [theirs.pk])
        began = time.monotonic()
        assert reminders.send_due(MORNING) == 1
        assert time.monotonic() - began < 3  # noqa: PLR2004 - seconds; nobody waits for the lock
        cursor.execute("ROLLBACK")
    other.close()

    assert mine.reminders.filter(state="sent").exists()
    assert reminders.send_due(MORNING) == 1
    assert theirs.reminders.filter(state="sent").exists()


@override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
def test_a_dead_broker_holds_up_no_reminder(world, monkeypatch):
    """domain.md 8.3: the way of a reminder is the database and the sender, nothing else."""

    def dead(*args, **kwargs):
        raise ConnectionError("the broker is gone")

    monkeypatch.setattr("celery.app.task.Task.apply_async", dead)
    lay(world.municipality)

    assert reminders.send_due(MORNING) == 1
    sender.send_all_due()
    assert Notice.objects.count() == 1


def test_without_its_lock_the_check_finds_doubles(world):
    """The positive control: were a rung sent without being marked, the check would see it."""
    lay(world.municipality)
    reminders.send_due(MORNING)
    newest = Reminder.objects.get(state="sent", offset_days=-30)
    Reminder.objects.filter(pk=newest.pk).update(
        state="waiting", send_at=MORNING - timedelta(minutes=1)
    )
    reminders.send_due(MORNING)

    with pytest.raises(AssertionError):
        assert_nothing_lost_or_doubled(1)


def test_a_tick_with_fifty_thousand_future_reminders_takes_less_than_a_second(
    world, record_property
):
    """domain.md 8.3.

    ledger tick with 50,000 future reminders at most 1 s; it reads the index only.
    """
    many(world, 50_000, send_at=MORNING + timedelta(days=1))
    for number in range(10):
        lay(world.municipality, number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followup_reminder")
        cursor.execute("ANALYZE followup_deadline")
    began = time.monotonic()
    assert reminders.send_due(before(61)) == 0
    idle = time.monotonic() - began
    began = time.monotonic()
    assert reminders.send_due(before(31)) == 10
    busy = time.monotonic() - began
    due = Reminder.objects.filter(state="waiting", send_at__lte=before(31)).order_by("send_at")
    plan = due.values_list("deadline_id")[:800].explain()

    figure = f"idle {idle * 1000:.1f} ms, 10 due {busy * 1000:.1f} ms"
    record_property("ledger tick, 50,000 future reminders", figure)
    sys.stderr.write(f"\nledger tick, 50,000 future reminders: {figure}\n")
    assert "reminders_to_send" in plan, plan
    assert max(idle, busy) <= 1
