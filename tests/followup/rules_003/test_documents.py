"""Rules of Vägledningen on the documents of a term, as they meet whoever hands one in."""

from datetime import UTC, datetime

import pytest

from common.errors import RuleError
from followup.deadlines.models import Deadline
from followup.documents import queries as reads
from followup.documents import services as documents
from followup.documents.models import MunicipalDocument
from followup.documents.reviews import services as document_reviews
from followup.terms import queries as method
from tests.followup.documents.factories import (
    AT,
    PLAN,
    RSA,
    delivery,
    hand_in,
    judge_all,
    new_world,
)

pytestmark = pytest.mark.django_db
RESTS_ON_THE_ANALYSIS = "EX-PLA-2"  # an example, as all criteria that come along


@pytest.mark.parametrize(
    ("kind", "too_low"),
    [
        pytest.param(kind, too_low, id=kind)
        for kind, too_low in {
            "governing_document": "board",
            "crisis_board_rules": "board",
            "emergency_plan": "official",
            "training_plan": "official",
        }.items()
    ],
)
def test_a_body_below_the_lowest_is_refused(kind: str, too_low: str) -> None:
    """Vägledningen tabell 2.2: fullmäktige för två av dem, lägst kommundirektören för två."""
    world = new_world()

    with pytest.raises(RuleError, match="ska beslutas av") as refused:
        hand_in(world, kind, given=delivery(too_low))

    assert refused.value.code == "body_too_low"


def test_the_report_of_the_analysis_is_checked_by_the_headings_of_the_regulation() -> None:
    """Vägledningen 2.2.1: redovisningen följer dispositionen i MSBFS 2015:5 § 4."""
    version = hand_in(new_world(), RSA)

    headings = [row.heading.text for row in reads.headings(version)]

    assert [text.split()[0] for text in headings] == [
        "Beskrivning",
        "Beskrivning",
        "Identifierad",
        "Identifierade",
        "Identifierade",
        "Beskrivning",
        "Behov",
    ]


def test_each_term_demands_a_plan_of_its_own() -> None:
    """Vägledningen 2.2.2: kommunen fastställer en plan för varje ny mandatperiod."""
    world = new_world()
    hand_in(world, PLAN)
    following = method.term_of_year(2027)
    assert following is not None

    documents.lay_term(county=world.county, term=following, at=datetime(2027, 1, 2, tzinfo=UTC))

    plans = MunicipalDocument.objects.filter(municipality=world.municipality, kind=PLAN)
    assert dict(plans.values_list("term__election_date__year", "status")) == {
        2022: "submitted",
        2026: "missing",
    }
    key = documents.deadline_key(world.municipality, following, PLAN)
    assert Deadline.objects.filter(key=key, state="open", due_date__year=2027).exists()


def test_a_plan_that_does_not_rest_on_the_analysis_is_not_accepted() -> None:
    """Vägledningen 2.2.2: kommunen ska i planen ta hänsyn till RSA-arbetet."""
    world = new_world()
    version = hand_in(world, PLAN)
    judge_all(world, version)
    found = next(
        row.criterion
        for row in reads.criteria(version)
        if row.criterion.code == RESTS_ON_THE_ANALYSIS
    )
    assert "risk- och sårbarhetsanalysen" in found.text
    document_reviews.check_criterion(
        version_id=version.pk,
        criterion_id=found.pk,
        verdict="not_met",
        reasoning="Planen nämner inte analysen.",
        by=world.handler,
        at=AT,
    )

    with pytest.raises(RuleError, match=RESTS_ON_THE_ANALYSIS):
        document_reviews.accept_document(document_id=version.document_id, by=world.handler, at=AT)
