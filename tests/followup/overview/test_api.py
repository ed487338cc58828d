"""The overview over the API: the same as the pages, for the same people."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.annual.models import CountyCompilation
from followup.method import services as method_services
from followup.overview import queries as overview
from tests.factories import MunicipalityFactory
from tests.followup.cases import factories as cases
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HERE = "/api/v1/follow-up/"
PARTS = ["documents", "report", "visit", "economy", "measures"]


@pytest.fixture
def world():
    method_services.load_reference()
    return World(municipality="Norrtälje kommun")


@pytest.fixture
def get(client):
    def read(user, address="overview/"):
        client.force_login(user)
        with time_machine.travel(NOW, tick=False):
            return client.get(HERE + address)

    return read


def test_the_county_reads_its_municipalities_as_on_the_page(world, get):
    MunicipalityFactory(name="Arboga kommun", county=world.county, scb_code="0199")
    cases.considered(world)
    rows = overview.rows_of(overview.municipalities_of(world.county), world.county, NOW.date())

    answer = get(world.handler).json()

    (county,) = answer["counties"]
    assert (answer["day"], answer["nation"]) == ("2026-11-21", [])
    assert (county["county"], county["name"]) == ("01", "Stockholms län")
    assert [one["name"] for one in county["municipalities"]] == [
        row.municipality.name for row in rows
    ]
    first = county["municipalities"][0]
    assert (first["has_case"], first["state"]) == (True, rows[0].state)
    assert [part["part"] for part in first["parts"]] == PARTS
    assert [part["text"] for part in first["parts"]] == [rows[0].cells[part].text for part in PARTS]
    assert first["parts"][0]["rule_source"].startswith("Vägledningen för uppföljning, avsnitt")


def test_nobody_reads_another_county(world, get):
    other = World(code="03", municipality="Enköpings kommun")

    (county,) = get(other.handler).json()["counties"]

    assert [one["name"] for one in county["municipalities"]] == ["Enköpings kommun"]
    assert get(world.director).status_code == 404
    assert get(world.outsider).status_code == 404


def test_mcf_reads_every_county_and_no_municipality(world, get):
    CountyCompilation.objects.create(
        county=world.county,
        year=2025,
        content={},
        started_at=NOW,
        handed_on_at=NOW,
        handed_on_by="H",
    )

    answer = get(world.reviewer).json()

    assert answer["counties"] == []
    (row,) = [one for one in answer["nation"] if one["county"] == "01"]
    assert row["compilations"][0] == {"year": 2025, "handed_on_at": "2026-11-21T09:00:00Z"}
    assert [one["year"] for one in row["compilations"]] == [2025, 2024, 2023]
    assert (row["municipalities"], row["open_cases"], row["kept"]) == (1, 0, 0)


def test_a_municipality_is_read_by_itself_and_its_county(world, get):
    address = f"municipalities/{world.municipality.scb_code}/"

    for user in (world.handler, world.coordinator, world.director):
        shown = get(user, address).json()
        assert (shown["name"], shown["county"]) == ("Norrtälje kommun", "01")
        assert shown["next_visit_at"] is None
        assert [part["part"] for part in shown["parts"]] == PARTS
    for user in (world.reviewer, world.outsider):
        assert get(user, address).status_code == 404


def test_a_municipality_of_no_county_is_followed_up_by_nobody(world, get):
    world.municipality.county = None
    world.municipality.save()

    address = f"municipalities/{world.municipality.scb_code}/"

    assert get(world.director, address).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_county(world, get):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert get(world.handler).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for number in range(10):
        MunicipalityFactory(county=world.county, scb_code=f"01{number}9")

    assert queries() == few
