"""Rules of Vägledningen on deficiencies and the plan of measures: told, agreed and watched."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from actors.models import User
from followup.visits.measures import deficiencies
from followup.visits.measures import plan as measure_plan
from followup.visits.measures import queries as reads
from followup.visits.measures import services as measures
from followup.visits.measures.models import Measure
from tests.followup.visits.measures.factories import AT, DUE, LATER, agreed, proposed, report
from tests.followup.visits.report.factories import name_deficiency
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_a_measure_is_watched_from_its_day_until_it_is_found_done() -> None:
    """Vägledningen 1.1, 2.9: länsstyrelsen bevakar att kommunen genomför åtgärderna."""
    world = World()
    measure = agreed(world)
    after = DUE + timedelta(days=1)

    def waits_for() -> list[str]:
        return [row.action for row in reads.county_rows(world.county, after, {})]

    assert waits_for() == ["overdue"]
    report(world, measure)
    assert waits_for() == ["verify"]
    measures.verify_measure(measure_id=measure.pk, by=world.handler, at=LATER)
    assert waits_for() in ([], ["ended"])


def approve(world: World, measure: Measure, by: User) -> None:
    measure_plan.approve_plan(
        municipality_id=world.municipality.pk, measure_ids=[measure.pk], by=by, at=LATER
    )


def test_the_plan_holds_once_the_leadership_has_agreed_to_it() -> None:
    """Vägledningen 2.7.3, 3.2: kommunen upprättar en plan med stöd av länsstyrelsen."""
    world = World()
    measure = proposed(world)

    approve(world, measure, by=world.director)

    measure.refresh_from_db()
    assert (measure.status, measure.due_date) == ("agreed", DUE)
    assert measure.agreed_by.startswith("Kommundirektör")
    assert measure.created_by.startswith("Handläggare")


def test_nobody_but_the_leadership_agrees_to_the_plan() -> None:
    """Vägledningen 2.7.3, 3.2: länsstyrelsen föreslår; kommunen upprättar planen."""
    world = World()
    measure = proposed(world)

    for who in (world.handler, world.coordinator):
        with pytest.raises(PermissionDenied):
            approve(world, measure, by=who)


def test_the_municipality_sees_a_deficiency_once_it_is_told() -> None:
    """Vägledningen 3.2: länsstyrelsen uppmärksammar kommunen på de brister som identifierats."""
    world = World()
    found = name_deficiency(world)

    def seen() -> list[str]:
        shown = reads.deficiencies_visible_to(world.coordinator, world.municipality)
        return [each.text for each in shown]

    before = seen()
    deficiencies.tell_deficiencies(
        municipality_id=world.municipality.pk, deficiency_ids=[found.pk], by=world.handler, at=AT
    )

    assert before == []
    assert seen() == [found.text]
