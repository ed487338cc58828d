"""The reference data: what 003 and the agreements demand, with source and validity."""

from datetime import date

import pytest

from followup.method.services import load_reference
from followup.terms import queries as method
from followup.terms.models import (
    AssessmentCriterion,
    DocumentKind,
    DocumentRequirement,
    ElectoralTerm,
    Indicator,
    KeyDate,
)
from tests.factories import CountyFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


def test_loading_twice_adds_nothing() -> None:
    assert load_reference() == 0


def test_examples_can_be_left_out() -> None:
    AssessmentCriterion.objects.all().delete()
    Indicator.objects.all().delete()
    load_reference(examples=False)
    assert not AssessmentCriterion.objects.exists()


def test_the_documents_of_2019_are_due_when_the_table_says() -> None:
    """Vägledningen tabell 2.2: RSA 31 oktober 2019, de fyra andra 31 december 2019."""
    term = ElectoralTerm.objects.get(election_date=date(2018, 9, 9))
    days = {r.kind: method.document_due(r, term).day for r in method.requirements(term)}
    assert days.pop(DocumentKind.RISK_ANALYSIS.value) == date(2019, 10, 31)
    assert set(days.values()) == {date(2019, 12, 31)}
    assert len(days) == 4


def test_each_document_has_its_lowest_deciding_body() -> None:
    """Vägledningen tabell 2.2.

    fullmäktige för styrdokument och reglemente, kommundirektör för planerna.
    """
    bodies = dict(DocumentRequirement.objects.values_list("kind", "lowest_body"))
    assert bodies == {
        "risk_analysis": "",
        "governing_document": "council",
        "crisis_board_rules": "council",
        "emergency_plan": "director",
        "training_plan": "director",
    }


def test_the_report_of_the_analysis_has_seven_headings() -> None:
    """Vägledningen 2.2.1: redovisningen följer dispositionen i föreskriftens § 4."""
    term = method.current_term(DAY)
    assert term is not None
    found = method.requirement("risk_analysis", term)
    assert found is not None
    assert [h.number for h in found.headings.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert found.is_reported


def test_the_annual_report_is_due_15_february_the_year_after() -> None:
    """Vägledningen 2.4: årlig redovisning till sista datum; MSB: 15 februari."""
    due = method.annual_report_due(2026)
    assert due.day == date(2027, 2, 15)
    assert due.other_reading is None
    assert method.annual_report_due(2017).day == date(2018, 2, 15)


def test_year_two_begins_the_check_of_the_documents() -> None:
    """Vägledningen 2.2: Länsstyrelsen följer upp dokumenten under inledningen av år 2."""
    term = ElectoralTerm.objects.get(election_date=date(2026, 9, 13))
    check = method.year_two_check(term)
    assert check.day == date(2028, 1, 1)
    assert check.why.reservations
    KeyDate.objects.all().delete()
    assert method.year_two_check(term).why.source == "Vägledningen 2.2"


def test_visits_and_reviews_are_counts() -> None:
    """Vägledningen 2.5, 2.7: minst två ekonomiska uppföljningar; minst ett, gärna två besök."""
    visits = method.key_date("UPPFOLJNINGSBESOK", DAY)
    reviews = method.key_date("EKON_UPPFOLJNING", DAY)
    assert visits is not None
    assert reviews is not None
    assert (visits.count, visits.recommended, reviews.count) == (1, 2, 2)
    with pytest.raises(ValueError, match="no day"):
        method.yearly(visits, 2026)


def test_terms_follow_the_elections() -> None:
    assert [str(term) for term in method.terms()][:3] == ["2019–2022", "2023–2026", "2027–2030"]
    assert str(method.current_term(DAY)) == "2023–2026"
    assert method.term_of_year(2010) is None


def test_the_examples_cover_each_area_and_document() -> None:
    """Vägledningen 2.7.3: samtliga områden berörs."""
    assert method.criteria(DAY).filter(criteria_set__is_demo=False).count() == 0
    for area in method.areas(DAY):
        assert method.criteria(DAY, area=area).filter(kind="basic").exists()
        assert method.criteria(DAY, area=area).filter(kind="quality").exists()
    for document in DocumentKind.values:
        assert method.criteria(DAY, document=document).exists()
    held = method.indicator_set(DAY)
    assert held is not None
    assert held.is_demo


def test_agreements_end_and_their_areas_are_kept_until_the_next_is_known() -> None:
    """Vägledningen 2.1: gällande överenskommelser; efterföljaren från 2027 är inte känd."""
    assert method.agreements(DAY).count() == 2
    assert method.agreements(date(2027, 1, 1)).count() == 0
    assert method.areas(date(2027, 1, 1)) == method.areas(DAY)
    assert len(method.areas(date(2022, 6, 1))) == 9
    assert method.areas(date(2010, 1, 1)) == []


def test_components_are_those_of_the_day() -> None:
    codes = set(method.components(DAY).values_list("code", flat=True))
    assert codes == {"basic", "operations", "vma", "vma_rakel", "civil_defence"}


def test_a_setting_without_a_row_is_unset() -> None:
    """Vägledningen 2.6, 3.2: gränser utan tal."""
    county = CountyFactory()
    assert method.setting(county, "large_saving_amount", DAY) is None
    assert method.setting(county, "soon_days", DAY) == 30
    with pytest.raises(KeyError):
        method.setting(county, "unknown", DAY)
