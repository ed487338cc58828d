"""Costs that somebody else has changed or judged meanwhile, and years whose costs are not in."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from common.clock import STOCKHOLM
from common.errors import RuleError
from followup.economy import queries as reports
from followup.economy import services as economy
from followup.economy.guards import mark_of_cost
from followup.economy.models import Cost
from followup.method import services as method
from tests.followup.economy.factories import AT, CRISIS, Scene, granted, limit, used

pytestmark = pytest.mark.django_db


def change(stage: Scene, cost: Cost, **values) -> Cost:
    shown = {"text": cost.text, "amount": cost.amount, "part": cost.part, "area": cost.area}
    return economy.change_cost(cost_id=cost.pk, by=stage.coordinator, at=AT, **shown | values)


def test_what_the_county_has_judged_is_not_changed_afterwards(stage: Scene) -> None:
    """A cost of five kronor that may be paid did not become one of a million."""
    cost = used(stage, 2025, 5)
    economy.judge_cost(cost_id=cost.pk, eligibility="yes", judgement="Ja", by=stage.handler, at=AT)
    asked = used(stage, 2025, 5, eligibility="ask")

    with pytest.raises(RuleError, match="har bedömt kostnaden"):
        change(stage, cost, amount=Decimal(1_000_000))
    with pytest.raises(RuleError, match="Återta frågan först"):
        change(stage, asked, amount=Decimal(1_000_000))

    assert set(Cost.objects.values_list("amount", flat=True)) == {Decimal(5)}


def test_a_cost_changed_since_it_was_shown_is_neither_changed_nor_judged(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    seen = mark_of_cost(cost)
    changed = change(stage, cost, amount=Decimal(6), seen=seen)

    with pytest.raises(RuleError, match="Någon annan har ändrat kostnaden"):
        change(stage, cost, text="Annat", seen=seen)
    with pytest.raises(RuleError, match="Någon annan har ändrat kostnaden"):
        economy.judge_cost(
            cost_id=cost.pk, eligibility="yes", judgement="x", seen=seen, by=stage.handler, at=AT
        )

    changed = change(stage, changed, text="Annat", seen=mark_of_cost(changed))
    assert (changed.text, changed.amount) == ("Annat", 6)


def test_the_pages_of_a_cost_remember_what_they_showed(stage: Scene, client: Client) -> None:
    cost = used(stage, 2025, 5)
    here = f"/uppfoljning/kommun/{stage.municipality.scb_code}/ekonomi/kostnader/{cost.pk}/"
    client.force_login(stage.coordinator)
    shown = client.get(here).context["form"].initial
    client.force_login(stage.handler)
    judge = client.get(f"{here}bedom/").context["form"].initial
    change(stage, cost, amount=Decimal(6))

    judged = {"eligibility": "yes", "judgement": "Ja"}
    refused = client.post(f"{here}bedom/", judged | judge)
    client.force_login(stage.coordinator)
    late = client.post(here, shown | {"text": "Mitt ord"})

    assert (refused.status_code, late.status_code) == (409, 409)
    assert "Mitt ord" in late.content.decode()
    client.force_login(stage.handler)
    assert client.post(f"{here}bedom/", judged).status_code == 302
    client.force_login(stage.coordinator)
    assert "Spara ändringen" not in client.get(here).content.decode()


@pytest.mark.parametrize(
    ("day", "known"),
    [(date(2026, 1, 2), 2024), (date(2026, 2, 15), 2024), (date(2026, 2, 16), 2025)],
)
def test_a_year_is_no_saving_before_its_costs_are_due(
    stage: Scene, client: Client, day: date, known: int
) -> None:
    """Vägledningen 2.4, 2.5.

    on 1 January all that was granted looked saved, and large, in every place.
    """
    method.load_reference()
    limit(stage.county, "large_saving_share", 50)
    for year in (2023, 2024, 2025):
        granted(stage, year, 100)
    used(stage, 2023, 100)
    used(stage, 2024, 90)

    found = reports.economy_of(stage.municipality, parts=[CRISIS], day=day)[CRISIS]
    many = reports.crisis_economies([stage.municipality], reports.limits_of(stage.county, day), day)

    assert many[stage.municipality.pk] == found
    assert found.latest is not None
    assert found.latest.year == found.last_full == known
    assert found.large.holds is (known == 2025)
    client.force_login(stage.handler)
    with time_machine.travel(datetime.combine(day, time(12), tzinfo=STOCKHOLM), tick=False):
        shown = client.get(f"/uppfoljning/kommun/{stage.municipality.scb_code}/ekonomi/")
    assert ("2025 (redovisas)" in shown.content.decode()) is (known == 2024)
