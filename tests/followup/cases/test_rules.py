"""The gate before an opinion, and what 30 April means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules import referral as rules

TODAY = date(2026, 3, 20)
COMPLETE = rules.Record(
    grounds=frozenset({"no_risk_analysis"}),
    oral=(date(2026, 1, 12),),
    written=(date(2026, 1, 20),),
    deficiencies=2,
    with_remedy=2,
    told=date(2026, 1, 20),
    agreed=date(2026, 3, 15),
    has_plan=True,
)


def test_with_everything_on_record_the_gate_is_open():
    """003 §3.2: yttrande efter muntlig och skriftlig dialog, brister, tid och plan."""
    gate = rules.gate(COMPLETE, TODAY)

    assert gate.is_open
    assert not gate.missing


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"oral": ()}, "Muntlig dialog om bristerna"),
        ({"written": ()}, "Skriftlig dialog om bristerna"),
        ({"with_remedy": 1}, "Brister namngivna, med vad kommunen kan göra"),
        ({"deficiencies": 0, "with_remedy": 0}, "Brister namngivna, med vad kommunen kan göra"),
        ({"agreed": None}, "Överenskommen tid"),
        ({"agreed": TODAY}, "Rimlig tid och möjlighet att rätta"),
        ({"reasonable_days": 90}, "Rimlig tid och möjlighet att rätta"),
        ({"has_plan": False}, "Åtgärdsplan eller plan för sparande"),
    ],
)
def test_each_thing_that_is_missing_closes_the_gate_and_is_named(change, step):
    """003 §3.2: "muntlig och skriftlig dialog … rimlig tid … I samförstånd"."""
    gate = rules.gate(replace(COMPLETE, **change), TODAY)

    assert not gate.is_open
    assert step in [missing.name for missing in gate.missing]
    assert all(missing.remedy for missing in gate.missing)


def test_a_municipality_that_was_never_told_has_had_no_time():
    """003 §3.2: "kommunen ska ha fått rimlig tid och möjlighet att åtgärda problemet"."""
    gate = rules.gate(replace(COMPLETE, told=None), TODAY)

    assert {"Rimlig tid och möjlighet att rätta"} <= {step.name for step in gate.missing}


def test_a_reasonable_time_that_is_not_set_is_said_to_be_unset():
    """003 §3.2 anger inget antal dagar."""
    step = next(
        step for step in rules.gate(COMPLETE, TODAY).steps if step.name.startswith("Rimlig")
    )

    assert any(fact.value == "ingen gräns är satt för länet" for fact in step.why.facts)


def test_evident_misuse_with_a_reason_need_not_await_the_dialogue():
    """003 §3.2: "eller som på ett uppenbart sätt använt ersättningen felaktigt"."""
    misuse = rules.Record(
        grounds=frozenset({"wrong_use"}),
        is_misuse=True,
        exception_reason="Kommunen har upphandlat Rakelapparater för hela beloppet.",
    )

    assert rules.gate(misuse, TODAY).is_open


@pytest.mark.parametrize(
    "change",
    [
        {"exception_reason": "Kort."},
        {"is_misuse": False},
        {"grounds": frozenset({"saving"})},
    ],
)
def test_no_other_case_may_skip_the_dialogue(change):
    """003 §3.2: en felaktig användning ska annars först kunna rättas."""
    misuse = rules.Record(
        grounds=frozenset({"wrong_use"}),
        is_misuse=True,
        exception_reason="Kommunen har upphandlat Rakelapparater för hela beloppet.",
    )

    assert not rules.gate(replace(misuse, **change), TODAY).is_open


def test_a_saving_that_the_municipality_reports_itself_asks_only_for_dialogue():
    """003 §3.3: en kommun som inte kan använda sitt sparande kan meddela det."""
    own = rules.Record(grounds=frozenset({"own_report"}), oral=(TODAY,), written=(TODAY,))

    gate = rules.gate(own, TODAY)

    assert gate.is_open
    assert sum(1 for step in gate.steps if step.is_asked) == 2


@pytest.mark.parametrize(
    ("received", "reading"),
    [
        (date(2026, 4, 29), "before"),
        (date(2026, 4, 30), ""),
        (date(2026, 5, 1), "after"),
        (date(2028, 4, 30), ""),
    ],
)
def test_the_day_of_receipt_decides_and_30_april_itself_is_left_to_a_person(received, reading):
    """003 §3.3: "före 30 april" och "efter den 30 april"; dagen själv är inte reglerad."""
    cutoff = rules.cutoff(received, month=4, day=30)

    assert cutoff.reading == reading
    assert cutoff.must_be_chosen == (reading == "")
    assert cutoff.year == received.year
    assert bool(cutoff.why.reservations) == (reading == "")


@given(st.dates(date(2019, 1, 1), date(2045, 12, 31)))
def test_only_the_current_year_is_touched_whatever_the_day(received):
    """003 §3.3: "gäller det endast det innevarande året"."""
    assert rules.cutoff(received, month=4, day=30).year == received.year


@pytest.mark.parametrize(
    ("reading", "outcomes"), [("before", ("kept", "reduced")), ("after", ("kept", "repaid"))]
)
def test_before_means_reduction_and_after_means_repayment(reading, outcomes):
    """003 §3.3: reducering av årets ersättning, eller återbetalning."""
    assert rules.outcomes_of(reading) == outcomes


@pytest.mark.parametrize(
    ("outcome", "asks"), [("kept", False), ("reduced", True), ("repaid", True)]
)
def test_a_decision_that_costs_says_how_much(outcome, asks):
    """003 §3.1: "Hur mycket ersättningen reduceras avgörs från fall till fall"."""
    assert rules.demands_amount(outcome) is asks


def test_only_a_final_repayment_is_invoiced():
    """003 §3.3: "när beslut är fattat och vunnit laga kraft"."""
    assert rules.may_be_invoiced("repaid", TODAY)
    assert not rules.may_be_invoiced("repaid", None)
    assert not rules.may_be_invoiced("reduced", TODAY)


def test_nobody_signs_what_they_prepared():
    """model.md §4.3: två olika personer."""
    assert rules.may_sign(2, 1)
    assert not rules.may_sign(1, 1)
    assert not rules.may_sign(1, None)


@given(
    told=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    agreed=st.integers(1, 400),
    least=st.none() | st.integers(0, 400),
)
def test_the_time_never_ends_before_the_agreed_day_or_the_countys_least(told, agreed, least):
    """003 §3.2: överenskommen tid, och rimlig tid."""
    day = told + timedelta(days=agreed)

    ends = rules.time_ends(told, day, least)

    assert ends is not None
    assert ends > day
    assert least is None or ends >= told + timedelta(days=least)
    assert rules.time_ends(told, None, least) is None
