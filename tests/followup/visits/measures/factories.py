"""Measures in a plan, at different stages."""

from datetime import UTC, date, datetime
from typing import Any

from followup.visits.measures import plan as measure_plan
from followup.visits.measures import services as measures
from followup.visits.measures.models import Measure
from tests.followup.visits.report.factories import AT, DUE, LATER, add_measure, name_deficiency
from tests.followup.worlds import World

LATE = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
OTHER_DAY = date(2026, 11, 30)
__all__ = ["AT", "DUE", "LATE", "LATER", "OTHER_DAY"]


def proposed(world: World) -> Measure:
    """Propose a measure against a named deficiency."""
    return add_measure(world, deficiency_id=name_deficiency(world).pk)


def agreed(world: World) -> Measure:
    """Have the leadership approve it."""
    return approve(world, proposed(world))


def approve(world: World, measure: Measure, **given: Any) -> Measure:
    values: dict[str, Any] = {
        "municipality_id": world.municipality.pk,
        "measure_ids": [measure.pk],
        "by": world.director,
        "at": LATER,
    }
    return measure_plan.approve_plan(**(values | given))[0]


def reported(world: World) -> Measure:
    """Have the coordinator say that it is done."""
    return report(world, agreed(world))


def report(world: World, measure: Measure, **given: Any) -> Measure:
    values: dict[str, Any] = {
        "measure_id": measure.pk,
        "text": "Nämnden övade.",
        "by": world.coordinator,
        "at": LATER,
    }
    return measure_plan.report_done(**(values | given))


def counter(world: World, measure: Measure, **given: Any) -> Measure:
    values: dict[str, Any] = {
        "measure_id": measure.pk,
        "due_date": OTHER_DAY,
        "reason": "Övningen är flyttad.",
        "by": world.coordinator,
        "at": LATER,
    }
    return measure_plan.counter_date(**(values | given))


def answer(world: World, measure: Measure, *, accepts: bool, reason: str = "") -> Measure:
    return measure_plan.answer_counter(
        measure_id=measure.pk, accepts=accepts, reason=reason, by=world.handler, at=LATER
    )


def judge_not_done(world: World, measure: Measure, **given: Any) -> Measure:
    values: dict[str, Any] = {
        "measure_id": measure.pk,
        "reason": "Ingen övning har hållits.",
        "by": world.handler,
        "at": LATE,
    }
    return measures.find_not_done(**(values | given))
