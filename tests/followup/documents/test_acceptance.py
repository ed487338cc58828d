"""What stands in the way of accepting a document: headings, and decisions of another term."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from common.errors import RuleError
from followup.documents import queries as reads
from followup.documents.models import MunicipalDocument
from followup.documents.reviews import services as reviews
from followup.terms import queries as method
from tests.followup.documents.factories import (
    AT,
    RSA,
    check_headings,
    delivery,
    hand_in,
    judge_all,
    new_world,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def world():
    return new_world()


def test_an_analysis_without_a_demanded_heading_is_not_accepted(world):
    """Vägledningen 2.2.1: the account follows the headings of the regulation; else it is asked."""
    version = hand_in(world)
    judge_all(world, version)
    found = reads.headings(version)[2].heading
    reviews.check_heading(
        version_id=version.pk, number=found.number, found="no", text="", by=world.handler, at=LATER
    )

    assert reads.fulfilled(version).missing == (f"Rubriken ”{found}” saknas.",)
    with pytest.raises(RuleError, match="saknas. Begär komplettering"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)
    assert MunicipalDocument.objects.get(pk=version.document_id).status == "under_review"


def test_headings_that_nobody_has_looked_for_are_looked_for_first(world):
    """Vägledningen 2.2.1: an account that nobody compared with the headings is not accepted."""
    version = hand_in(world)
    judge_all(world, version)
    check_headings(world, version, found="")

    with pytest.raises(RuleError, match="7 rubriker är inte kontrollerade än"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)


def test_a_decision_from_before_the_election_is_asked_about_and_fulfils_nothing(world):
    """Vägledningen 2.2.2: decided anew for each term."""
    early = delivery(decided=date(2016, 5, 1))
    with pytest.raises(RuleError, match="före valet 11 september 2022. Gäller") as broken:
        hand_in(world, given=early)
    assert broken.value.code == "before_election"

    version = hand_in(world, given=replace(early, knows_before_election=True))
    judge_all(world, version)

    row = reads.row(world.municipality, world.term, RSA, AT.date())
    assert (row.on_time.holds, row.verdict.holds) == (False, False)
    assert "tidigare period" in row.verdict.missing[0]
    with pytest.raises(RuleError, match="tidigare period"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)


def test_a_later_version_for_the_term_is_judged_by_its_own_days(world):
    hand_in(world, given=delivery(decided=date(2016, 5, 1), knows_before_election=True))

    hand_in(world, at=LATER, given=delivery(reason="Beslutat på nytt"))

    assert reads.row(world.municipality, world.term, RSA, AT.date()).on_time.holds


def test_a_term_whose_election_has_not_been_held_is_asked_about(world):
    """Vägledningen 2.2.2: for each new term; there is none before its election."""
    world.term = method.term_of_year(2027)

    with pytest.raises(RuleError, match="Valet 13 september 2026 har inte hållits än"):
        hand_in(world)
