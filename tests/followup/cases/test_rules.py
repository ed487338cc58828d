"""What 30 April means, and what is asked for before a decision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cases import rules

TODAY = date(2026, 3, 20)


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
    """Vägledningen 3.3: "före 30 april" och "efter den 30 april"; dagen själv är inte reglerad."""
    cutoff = rules.cutoff(received, month=4, day=30)

    assert cutoff.reading == reading
    assert cutoff.must_be_chosen == (reading == "")
    assert cutoff.year == received.year
    assert bool(cutoff.why.reservations) == (reading == "")


@given(st.dates(date(2019, 1, 1), date(2045, 12, 31)))
def test_only_the_current_year_is_touched_whatever_the_day(received):
    """Vägledningen 3.3: "gäller det endast det innevarande året"."""
    assert rules.cutoff(received, month=4, day=30).year == received.year


@pytest.mark.parametrize(
    ("reading", "outcomes"), [("before", ("kept", "reduced")), ("after", ("kept", "repaid"))]
)
def test_before_means_reduction_and_after_means_repayment(reading, outcomes):
    """Vägledningen 3.3: reducering av årets ersättning, eller återbetalning."""
    assert rules.outcomes_of(reading) == outcomes


@pytest.mark.parametrize(
    ("outcome", "asks"), [("kept", False), ("reduced", True), ("repaid", True)]
)
def test_a_decision_that_costs_says_how_much(outcome, asks):
    """Vägledningen 3.1: "Hur mycket ersättningen reduceras avgörs från fall till fall"."""
    assert rules.demands_amount(outcome) is asks


def test_only_a_final_repayment_is_invoiced():
    """Vägledningen 3.3: "när beslut är fattat och vunnit laga kraft"."""
    assert rules.may_be_invoiced("repaid", TODAY)
    assert not rules.may_be_invoiced("repaid", None)
    assert not rules.may_be_invoiced("reduced", TODAY)


def test_nobody_signs_what_they_prepared():
    """domain.md 7.10: två olika personer."""
    assert rules.may_sign(2, [1, None])
    assert not rules.may_sign(1, [3, 1])


@pytest.mark.parametrize(
    ("answered", "in_vain", "has"),
    [(True, False, True), (False, True, True), (False, False, False)],
)
def test_msb_decides_by_the_municipalitys_material_or_has_asked_in_vain(answered, in_vain, has):
    """Vägledningen 3.3: "kommer MSB att begära in underlag från kommunen"."""
    assert rules.has_material(answered=answered, asked_in_vain=in_vain) is has
