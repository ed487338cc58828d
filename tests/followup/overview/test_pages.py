"""The county's overview, a municipality's own page, the nation, the wheel and the statistics."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from followup.annual.models import AnnualReport, CountyCompilation
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents.models import DocumentVersion, MunicipalDocument
from followup.method import calendar as method_calendar
from followup.method import services as method_services
from followup.overview import map, statistics, wheel
from followup.overview import queries as overview
from followup.terms.models import IndicatorSet
from tests.factories import MunicipalityFactory
from tests.followup.cases import factories as cases
from tests.followup.cases.terms import term as current_term
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def world():
    method_services.load_reference()
    return World(municipality="Norrtälje kommun")


@pytest.fixture
def page(client):
    def opened(user, name, *args, query=""):
        client.force_login(user)
        with time_machine.travel(NOW, tick=False):
            return client.get(reverse(f"followup:{name}", args=args) + query)

    return opened


def text_of(answer):
    return answer.content.decode()


def sheet_of(answer):
    """Return the text of every cell of the first sheet."""
    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def document(world, kind="risk_analysis", received=None, municipality=None):
    found, _ = MunicipalDocument.objects.get_or_create(
        municipality=municipality or world.municipality, term=current_term(), kind=kind
    )
    if received:
        found.submit()
        found.save()
        DocumentVersion.objects.create(
            document=found, number=1, deciding_body="council", decided_date=received,
            received_date=received, confidentiality="open", submitted_at=NOW, submitted_by="K",
        )  # fmt: skip
    return found


def test_the_county_sees_its_municipalities_with_what_needs_action_first(world, page):
    other = MunicipalityFactory(name="Arboga kommun", county=world.county, scb_code="0199")
    cases.considered(world)

    shown = text_of(page(world.handler, "county", "01"))

    assert "2 av 2 kommuner" in shown
    assert "Öppet ärende" in shown
    assert shown.index("Norrtälje kommun") < shown.index(other.name)
    assert "Ingen sammanvägd poäng räknas" in shown


def test_the_list_can_be_narrowed(world, page):
    MunicipalityFactory(name="Arboga kommun", county=world.county, scb_code="0199")

    def names(query):
        shown = text_of(page(world.handler, "county", "01", query=query)).split("<table")[1]
        return {name for name in ("Norrtälje kommun", "Arboga kommun") if name in shown}

    assert names("?q=arb") == {"Arboga kommun"}
    assert names("?state=soon&part=visit") == {"Norrtälje kommun", "Arboga kommun"}
    assert names("?part=measures") == set()
    assert names("?waits=on") == {"Norrtälje kommun", "Arboga kommun"}
    nothing = text_of(page(world.handler, "county", "01", query="?q=finns-inte"))
    assert "Inga kommuner stämmer med urvalet" in nothing


def test_an_empty_county_says_so(world, page):
    world.municipality.county = None
    world.municipality.save()

    assert "Länet har inga kommuner" in text_of(page(world.handler, "county", "01"))


def test_nobody_sees_another_county(world, page):
    other = World(code="03", municipality="Enköpings kommun")

    assert page(other.handler, "county", "01").status_code == 404
    assert page(world.handler, "county", "03").status_code == 404
    assert page(world.director, "county", "01").status_code == 404
    assert page(world.reviewer, "county", "01").status_code == 404
    for name in ("municipality", "municipality_cases"):
        assert page(other.handler, name, world.municipality.scb_code).status_code == 404
        assert page(other.director, name, world.municipality.scb_code).status_code == 404
    assert "Norrtälje" not in text_of(page(other.handler, "county", "03"))


def test_the_county_can_be_taken_out_as_excel(world, page):
    answer = page(world.handler, "county", "01", query="?format=xlsx")

    assert answer["Content-Disposition"].endswith('"uppfoljning-01.xlsx"')
    assert "Norrtälje kommun" in sheet_of(answer)


def test_the_number_of_queries_does_not_grow_with_the_county(world):
    def queries():
        municipalities = overview.municipalities_of(world.county)
        with CaptureQueriesContext(connection) as seen:
            overview.rows_of(municipalities, world.county, TODAY)
        return len(seen)

    few = queries()
    for number in range(10):
        one = MunicipalityFactory(county=world.county, scb_code=f"01{number}9")
        document(world, municipality=one)
    assert queries() == few


def test_each_comes_to_the_page_they_work_from(world, page):
    assert page(world.handler, "home").url == reverse("followup:county", args=["01"])
    own = reverse("followup:municipality", args=[world.municipality.scb_code])
    assert page(world.director, "own").url == own
    assert page(world.reviewer, "home").url == reverse("followup:national")
    assert page(world.outsider, "home").status_code == 404


def test_the_municipality_sees_what_is_due_and_what_was_said(world, page):
    referral = cases.told(world)
    deadlines.lay(
        municipality=world.municipality, kind=Deadline.Kind.DOCUMENT, key="document:x",
        about=document(world), what="Risk- och sårbarhetsanalys (RSA)",
        due_date=date(2023, 10, 31), at=NOW,
    )  # fmt: skip

    shown = text_of(page(world.coordinator, "municipality", world.municipality.scb_code))

    assert "Vår kommun" in shown
    assert "Risk- och sårbarhetsanalys (RSA)" in shown
    assert "Försenat" in shown
    assert "Underrättelse före yttrande" in shown
    assert reverse("followup:case", args=[referral.pk]) in shown
    assert "Att göra för Länsstyrelsen" not in shown


def test_the_handler_sees_the_countys_own_tasks_too(world, page):
    deadlines.lay(
        municipality=world.municipality, kind=Deadline.Kind.FEEDBACK, key="feedback:1",
        about="followup.documentversion:1", what="Återkoppling på RSA",
        due_date=date(2026, 12, 1), at=NOW, is_countys=True,
    )  # fmt: skip

    shown = text_of(page(world.handler, "municipality", world.municipality.scb_code))

    assert "Att göra för Länsstyrelsen" in shown
    assert "Återkoppling på RSA" in shown


def test_mcf_sees_every_county_by_what_was_handed_on(world, page):
    """domain.md 7.10."""
    CountyCompilation.objects.create(
        county=world.county,
        year=2025,
        content={},
        started_at=NOW,
        handed_on_at=NOW,
        handed_on_by="H",
    )
    cases.sent(world)
    cases.considered(World(code="03", municipality="Enköpings kommun"))

    shown = text_of(page(world.reviewer, "national"))
    book = page(world.reviewer, "national", query="?format=xlsx")

    assert "Stockholms län" in shown
    assert "2026-11-21" in shown
    assert "Uppsala län" in sheet_of(book)
    assert page(world.handler, "national").status_code == 403


def test_the_wheel_shows_every_day_of_the_term(world, page):
    items = method_calendar.term_calendar(current_term(), TODAY)
    drawn = wheel.of(items, 2023, TODAY)

    assert drawn.now is not None
    assert {mark.day for mark in drawn.marks} >= {date(2023, 10, 31), date(2023, 12, 31)}
    assert all(0 <= mark.x <= wheel.SIZE and 0 <= mark.y <= wheel.SIZE for mark in drawn.marks)
    assert wheel.of(items, 2023, date(2040, 1, 1)).now is None
    shown = text_of(page(world.director, "year_wheel"))
    assert "2023-10-31" in shown
    assert "2027-10-31" in text_of(page(world.handler, "year_wheel", query="?period=2027"))
    assert page(world.outsider, "year_wheel").status_code == 404


def test_the_statistics_tell_on_time_late_and_missing(world, page):
    """Vägledningen 2.2, 2.4."""
    document(world, received=date(2023, 10, 30))
    late = MunicipalityFactory(county=world.county, scb_code="0199")
    document(world, received=date(2023, 11, 2), municipality=late)
    MunicipalityFactory(county=world.county, scb_code="0198")
    AnnualReport.objects.create(
        municipality=world.municipality, year=2024, started_at=NOW, sent_by="K",
        sent_at=datetime(2025, 2, 16, 9, tzinfo=UTC), status="sent",
        indicator_set=IndicatorSet.objects.first(),
    )  # fmt: skip

    rows = {row.what: row for row in statistics.punctuality(world.county, current_term(), TODAY)}

    rsa = rows["Risk- och sårbarhetsanalys (RSA)"]
    assert (rsa.on_time, rsa.late, rsa.missing, rsa.total) == (1, 1, 1, 3)
    report = rows["Årlig redovisning 2024"]
    assert (report.on_time, report.late, report.missing) == (0, 1, 2)
    assert "Risk- och sårbarhetsanalys" in text_of(page(world.handler, "statistics", "01"))
    assert "2019–2022" in text_of(page(world.handler, "statistics", "01", query="?period=2019"))
    book = page(world.handler, "statistics", "01", query="?format=xlsx")
    assert "Årlig redovisning 2024" in sheet_of(book)


def test_days_between_steps_have_a_median_only_when_there_are_any():
    assert statistics.Lead("x", ()).median is None
    assert statistics.Lead("x", ()).longest is None
    some = statistics.Lead("x", (1, 5, 9))
    assert (some.median, some.longest, some.count) == (5, 9, 3)


def test_the_map_draws_every_municipality_of_sweden():
    assert len(map.borders()) == 290
    places = [map.Place(code, code, "late", "Försenat", "/") for code in map.borders()]

    drawn = map.of(places)

    assert drawn is not None
    assert all(place.path.startswith("M") and place.path.endswith("Z") for place in drawn.places)


def test_without_borders_there_is_no_map_but_a_table(monkeypatch, tmp_path):
    monkeypatch.setattr(map, "BORDERS", tmp_path / "none.json")
    map.borders.cache_clear()
    assert map.of([map.Place("0180", "Stockholm", "late", "", "/")]) is None
    map.borders.cache_clear()


def late(world, kind, key, due):
    deadlines.lay(
        municipality=world.municipality, kind=kind, key=key, about=world.municipality,
        what="Något", due_date=due, at=NOW,
    )  # fmt: skip


def test_what_never_came_stays_late_when_the_year_and_the_term_turn(world):
    """On 1 January the report of the year before last and the old term's RSA were forgotten."""
    code, new_year = world.municipality.scb_code, date(2027, 1, 2)
    late(world, "document", f"document:{code}:2023:risk_analysis", date(2023, 10, 31))
    late(world, "document", f"document:{code}:2027:risk_analysis", date(2026, 10, 31))
    late(world, "annual_report", f"report:{code}:2025", date(2026, 2, 15))
    late(world, "annual_report", f"report:{code}:2026", date(2026, 12, 15))

    cells = overview.rows_of([world.municipality], world.county, new_year)[0].cells

    assert cells["documents"].state == cells["report"].state == "late"
    assert "1 dokument saknas från tidigare period" in cells["documents"].text
    assert "1 tidigare redovisning saknas" in cells["report"].text


def test_a_completion_that_did_not_come_is_late(world):
    for part in ("document", "report", "visit"):
        late(world, "completion", f"completion:{part}:1", TODAY - timedelta(days=1))

    cells = overview.rows_of([world.municipality], world.county, TODAY)[0].cells

    assert "1 komplettering försenad" in cells["documents"].municipality
    assert "1 komplettering försenad" in cells["report"].municipality
    assert "1 underlag försenat" in cells["visit"].municipality
    assert {cells[part].state for part in ("documents", "report", "visit")} == {"late"}
