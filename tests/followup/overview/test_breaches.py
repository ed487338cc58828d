"""What was not done in time stays red, and what is nearly due is not in good time."""

from datetime import UTC, date, datetime

import pytest

from actors.models import Function
from followup.deadlines.models import Deadline
from followup.economy.reviews import services as reviews
from followup.method.services import load_reference
from followup.overview import queries as overview
from followup.terms import queries as method
from followup.visits.models import Visit, VisitPlan
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
START = datetime(2023, 1, 9, 9, tzinfo=UTC)
LAST = date(2026, 12, 30)
AFTER = date(2027, 1, 4)


@pytest.fixture
def world():
    load_reference()
    return World()


def cell(world, part, day):
    return overview.rows_of([world.municipality], world.county, day)[0].cells[part]


def plan(world, **held):
    found = VisitPlan.objects.create(county=world.county, term=method.term_of_year(2023))
    if held:
        handler = Function.objects.get(appointments__person=world.handler)
        Visit.objects.create(
            plan=found, municipality=world.municipality, year=2025, quarter=2,
            focus="documents", handler=handler, starts_at=START, **held,
        )  # fmt: skip
    return found


def test_a_term_without_a_visit_is_red_before_and_after_it_ends(world):
    """Vägledningen 2.7 "minst en gång per mandatperiod"."""
    plan(world)

    assert cell(world, "visit", LAST).state == "late"
    after = cell(world, "visit", AFTER)
    assert (after.state, "för få besök 2023–2026" in after.text) == ("late", True)


def test_what_was_visited_and_what_was_not_planned_here_is_no_breach(world):
    assert "för få" not in cell(world, "visit", AFTER).text

    plan(world, status="held", held_date=date(2025, 5, 6), held_by="H")

    assert "för få" not in cell(world, "visit", AFTER).text


def test_no_review_the_day_before_the_term_ends_is_not_in_good_time(world):
    """Vägledningen 2.5 "minst två gånger per mandatperiod"."""
    reviews.lay_deadlines(world.municipality, method.term_of_year(2023), at=START)
    assert Deadline.objects.filter(kind="economic_review").count() == 2

    near, after = cell(world, "economy", LAST), cell(world, "economy", AFTER)

    assert (near.state, near.county) == ("soon", "Granska ekonomin")
    assert "2 granskningar ska snart vara gjorda" in near.text
    assert (after.state, "2 granskningar försenade" in after.text) == ("late", True)
