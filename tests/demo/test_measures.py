"""The demonstration's protocols and measures: each stage once, and nothing twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from actors.models import Actor, County
from demo import actors
from demo.followup import people, protocols
from followup import access
from followup.terms.models import ElectoralTerm
from followup.visits.measures.models import Measure
from followup.visits.models import Visit, VisitPlan, VisitProtocol

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db
TOWNS = ("vallentuna", "nykvarn", "sigtuna", "taby", "nacka", "tyreso", "solna", "salem")


@pytest.fixture
def built(settings: Settings) -> None:
    settings.DEMO = True
    actors.build(AT)
    county = County.objects.get(code="01")
    term, _ = ElectoralTerm.objects.get_or_create(
        election_date=date(2022, 9, 11), defaults={"source": "val.se"}
    )
    plan, _ = VisitPlan.objects.get_or_create(county=county, term=term)
    handler = access.functions_with(access.HANDLE, county)[0]
    for number, slug in enumerate(TOWNS):
        starts = AT - timedelta(days=20 + number)
        Visit.objects.create(
            plan=plan,
            municipality=Actor.objects.get(slug=slug),
            status="held",
            year=2026,
            quarter=4,
            handler=handler,
            starts_at=starts,
            held_date=starts.date(),
        )
    protocols.build(AT)


def test_every_stage_is_there_once_built(built: None) -> None:
    before = Measure.objects.count()

    protocols.build(AT)

    assert Measure.objects.count() == before
    assert set(Measure.objects.values_list("status", flat=True)) == set(Measure.Status.values)
    stages = set(VisitProtocol.objects.values_list("status", flat=True))
    assert stages == set(VisitProtocol.Status.values)
    assert Visit.objects.filter(status="closed").exists()


def test_the_problem_cases_have_their_measures(built: None) -> None:
    assert Measure.objects.filter(municipality__slug="nykvarn", status="not_done").exists()
    assert Measure.objects.filter(municipality__slug="sigtuna", counter_date__isnull=False).exists()
    assert Measure.objects.filter(municipality__slug="vallentuna", status="reported_done").exists()
    assert people.person("direktor.vallentuna").is_active
