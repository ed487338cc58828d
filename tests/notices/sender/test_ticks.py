"""Ticks: each when its time has come, one at a time, and a fault in one stops no other."""

import time
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from notices.models import Heartbeat
from notices.sender import sender, ticks, watch
from tests.notices.factories import AT, make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch):
    """Register one tick each 10 s and return when it ran."""
    moments = []
    monkeypatch.setattr(ticks.ticks, "items", {})
    ticks.register("test", lambda at: moments.append(at) or 1, timedelta(seconds=10))
    return moments


def test_a_tick_runs_when_its_time_has_come(ran):
    for seconds in (0, 1, 9, 10, 15, 20, 500):
        ticks.run_due(AT + timedelta(seconds=seconds))

    assert [(at - AT).total_seconds() for at in ran] == [0, 10, 20, 500]


def test_a_clock_that_was_set_back_stops_no_tick(ran):
    ticks.run_due(AT)
    ticks.run_due(AT - timedelta(hours=1))

    assert len(ran) == 2


def test_a_fault_in_one_tick_is_told_and_the_others_run(ran):
    ticks.ticks.items = {
        "bad": ticks.Tick("bad", lambda at: 1 // 0, timedelta(seconds=10)),
        **ticks.ticks.items,
    }

    ticks.run_due(AT)

    assert len(ran) == 1
    assert Heartbeat.objects.get(name="tick:bad").detail == "fel: ZeroDivisionError"


def test_a_tick_that_runs_elsewhere_is_left_alone_until_that_one_has_died(ran, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")  # the way without locks of the session
    Heartbeat.objects.create(
        name="tick:test",
        beat_at=AT - timedelta(hours=1),
        claimed_until=AT + timedelta(seconds=5),
    )

    assert ticks.run_due(AT) == 0
    assert ticks.run_due(AT + timedelta(seconds=6)) == 1


@pytest.mark.postgres
def test_postgresql_lets_only_one_sender_run_a_tick(ran):
    other = connections["default"].copy()
    tick = next(iter(ticks.ticks))
    with other.cursor() as cursor:
        number = ticks.lock_number(tick)
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ticks.LOCK_CLASS, number])
        assert ticks.run_due(AT) == 0
    other.close()  # its death frees the lock, as soon as the server has noticed

    deadline = time.monotonic() + 5
    while not ticks.run_due(AT):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert ran == [AT]


def test_once_sends_ticks_and_beats(ran):
    notice = make_notice()

    sender.run_once()

    notice.refresh_from_db()
    assert notice.status == "delivered"
    assert len(ran) == 1
    assert set(Heartbeat.objects.values_list("name", flat=True)) >= {"sender", "tick"}


def test_those_who_run_the_system_are_told_of_late_alarms(monkeypatch):
    told = []
    monkeypatch.setattr(watch.listeners, "items", {1: lambda count, at: told.append(count)})
    now = timezone.now()
    make_notice(priority=10, due_at=now - timedelta(minutes=6))
    make_notice(priority=10, due_at=now - timedelta(minutes=4))
    make_notice(priority=50, due_at=now - timedelta(hours=1))

    assert watch.tell_of_late_alarms(now) == 1
    assert told == [1]
