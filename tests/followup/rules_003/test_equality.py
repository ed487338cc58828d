"""The rule of Vägledningen that all counties follow up in the same way."""

from datetime import date

import pytest

from followup.documents import queries as reads
from followup.documents.rules import BASIC
from followup.terms import queries as method
from tests.followup.documents.factories import AT, hand_in, new_world
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_two_counties_follow_up_by_the_same_documents_and_criteria() -> None:
    """Vägledningen 1.1: kommunerna i de olika länen får likvärdig uppföljning och bedömning."""
    here = new_world()
    there = World(code="03")
    there.term = method.term_of_year(2023)

    demanded = [
        [(row.kind, row.due.day) for row in reads.term_rows(one, here.term, AT.date())]
        for one in (here.municipality, there.municipality)
    ]
    judged = [[row.criterion for row in reads.criteria(hand_in(one))] for one in (here, there)]

    assert demanded[0] == demanded[1]
    assert len(demanded[0]) == 5
    assert dict(demanded[0])["risk_analysis"] == date(2023, 10, 31)
    assert judged[0] == judged[1]
    assert BASIC in {criterion.kind for criterion in judged[0]}
