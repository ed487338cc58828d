"""Days, terms and limits, over more than twenty years of elections."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.terms import dates, settings
from followup.terms import rules as terms
from followup.why import Explanation

days = st.dates(min_value=date(2014, 1, 1), max_value=date(2045, 12, 31))
elections = st.sampled_from([2014, 2018, 2022, 2026, 2030, 2034, 2038]).flatmap(
    lambda year: st.dates(min_value=date(year, 9, 1), max_value=date(year, 9, 30))
)
month_days = st.tuples(st.integers(1, 12), st.integers(1, 31)).filter(
    lambda pair: dates.exists_every_year(*pair)
)
WHY = Explanation("Regeln.", "Vägledningen 2.2")


@given(elections, days)
def test_a_day_is_in_one_year_of_its_term_or_outside_it(election: date, day: date) -> None:
    """Vägledningen 2.2: mandatperiodens första år är året efter valet, och den har fyra."""
    number = terms.year_of_term(election, day)
    inside = terms.first_day(election) <= day <= date(election.year + 4, 12, 31)
    assert (number is not None) == inside
    if number is not None:
        assert 1 <= number <= terms.YEARS
        assert day.year == election.year + number


@given(days)
def test_each_day_is_in_exactly_one_term_of_ordinary_elections(day: date) -> None:
    """Vägledningen 2.5: vart fjärde år."""
    found = [year for year in range(2010, 2046, 4) if terms.year_of_term(date(year, 9, 9), day)]
    assert len(found) == 1


@given(elections, st.integers(1, 4), month_days)
def test_what_is_due_is_due_in_its_year_of_the_term(
    election: date, year: int, month_day: tuple[int, int]
) -> None:
    """Vägledningen tabell 2.2: datumet ligger i mandatperiodens år."""
    month, day = month_day
    due = terms.document_due(
        document="Planen",
        election=election,
        year=year,
        month=month,
        day=day,
        is_reported=False,
        lowest_body="",
        source="Vägledningen tabell 2.2",
        validity="från och med 1 januari 2019",
    )
    assert terms.year_of_term(election, due.day) == year
    assert (due.day.month, due.day.day) == month_day
    assert all((due.why.rule, due.why.source, due.why.facts))
    assert bool(due.other_reading) == bool(due.why.reservations)


@given(days)
def test_the_other_reading_is_the_next_weekday_and_the_day_is_never_moved(day: date) -> None:
    """Vägledningen 2.2: båda läsningarna visas; Lagen om lagstadgad tid 2 §."""
    found = dates.explained(day, WHY)
    assert found.day == day
    other = found.other_reading
    if other is None:
        assert dates.day_off(day) == ""
        assert found.why == WHY
        return
    assert other > day
    assert dates.day_off(other) == ""
    assert all(dates.day_off(day + timedelta(n)) for n in range((other - day).days))
    assert "rättsfråga" in found.why.reservations[-1]


@given(st.integers(2014, 2045))
def test_new_years_eve_is_never_a_weekday(year: int) -> None:
    """Vägledningen tabell 2.2: 31 december; nyårsafton enligt Lagen om lagstadgad tid 2 §."""
    other = dates.other_reading(date(year, 12, 31))
    assert other is not None
    assert other >= date(year + 1, 1, 2)


@given(st.integers(2014, 2045))
def test_weekends_are_never_weekdays(year: int) -> None:
    """Lagen (1930:173) 2 §: söndag och lördag."""
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() > 4:
            assert dates.other_reading(day) is not None
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "name", "other"),
    [
        (date(2026, 6, 19), "midsommarafton", date(2026, 6, 22)),
        (date(2026, 12, 24), "julafton", date(2026, 12, 28)),
        (date(2026, 10, 31), "alla helgons dag", date(2026, 11, 2)),
        (date(2027, 10, 31), "söndag", date(2027, 11, 1)),
        (date(2027, 12, 31), "nyårsafton", date(2028, 1, 3)),
        (date(2026, 11, 21), "lördag", date(2026, 11, 23)),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag", date(2026, 5, 15)),
    ],
)
def test_days_off_have_their_names(day: date, name: str, other: date) -> None:
    assert dates.day_off(day) == name
    assert dates.other_reading(day) == other


@given(elections)
def test_the_check_of_year_two_is_a_beginning_with_one_reading(election: date) -> None:
    """Vägledningen 2.2: vid början av det andra året."""
    found = terms.year_two_check(election=election, source="Vägledningen 2.2", validity="nu")
    assert terms.year_of_term(election, found.day) == 2
    assert found.other_reading is None
    assert found.why.reservations


@given(st.integers(2014, 2045), month_days)
def test_a_yearly_day_has_its_reason(year: int, month_day: tuple[int, int]) -> None:
    """Vägledningen 3.3: 30 april varje år."""
    month, day = month_day
    found = terms.yearly_day(
        what="Gränsen",
        year=year,
        month=month,
        day=day,
        source="Vägledningen 3.3",
        validity="nu",
        note="Obs.",
    )
    assert found.day == date(year, month, day)
    assert found.why.reservations[0] == "Obs."


def test_counts_are_said_in_words() -> None:
    """Vägledningen 2.5, 2.7: minst en gång, gärna två."""
    visits = terms.count_in_term(what="Besök", least=1, preferred=2, source="s", validity="v")
    assert visits.rule == "Besök: minst 1 per mandatperiod, gärna 2."
    unknown = terms.count_in_term(
        what="Besök", least=None, preferred=None, source="s", validity="v"
    )
    assert unknown.rule == "Besök: antalet anges inte."


def test_validity_is_said_in_words() -> None:
    first = date(2019, 1, 1)
    assert terms.validity(first, None) == "från och med 1 januari 2019"
    assert terms.validity(first, date(2023, 12, 31)).endswith("till och med 31 december 2023")


def test_days_that_do_not_come_every_year_are_known() -> None:
    assert not dates.exists_every_year(2, 29)
    assert not dates.exists_every_year(6, 31)
    assert not dates.exists_every_year(13, 1)
    assert dates.exists_every_year(12, 31)
    assert dates.month_day(10, 31) == "31 oktober"


@pytest.mark.parametrize(
    ("key", "text", "value", "shown"),
    [
        ("large_saving_amount", "1 000 000", 1_000_000, "1\xa0000\xa0000\xa0kr"),
        ("large_saving_amount", "", None, "inte satt"),
        ("export_across", "yes", True, "Ja"),
        ("export_across", "no", False, "Nej"),
        ("referral_cutoff_on_day", "before", "before", "Räkna dagen som före"),
    ],
)
def test_limits_are_read_and_shown(key: str, text: str, value: object, shown: str) -> None:
    """Vägledningen 2.6, 3.2, 3.3: gränser utan tal sätts av länet."""
    known = settings.BY_KEY[key]
    assert settings.parsed(known, text) == value
    assert settings.shown(known, settings.parsed(known, text)).replace(
        " ", "\xa0"
    ) == shown.replace(" ", "\xa0")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("large_saving_amount", "mycket"),
        ("large_saving_amount", "0"),
        ("late_visit_year", "5"),
        ("export_across", "kanske"),
        ("referral_cutoff_on_day", "never"),
    ],
)
def test_other_values_are_refused(key: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        settings.parsed(settings.BY_KEY[key], text)
