"""Rules of the economy."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.economy import eligibility, rules
from followup.economy.reviews import rules as economy_reviews
from followup.economy.reviews.rules import Done
from followup.economy.rules import YearSums
from followup.economy.savings import rules as saving_plans

D = Decimal
amounts = st.integers(0, 10_000_000).map(Decimal)


@st.composite
def years(draw) -> list[YearSums]:
    count = draw(st.integers(1, 20))
    return [
        YearSums(2019 + n, draw(amounts), draw(amounts), draw(amounts), draw(amounts))
        for n in range(count)
    ]


@given(years(), amounts)
def test_a_saving_is_carried_on_from_year_to_year(sums: list[YearSums], opening: Decimal) -> None:
    """Vägledningen 2.5.

    compensation is matched with the costs; Vägledningen 2.6: the saving accumulates.
    """
    saved = rules.savings(sums, opening)

    assert saved[0].opening == opening
    for before, after in zip(saved, saved[1:], strict=False):
        assert after.opening == before.closing
    for item in saved:
        left = item.opening + item.sums.compensation - item.sums.eligible
        assert item.closing - item.own_money == left
        assert item.closing >= 0
        assert item.own_money >= 0
        assert not (item.closing and item.own_money)


@given(years(), amounts, amounts)
def test_costs_that_do_not_qualify_lower_no_saving(
    sums: list[YearSums], opening: Decimal, more: Decimal
) -> None:
    """Vägledningen 2.5: only what the agreements cover is paid by compensation."""
    changed = [
        YearSums(s.year, s.compensation, s.eligible, s.ineligible + more, s.asked) for s in sums
    ]
    assert [y.closing for y in rules.savings(sums, opening)] == [
        y.closing for y in rules.savings(changed, opening)
    ]


def test_costs_that_wait_are_counted_apart_and_said_so() -> None:
    (year,) = rules.savings([YearSums(2025, D(100), D(40), asked=D(30))])

    assert year.closing == 60
    assert "inte bedömda" in year.why.reservations[0]
    assert any(fact.label == "Väntar på bedömning" for fact in year.why.facts)


def test_a_year_of_overspending_leaves_no_debt() -> None:
    """Vägledningen 1.2: compensation is a complement to the municipality's own money."""
    first, second = rules.savings([YearSums(2024, D(100), D(150)), YearSums(2025, D(100), D(20))])

    assert (first.closing, first.own_money) == (0, 50)
    assert (second.opening, second.closing) == (0, 80)
    assert "inget underskott" in first.why.reservations[-1]


def test_ineligible_costs_are_among_the_facts() -> None:
    (year,) = rules.savings([YearSums(2025, D(100), D(40), ineligible=D(30))])

    assert any(fact.label == "Kostnader som inte räknas" for fact in year.why.facts)


@pytest.mark.parametrize(("saving", "months"), [(500, "6.0"), (1000, "12.0")])
def test_a_saving_is_told_in_months(saving: int, months: str) -> None:
    assert rules.months_of(D(saving), D(1000)) == D(months)


def test_without_compensation_there_are_no_months() -> None:
    assert rules.months_of(D(5), D(0)) is None


def test_without_a_limit_nothing_is_called_large() -> None:
    """Vägledningen 2.6: "stort sparande" without a number; the limit is the county's."""
    verdict = rules.large(D(10**8), D(1), limit_amount=None, limit_share=None)

    assert verdict.holds is None
    assert verdict.missing == ("Ingen gräns är satt för länet.",)


@pytest.mark.parametrize(
    ("amount", "share", "holds"),
    [
        (D(499), None, True),
        (D(500), None, False),
        (None, D(49), True),
        (None, D(50), False),
        (D(500), D(49), True),
        (D(499), D(90), True),
        (D(500), D(50), False),
    ],
)
def test_a_saving_above_either_limit_is_large(amount, share, holds) -> None:
    verdict = rules.large(D(500), D(1000), limit_amount=amount, limit_share=share)

    assert verdict.holds is holds
    assert verdict.why.source.startswith("Vägledningen 2.6")


@given(amounts, amounts, amounts, st.integers(1, 1000).map(Decimal))
def test_a_larger_saving_is_never_less_large(saving, more, compensation, share) -> None:
    def holds(amount: Decimal) -> bool | None:
        verdict = rules.large(amount, compensation, limit_amount=None, limit_share=share)
        return verdict.holds

    assert not (holds(saving) is True and holds(saving + more) is False)


def test_a_share_of_no_compensation_cannot_be_told() -> None:
    unknown = rules.large(D(5), D(0), limit_amount=None, limit_share=D(50))
    known = rules.large(D(5), D(0), limit_amount=D(1), limit_share=D(50))

    assert unknown.holds is None
    assert known.holds is True
    assert known.missing


def test_a_saving_grows_when_the_last_full_year_ended_higher() -> None:
    """Vägledningen 3.2: the municipality goes on raising its accumulated saving."""
    saved = rules.savings([YearSums(y, D(100), D(50)) for y in (2024, 2025, 2026)])

    assert rules.growing(saved, before=2026).holds is True
    assert rules.growing(saved[:1], before=2026).holds is None
    spent = rules.savings([YearSums(2024, D(100), D(0)), YearSums(2025, D(100), D(150))])
    assert rules.growing(spent, before=2026).holds is False


# Reviews --------------------------------------------------------------------------------------

VISIT, BETWEEN = Done(date(2024, 5, 1), "visit"), Done(date(2025, 5, 1), "between")


@pytest.mark.parametrize(
    ("done", "visits", "holds"),
    [
        ([], 2, False),
        ([VISIT], 2, False),
        ([VISIT, VISIT], 2, True),
        ([VISIT, VISIT], 1, False),
        ([VISIT, BETWEEN], 1, True),
        ([BETWEEN, BETWEEN], 0, True),
    ],
)
def test_two_reviews_a_term_and_one_between_single_visits(done, visits, holds) -> None:
    """Vägledningen 2.5: at least two a term; with a visit every fourth year one review between."""
    verdict = economy_reviews.enough(done, visits=visits)

    assert verdict.holds is holds
    assert bool(verdict.missing) is not holds


def test_no_source_gives_the_day_of_a_review() -> None:
    """Vägledningen 2.5: only the number is given."""
    end = economy_reviews.due(2026, None)
    own = economy_reviews.due(2026, date(2025, 3, 3))

    assert (end.day, own.day) == (date(2026, 12, 31), date(2025, 3, 3))
    assert end.other_reading == date(2027, 1, 4)
    assert "ingen dag" in end.why.reservations[0]
    assert "Länet har planerat" in own.why.reservations[0]


# Plans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_large", "has_plan", "adopted", "holds"),
    [
        (True, False, False, False),
        (True, True, False, False),
        (True, True, True, True),
        (False, False, False, True),
        (False, True, False, False),
        (None, False, False, None),
        (None, True, True, True),
    ],
)
def test_a_large_saving_demands_a_plan(is_large, has_plan, adopted, holds) -> None:
    """Vägledningen 2.6: a municipality with a large saving shall have a clear plan."""
    found = saving_plans.required(is_large=is_large, has_plan=has_plan, adopted=adopted)

    assert found.holds is holds


@pytest.mark.parametrize(
    ("checks", "late", "holds"),
    [
        ([], 0, None),
        ([(date(2025, 1, 1), True)], 0, True),
        ([(date(2025, 1, 1), True)], 2, False),
        ([(date(2025, 1, 1), True), (date(2026, 1, 1), False)], 0, False),
        ([(date(2025, 1, 1), False), (date(2026, 1, 1), True)], 0, True),
    ],
)
def test_a_plan_is_followed_up(checks, late, holds) -> None:
    """Vägledningen 2.6: the county follows up that the plan is kept."""
    assert saving_plans.kept(checks, late).holds is holds


def test_the_days_of_a_plan_say_why_and_whose_they_are() -> None:
    """Vägledningen 2.6, 3.2: no source gives a day for the plan or for what it holds."""
    saturday = date(2027, 3, 6)
    asked = saving_plans.adopt_by(saturday, date(2026, 11, 20))
    written = saving_plans.activity_due(date(2027, 3, 1), None)
    agreed = saving_plans.activity_due(date(2027, 3, 1), date(2026, 12, 1))

    assert asked.other_reading == date(2027, 3, 8)
    assert [fact.value for fact in asked.why.facts[:2]] == ["2026-11-20", "2027-03-06"]
    assert asked.why.reservations[0] == saving_plans.ADOPT_BY_IS_COUNTYS
    assert written.why.reservations == (saving_plans.NOT_BINDING_YET,)
    assert (agreed.why.facts[0].value, agreed.why.reservations) == ("2026-12-01", ())
    assert "1 aktivitet är försenad." in saving_plans.kept([(saturday, True)], 1).missing


@given(
    amounts,
    st.dictionaries(st.integers(2020, 2040), st.tuples(amounts, amounts), max_size=8),
    st.dictionaries(st.integers(2020, 2040), amounts, max_size=8),
)
def test_a_forecast_adds_up(opening, stated, activities) -> None:
    """Vägledningen 2.6: how the saving and coming compensation shall be used."""
    rows = saving_plans.forecast(
        opening, [(year, *values) for year, values in stated.items()], activities
    )
    for row in rows:
        assert row.computed == row.opening + row.compensation - row.activities
        assert row.differs == row.stated - row.computed
    planned = sum((activities.get(year, D(0)) for year in stated), D(0))
    coming = sum((values[0] for values in stated.values()), D(0))
    if rows:
        assert rows[-1].computed == opening + coming - planned
        assert "förslag" in rows[0].why.reservations[0]


def test_devices_may_not_be_paid() -> None:
    """Vägledningen 3.2: compensation used in the wrong way, as for Rakel devices."""
    devices = [item for item in eligibility.guidance() if "Rakel" in item.text]

    assert [item.allowed for item in devices] == [False]
    assert "Vägledningen 3.2" in devices[0].source
