"""What may be answered, when a report opens, how answers are counted."""

from datetime import date

import pytest

from followup.annual.compilations import rules as compilations
from followup.annual.reports import rules as reports


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("yes_no", " JA ", "yes"),
        ("yes_no", "no", "no"),
        ("scale", "5", "5"),
        ("number", "1 200,50", "1200.5"),
        ("number", "100", "100"),
        ("number", "0", "0"),
        ("text", " a\r\nb ", "a\nb"),
        ("scale", "  ", ""),
    ],
)
def test_answers_are_stored_in_one_spelling(kind, typed, stored):
    assert reports.read_answer(kind, typed) == stored


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e99", "1,2,3"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(reports.NotAnAnswer):
        reports.read_answer("number", typed)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [("yes_no", "yes", "Ja"), ("number", "12.5", "12,5"), ("scale", "3", "3")],
)
def test_answers_are_shown_in_swedish(kind, value, shown):
    assert reports.shown_answer(kind, value) == shown


def test_a_year_opens_when_it_is_over():
    """Vägledningen 2.4."""
    assert reports.opens_on(2025) == date(2026, 1, 1)
    assert not reports.is_open(2025, date(2025, 12, 31))
    assert reports.is_open(2025, date(2026, 1, 1))
    assert not reports.is_open(1999, date(2026, 1, 1))


def test_the_coming_year_changes_after_the_day():
    """Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING."""
    due = date(2026, 2, 15)
    assert reports.coming_year(due, due) == 2025
    assert reports.coming_year(date(2026, 2, 16), due) == 2026


def test_late_is_after_the_day():
    due = date(2026, 2, 15)
    assert not reports.is_late(due, due, date(2026, 5, 1))
    assert reports.is_late(date(2026, 2, 16), due, date(2026, 2, 16))
    assert reports.is_late(None, due, date(2026, 2, 16))
    assert reports.why_late(None, due).facts[1].value == "inte än"


@pytest.mark.parametrize(
    ("answered", "of", "said"),
    [(0, 0, "Inga indikatorer"), (2, 2, "Alla 2"), (1, 3, "1 av 3 indikatorer besvarade, 2 kvar")],
)
def test_progress_is_told(answered, of, said):
    assert said in str(reports.Progress(answered, of))


def test_a_scale_has_counts_and_no_mean():
    """Vägledningen 2.4, 1.1: likvärdigt, utan rangordning."""
    found = compilations.distribution("scale", ["1", "5", ""])

    assert found.counts == (("1", 1), ("2", 0), ("3", 0), ("4", 0), ("5", 1), ("Inte besvarad", 1))
    assert (found.lowest, found.highest) == ("", "")
    assert "medelvärde" in compilations.why_no_mean().rule
    assert "länets summa" in compilations.why_civil_defence_is_total().rule


def test_numbers_have_a_lowest_and_a_highest():
    found = compilations.distribution("number", ["9", "10.5"])

    assert (found.lowest, found.highest) == ("9", "10,5")
