"""When a measure is agreed, overdue, done or not."""

from datetime import date, timedelta

import pytest

from followup.visits.measures import rules
from followup.visits.measures.rules import Action, Facts

DUE = date(2026, 9, 30)
AFTER = DUE + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "today", "late"),
    [
        ("agreed", DUE, False),
        ("agreed", AFTER, True),
        ("proposed", AFTER, False),
        ("reported_done", AFTER, False),
    ],
)
def test_an_agreed_measure_is_late_the_day_after_its_day(status, today, late):
    """Vägledningen 2.7.3: när åtgärderna bör vara åtgärdade; domain.md 1.7."""
    assert rules.is_overdue(status, DUE, today) is late


@pytest.mark.parametrize(
    ("facts", "today", "action"),
    [
        (Facts("reported_done", DUE), DUE, Action.VERIFY),
        (Facts("proposed", DUE, counter_date=AFTER), DUE, Action.ANSWER),
        (Facts("agreed", DUE, counter_date=AFTER), AFTER, Action.ANSWER),
        (Facts("agreed", DUE), AFTER, Action.OVERDUE),
        (Facts("agreed", DUE), DUE, Action.RUNS),
        (Facts("proposed", DUE), AFTER, Action.AWAITS),
        (Facts("proposed", DUE, is_told=False), DUE, Action.DRAFT),
        (Facts("not_done", DUE), AFTER, Action.NOT_DONE),
        (Facts("verified", DUE), AFTER, Action.ENDED),
        (Facts("withdrawn", DUE), DUE, Action.ENDED),
    ],
)
def test_each_measure_waits_for_one_thing(facts, today, action):
    """Vägledningen 2.7.3: planen görs i dialog."""
    assert rules.action_of(facts, today) is action
    assert rules.ACTION_LABELS[action]


def test_what_needs_the_county_comes_first():
    assert rules.ORDER[Action.VERIFY] < rules.ORDER[Action.OVERDUE] < rules.ORDER[Action.AWAITS]


def test_a_proposed_day_says_that_it_holds_when_both_agree():
    """Vägledningen 3.2: i samförstånd komma överens om när."""
    told = rules.explain_due(Facts("proposed", DUE, counter_date=AFTER))

    assert told.day == DUE
    assert "när båda är överens" in told.why.rule
    assert [fact.label for fact in told.why.facts] == ["Dag", "Kommunens förslag"]


def test_an_agreed_day_says_when_it_is_late():
    told = rules.explain_due(Facts("agreed", DUE))

    assert "försenad dagen efter" in told.why.rule
    assert told.other_reading is None


def test_a_day_on_a_sunday_shows_both_readings_and_is_not_moved():
    """Uppdraget §1: dag på helg visas med båda läsningarna, flyttas aldrig."""
    sunday = date(2026, 9, 27)

    told = rules.explain_due(Facts("agreed", sunday))

    assert told.day == sunday
    assert told.other_reading == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("text", "files", "holds"), [("Övat.", 0, True), (" ", 1, True), (" ", 0, False)]
)
def test_done_needs_an_account_or_a_file(text, files, holds):
    """Vägledningen 2.7.3: hur åtgärderna följs upp."""
    verdict = rules.may_report_done(text, files)

    assert verdict.holds is holds
    assert bool(verdict.missing) is not holds


@pytest.mark.parametrize(
    ("status", "today", "holds"),
    [
        ("agreed", AFTER, True),
        ("reported_done", AFTER, True),
        ("agreed", DUE, False),
        ("proposed", AFTER, False),
    ],
)
def test_not_done_is_said_only_when_the_day_has_passed(status, today, holds):
    """Vägledningen 3.2: rimlig tid och möjlighet att åtgärda."""
    verdict = rules.may_find_not_done(Facts(status, DUE), today)

    assert verdict.holds is holds
    assert bool(verdict.missing) is not holds


@pytest.mark.parametrize(
    ("status", "is_leaders", "settled"),
    [("proposed", True, True), ("proposed", False, False), ("agreed", False, True)],
)
def test_the_leadership_agrees_to_the_plan(status, is_leaders, settled):
    """Vägledningen 2.7.3, 3.2: i dialog, i samförstånd."""
    assert rules.settles(status, is_leaders=is_leaders) is settled


def test_a_proposed_day_lies_ahead():
    """Vägledningen 3.2: rimlig tid."""
    assert rules.is_after(AFTER, DUE)
    assert not rules.is_after(DUE, DUE)
