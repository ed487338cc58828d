"""Rules of Vägledningen that rest on the reference data: agreements and criteria."""

from datetime import date

import pytest

from followup.documents import queries as documents
from followup.method.services import load_reference
from followup.terms import queries as method
from followup.terms.models import DocumentKind, GrantAgreement
from followup.visits import areas as visit_areas
from tests.followup.visits.report.factories import held_visit
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
Question = GrantAgreement.Question


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


def question_of(part: str, day: date) -> str:
    return next((one.question for one in method.agreements(day) if one.part == part), "")


def test_for_crisis_preparedness_it_is_asked_whether_tasks_are_done() -> None:
    """Vägledningen 2.1: krisberedskap följs upp efter om uppgifterna har utförts."""
    assert question_of("crisis_preparedness", date(2020, 1, 1)) == Question.DONE


def test_for_civil_defence_it_is_asked_whether_work_has_begun() -> None:
    """Vägledningen 2.1: civilt försvar följs upp efter om arbetet har påbörjats."""
    assert question_of("civil_defence", date(2020, 1, 1)) == Question.STARTED


def test_both_parts_are_followed_up_by_one_method() -> None:
    """Vägledningen 2.1: uppföljningen av krisberedskap och civilt försvar samordnas."""
    parts = {found.part for found in method.agreements(DAY)}
    areas = set(method.criteria(DAY).values_list("area", flat=True))

    assert parts == {"crisis_preparedness", "civil_defence"}
    assert {"training", "civil_defence"} <= set(method.areas(DAY)) <= areas


def test_each_area_of_the_agreements_is_followed_up_at_a_visit() -> None:
    """Vägledningen 1.2: LEH 2 och 3 kap., som regleras i överenskommelserna."""
    visit = held_visit(World())

    untouched = {row.code for row in visit_areas.rows_of(visit, DAY)}

    assert {
        "risk_analysis",
        "planning",
        "area_responsibility",
        "training",
        "reporting",
        "heightened_alert",
    } <= untouched


def test_each_document_of_the_law_is_followed_up() -> None:
    """Vägledningen 1.2, tabell 2.2: dokumenten som LEH och överenskommelserna kräver."""
    world = World()
    term = method.term_of_year(DAY.year)
    assert term is not None

    rows = documents.term_rows(world.municipality, term, DAY)

    assert {row.kind for row in rows} == set(DocumentKind.values)
