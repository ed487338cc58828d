"""Rules of Vägledningen on the annual report: what the municipality tells, the county reads."""

from decimal import Decimal

import pytest

from followup.annual.reports import queries as reads
from followup.annual.reports import services as reports
from followup.annual.reports.services import Item
from followup.economy import services as economy
from tests.followup.annual import factories as make
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_the_county_reads_the_economy_the_events_and_the_measures() -> None:
    """Vägledningen 2.4.

    kommunen rapporterar ekonomisk redovisning, händelser och vidtagna åtgärder.
    """
    make.rules_of_the_year()
    world = World()
    report = make.begun(world)
    for item in (
        Item("event", "Storm", None, "", ""),
        Item("measure", "Reservkraft", None, "", ""),
    ):
        reports.add_item(report_id=report.pk, item=item, by=world.coordinator, at=make.AT)
    economy.enter_cost(
        municipality_id=world.municipality.pk,
        year=make.YEAR,
        part="crisis_preparedness",
        area="training",
        text="Övning",
        amount=Decimal(1000),
        eligibility="yes",
        by=world.coordinator,
        at=make.AT,
    )

    sheet = reads.sheet(report)

    assert [event.text for event in sheet.events] == ["Storm"]
    assert [measure.text for measure in sheet.measures] == ["Reservkraft"]
    assert [(cost.text, cost.amount) for cost in sheet.costs] == [("Övning", 1000)]
