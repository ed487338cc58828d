"""Rules of Vägledningen on the economy: what the state paid, against what it was used for."""

from datetime import date
from decimal import Decimal

import pytest

from followup.economy import services as economy
from followup.economy.models import Cost
from followup.economy.queries import PartEconomy, economy_of
from tests.followup.economy.factories import AT, CRISIS, DEFENCE, Scene, granted, limit, scene, used

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
YEAR = 2025


def parts(stage: Scene) -> dict[str, PartEconomy]:
    return economy_of(stage.municipality, parts=[CRISIS, DEFENCE], day=DAY)


def judged(stage: Scene, cost: Cost, eligibility: str) -> None:
    economy.judge_cost(
        cost_id=cost.pk, eligibility=eligibility, judgement="Prövad.", by=stage.handler, at=AT
    )


def test_what_the_county_finds_wrongly_paid_lowers_no_saving() -> None:
    """Vägledningen 2.1, 2.5.

    ersättningen används som avsett, till uppgifterna i överenskommelserna.
    """
    stage = scene()
    granted(stage, YEAR, 1000)
    judged(stage, used(stage, YEAR, 300), "yes")
    judged(stage, used(stage, YEAR, 200, text="Rakel"), "no")

    (year,) = parts(stage)[CRISIS].years

    assert (year.sums.eligible, year.sums.ineligible) == (300, 200)
    assert year.closing == 700


def test_the_years_compensation_stands_against_the_costs_of_the_tasks() -> None:
    """Vägledningen 2.5: hur tilldelad ersättning matchats med kostnaderna för uppgifterna."""
    stage = scene()
    granted(stage, YEAR, 1000)
    used(stage, YEAR, 300)

    found = parts(stage).get(CRISIS)

    shown = {fact.label for year in (found.years if found else []) for fact in year.why.facts}
    assert {"Ersättning", "Kostnader som får finansieras"} <= shown
    assert found is not None
    assert [(one.sums.compensation, one.sums.eligible) for one in found.years] == [(1000, 300)]


def test_the_costs_of_the_two_parts_are_kept_apart() -> None:
    """Vägledningen 2.5: kostnaderna för krisberedskap och civilt försvar särredovisas."""
    stage = scene()
    for part in (CRISIS, DEFENCE):
        granted(stage, YEAR, 1000, part=part)
    used(stage, YEAR, 300, part=DEFENCE)

    closing = {part: found.years[-1].closing for part, found in parts(stage).items()}

    assert closing == {CRISIS: Decimal(1000), DEFENCE: Decimal(700)}


def test_a_saving_above_the_countys_limit_is_found() -> None:
    """Vägledningen 2.6: länsstyrelsen upptäcker kommuner med ett stort sparande."""
    stage = scene()
    granted(stage, YEAR, 1000)
    limit(stage.county, "large_saving_amount", 900)

    found = parts(stage)

    assert found[CRISIS].large.holds is True
    assert found[DEFENCE].large.holds is False
