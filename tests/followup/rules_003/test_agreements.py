"""Rules of source 003 that rest on the reference data: agreements and criteria."""

from datetime import date

import pytest

from followup.models import AssessmentCriterion, GrantAgreement
from followup.reports import method
from followup.services.method import load_reference

pytestmark = pytest.mark.django_db
Question = GrantAgreement.Question


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


def question_of(part: str, day: date) -> str:
    return next(found.question for found in method.agreements(day) if found.part == part)


def test_for_crisis_preparedness_it_is_asked_whether_tasks_are_done() -> None:
    """003 §2.1: krisberedskap följs upp efter om uppgifterna har utförts."""
    assert question_of("crisis_preparedness", date(2020, 1, 1)) == Question.DONE


def test_for_civil_defence_it_is_asked_whether_work_has_begun() -> None:
    """003 §2.1: civilt försvar följs upp efter om arbetet har påbörjats."""
    assert question_of("civil_defence", date(2020, 1, 1)) == Question.STARTED


def test_both_parts_are_followed_up_by_one_method() -> None:
    """003 §2.1: uppföljningen av krisberedskap och civilt försvar samordnas."""
    day = date(2026, 11, 21)
    parts = {found.part for found in method.agreements(day)}
    areas = set(method.criteria(day).values_list("area", flat=True))

    assert parts == {"crisis_preparedness", "civil_defence"}
    assert set(method.areas(day)) <= areas


def test_the_plan_is_asked_whether_it_rests_on_the_analysis() -> None:
    """003 §2.2.2: planen tar hänsyn till risk- och sårbarhetsanalysen (demotext)."""
    found = AssessmentCriterion.objects.get(code="EX-PLA-2")

    assert found.document == "emergency_plan"
    assert found.kind == AssessmentCriterion.Kind.BASIC
    assert "risk- och sårbarhetsanalysen" in found.text
