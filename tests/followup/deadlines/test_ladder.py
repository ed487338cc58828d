"""The ladder of reminders as a rule: when, to whom, and what is no longer sent."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import STOCKHOLM, local
from followup.deadlines.ladders import rules as ladder
from followup.deadlines.ladders.rules import Ladder
from followup.deadlines.models import Deadline, Reminder
from notices.outbox import quiet
from tests.followup.deadlines.factories import DUE, LAID, before, stockholm

days = st.dates(date(2019, 1, 1), date(2039, 12, 31))
ladders = st.builds(
    Ladder,
    st.lists(st.integers(-365, 365), min_size=1, max_size=8, unique=True).map(tuple),
    st.none() | st.integers(-365, 365),
    st.none() | st.integers(-365, 365),
)
moments = st.builds(
    lambda day, minute: stockholm(day) + timedelta(minutes=minute), days, st.integers(0, 1439)
)


@pytest.mark.parametrize("kind", Deadline.Kind.values)
def test_every_kind_has_a_default_that_ends_on_the_day_and_the_day_after(kind):
    found = ladder.default_for(kind, DUE)

    assert found.ladder.offsets[-2:] == (0, 1)
    assert "förval" in found.source


def test_documents_and_annual_reports_are_reminded_of_60_30_7_0_and_one_day_after():
    """Vägledningen tabell 2.2, 2.4: the dates of documents and annual report."""
    for kind in ("document", "annual_report"):
        assert ladder.default_for(kind, DUE).ladder.offsets == (-60, -30, -7, 0, 1)


def test_short_deadlines_have_short_ladders():
    assert ladder.default_for("completion", DUE).ladder.offsets == (-7, 0, 1)


def test_an_unknown_kind_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        ladder.default_for("nothing", DUE)


def test_the_leadership_is_told_on_the_day_and_the_handler_when_it_is_late():
    """Vägledningen 2.1.1.

    the coordinator is the running contact; the leadership answers for the work.
    """
    found = [ladder.audiences(ladder.LONG, day, is_countys=False) for day in (-7, 0, 1)]

    assert found == [
        ("coordinator",),
        ("coordinator", "leadership"),
        ("coordinator", "leadership", "handler"),
    ]


def test_the_countys_own_tasks_go_to_handler_and_chief():
    """Vägledningen 1.2: the county follows up; what it owes is reminded of at home."""
    found = [ladder.audiences(ladder.LONG, day, is_countys=True) for day in (-7, 0, 1)]

    assert found == [("handler",), ("handler", "chief"), ("handler", "chief")]


def test_a_ladder_without_escalation_stays_with_the_nearest():
    alone = Ladder((-7, 1), leadership_from=None, handler_from=None)

    assert ladder.audiences(alone, 1, is_countys=False) == ("coordinator",)


@given(days, st.integers(-365, 365))
def test_a_reminder_leaves_at_eight_on_swedish_clocks_and_never_at_night(due, offset):
    moment = ladder.send_at(due, offset)

    assert local(moment).time() == time(8)
    assert local(moment).date() == due + timedelta(days=offset)
    assert not quiet.is_quiet(moment)


@pytest.mark.parametrize(
    ("due", "utc_hour"),
    [
        (date(2027, 3, 27), 7),
        (date(2027, 3, 28), 6),  # the spring night
        (date(2027, 10, 30), 6),
        (date(2027, 10, 31), 7),  # the autumn night
    ],
)
def test_eight_is_eight_before_and_after_the_clocks_change(due, utc_hour):
    """domain.md 8.3: the offset follows the wall."""
    assert ladder.send_at(due, 0).utctimetuple().tm_hour == utc_hour


@given(moments)
def test_the_next_morning_is_eight_within_a_day(at):
    morning = ladder.next_morning(at)

    assert local(morning).time() == time(8)
    assert timedelta() < morning - at <= timedelta(hours=25)


@given(ladders, days, moments, st.booleans())
def test_nothing_is_planned_in_the_past_twice_or_at_night(steps, due, at, is_countys):
    found = ladder.rungs(steps, due, at, is_countys=is_countys)

    assert all(rung.send_at > at for rung in found)
    assert all(local(rung.send_at).time() == time(8) for rung in found)
    keys = [(rung.offset_days, rung.audience) for rung in found]
    assert len(keys) == len(set(keys))
    moments_per_audience = [(rung.audience, rung.send_at) for rung in found]
    assert len(moments_per_audience) == len(set(moments_per_audience))
    assert {rung.offset_days for rung in found} <= set(steps.offsets)


@given(ladders, days, moments)
def test_whoever_laid_it_early_gets_every_rung(steps, due, at):
    early = min(at, ladder.send_at(due, min(steps.offsets)) - timedelta(days=1))

    found = ladder.rungs(steps, due, early, is_countys=False)

    assert {rung.offset_days for rung in found} == set(steps.offsets)


@given(ladders, days, moments)
def test_at_most_one_passed_rung_is_caught_up(steps, due, at):
    found = ladder.rungs(steps, due, at, is_countys=False)

    passed = {r.offset_days for r in found if ladder.send_at(due, r.offset_days) <= at}
    assert len(passed) <= 1
    if passed:
        late = max(d for d in steps.offsets if ladder.send_at(due, d) <= at)
        assert passed == {late}


def planned(at, **given):
    return [
        (rung.offset_days, rung.send_at)
        for rung in ladder.rungs(ladder.LONG, DUE, at, is_countys=False, **given)
        if rung.audience == "coordinator"
    ]


def test_a_deadline_laid_early_has_its_whole_ladder():
    assert [day for day, _ in planned(LAID)] == [-60, -30, -7, 0, 1]


def test_with_twenty_days_left_only_the_nearest_passed_rung_is_sent_next_morning():
    at = before(20, 14)

    assert planned(at)[0] == (-30, before(19))
    assert [day for day, _ in planned(at)] == [-30, -7, 0, 1]


def test_a_passed_rung_is_not_sent_the_day_before_the_next_one():
    assert [day for day, _ in planned(before(9, 14))] == [-7, 0, 1]


def test_a_passed_rung_that_was_told_is_not_told_again():
    assert [day for day, _ in planned(before(20, 14), told={-30})] == [-7, 0, 1]


def test_a_deadline_that_just_ended_is_told_as_late_once():
    at = before(-5, 14)

    assert planned(at) == [(1, before(-6))]


def test_history_is_not_reminded_of():
    """domain.md 8.3: an old alert escalated again."""
    assert planned(before(-60)) == []


def test_a_reminder_is_late_after_ten_minutes():
    """domain.md 8.3: caught up, marked late."""
    assert ladder.lateness(LAID, LAID + timedelta(minutes=9)) is None
    assert ladder.lateness(LAID, LAID - timedelta(hours=1)) is None
    assert ladder.lateness(LAID, LAID + timedelta(days=2)) == timedelta(days=2)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (before(30), "30 dagar kvar"),
        (before(1, 23, 59), "1 dag kvar"),
        (before(0, 0), "sista dagen i dag"),
        (before(0, 23, 59), "sista dagen i dag"),
        (before(-1, 0), "1 dag sen"),
        (before(-12), "12 dagar sen"),
    ],
)
def test_what_is_left_is_reckoned_in_swedish_days(at, said):
    """domain.md 8.3: notices a day early for want of a time zone."""
    assert ladder.days_left(DUE, at) == said


def test_a_faultless_ladder_has_no_faults():
    assert ladder.faults((-60, 0, 1), 0, 1) == []
    assert ladder.faults((-60,), None, None) == []


@pytest.mark.parametrize(
    ("offsets", "leadership", "handler", "says"),
    [
        ((), 0, 1, "Ange minst en dag."),
        ((-7, -7), 0, 1, "Samma dag står två gånger."),
        (tuple(range(-13, 0)), 0, 1, "högst 12 dagar"),
        ((-400, 0), 0, 1, "högst ett år före"),
        ((1, 2), 0, 1, "före fristen eller på dagen"),
        ((0,), -500, 1, "läggas till högst ett år"),
        ((0,), 0, 500, "läggas till högst ett år"),
    ],
)
def test_what_is_wrong_with_a_ladder_is_said(offsets, leadership, handler, says):
    assert says in " ".join(ladder.faults(offsets, leadership, handler))


def test_the_rules_names_are_the_models():
    assert {ladder.COORDINATOR, ladder.LEADERSHIP, ladder.HANDLER, ladder.CHIEF} == set(
        Reminder.Audience.values
    )
    kinds = [kind for dated in ladder.DEFAULTS for kind in dated.kinds]
    assert sorted(kinds) == sorted(Deadline.Kind.values)


def test_an_old_default_ends_when_its_time_is_out(monkeypatch):
    old = ladder.DatedLadder(
        frozenset({"visit"}), ladder.SHORT, date(2019, 1, 1), "förr", date(2026, 12, 31)
    )
    monkeypatch.setattr(ladder, "DEFAULTS", (old, *ladder.DEFAULTS))

    assert ladder.default_for("visit", date(2026, 12, 31)).ladder == ladder.SHORT
    assert ladder.default_for("visit", date(2027, 1, 1)).ladder == ladder.MIDDLE


def test_moments_are_swedish():
    assert datetime.combine(DUE, time(8), tzinfo=STOCKHOLM) == ladder.send_at(DUE, 0)


@pytest.mark.parametrize(("day", "offset"), [(-7, 1), (0, 1), (1, 31), (31, 61), (400, 430)])
def test_what_stands_open_is_reminded_of_again_every_month(day, offset):
    """Vägledningen 2.2, 3.2: what is not done is followed up until it is."""
    at = stockholm(DUE + timedelta(days=day)) + timedelta(hours=8)

    found = ladder.again(ladder.LONG, DUE, at, is_countys=False)

    assert [rung.audience for rung in found] == ["coordinator", "leadership", "handler"]
    assert {(rung.offset_days, rung.send_at) for rung in found} == {
        (offset, ladder.send_at(DUE, offset))
    }
