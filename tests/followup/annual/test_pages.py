"""The pages of reports and compilations, and the API."""

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from common.autosave import SEEN, mark_of
from followup.annual.models import AnnualReport, CountyCompilation, ReportedItem
from followup.annual.reports.services import answer_field
from followup.economy.models import Cost
from tests.followup.annual import factories as make
from tests.followup.annual.factories import LATER, YEAR
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    make.rules_of_the_year()
    with time_machine.travel(LATER, tick=False):
        yield World()


@pytest.fixture
def at(world, client):
    """Open or post a page of the municipality's report as somebody."""

    def opened(user, name, *more, posted=None):
        client.force_login(user)
        args = [world.municipality.scb_code, *more]
        address = reverse(f"followup:{name}", args=args)
        return client.get(address) if posted is None else client.post(address, posted)

    return opened


def text_of(answer):
    return answer.content.decode()


def test_a_report_from_the_first_button_to_the_receipt(world, at):
    """Vägledningen 2.4: indikatorer, händelser, åtgärder och ekonomi, utan JavaScript."""
    assert "Börja" in text_of(at(world.coordinator, "reports"))
    assert at(world.coordinator, "report_start", YEAR, posted={}).status_code == 302
    page = text_of(at(world.coordinator, "report", YEAR))
    assert "0 av 4 indikatorer besvarade" in page
    assert "data-autosave-url" in page

    empty = {SEEN: mark_of("")}
    values = {}
    for kind, value in make.ANSWERS.items():
        field = answer_field(make.indicator(kind))
        values |= {field: value, field + SEEN: empty[SEEN]}
    assert at(world.coordinator, "report", YEAR, posted=values).status_code == 302
    item = {"kind": "measure", "text": "Reservkraft", "effect": "Klarar avbrott"}
    assert at(world.coordinator, "report_items", YEAR, posted=item).status_code == 302
    cost = {"part": "civil_defence", "text": "Övning", "amount": "1000", "eligibility": "yes"}
    refused = at(world.coordinator, "report_costs", YEAR, posted={})
    assert refused.status_code == 422
    answer = at(world.coordinator, "report_costs", YEAR, posted=cost | {"area": "training"})
    assert answer.status_code == 302
    assert Cost.objects.get().amount == 1000
    review = text_of(at(world.coordinator, "report_send", YEAR))
    assert "Handläggare uppföljning" in review
    assert "Inga händelser är införda" in review
    assert at(world.coordinator, "report_send", YEAR, posted={}).status_code == 302
    assert at(world.coordinator, "report_send", YEAR).status_code == 302
    assert AnnualReport.objects.get().status == "sent"

    read = text_of(at(world.handler, "report", YEAR))
    assert "Godta" in read
    assert at(world.handler, "report_completion", YEAR).status_code == 200
    assert at(world.handler, "report_completion", YEAR, posted={}).status_code == 422
    asked = {"text": "Ange effekten", "complete_by": "2026-02-01"}
    assert at(world.handler, "report_completion", YEAR, posted=asked).status_code == 409
    asked["complete_by"] = "2026-03-01"
    assert at(world.handler, "report_completion", YEAR, posted=asked).status_code == 302
    assert "Ange effekten" in text_of(at(world.coordinator, "report", YEAR))
    at(world.director, "report_send", YEAR, posted={})
    assert at(world.handler, "report_accept", YEAR).status_code == 200
    assert at(world.handler, "report_accept", YEAR, posted={}).status_code == 302
    assert at(world.handler, "report_accept", YEAR, posted={}).status_code == 409
    assert "Godtagen" in text_of(at(world.coordinator, "report", YEAR))
    assert at(world.coordinator, "report_xlsx", YEAR).status_code == 200


def test_what_is_unanswered_is_named_before_sending(world, at):
    make.begun(world)

    page = text_of(at(world.coordinator, "report_send", YEAR))

    assert "4 indikatorer är inte besvarade" in page
    assert at(world.coordinator, "report_send", YEAR, posted={}).status_code == 409


def test_a_field_saves_itself(world, at):
    make.begun(world)
    field = answer_field(make.indicator("number"))

    def save(value, seen, **more):
        posted = {"field": field, "value": value, "seen": seen} | more
        return at(world.coordinator, "report_field", YEAR, posted=posted)

    first = save("12,5", mark_of("")).json()
    assert first == {
        "saved": "10:00",
        "seen": mark_of("12.5"),
        "progress": "1 av 4 indikatorer besvarade, 3 kvar",
    }
    clash = save("13", mark_of("11"))
    assert (clash.status_code, clash.json()["value"]) == (409, "12.5")
    assert save("många", first["seen"]).status_code == 422
    assert save("1", "", field="x" * 30).status_code == 422
    assert save("1", "", field="a-0").status_code == 404
    assert at(world.handler, "report_field", YEAR, posted={}).status_code == 403
    AnnualReport.objects.update(status="accepted", sent_at=LATER, sent_by="x")
    assert save("1", first["seen"]).status_code == 409


def test_two_pages_saved_at_once_show_both(world, at):
    make.answered(world)
    field = answer_field(make.indicator("text"))
    seen = {field + SEEN: mark_of("Vi övar.")}
    at(world.director, "report", YEAR, posted={field: "Vi övar ofta."} | seen)

    refused = at(world.coordinator, "report", YEAR, posted={field: "Vi övar sällan."} | seen)

    page = text_of(refused)
    assert refused.status_code == 409
    assert "Vi övar ofta." in page
    assert "Vi övar sällan." in page
    assert mark_of("Vi övar ofta.") in page
    wrong = {answer_field(make.indicator("number")): "många"}
    assert at(world.coordinator, "report", YEAR, posted=wrong).status_code == 422


def test_rows_are_changed_and_removed(world, at):
    report = make.begun(world)
    item = ReportedItem.objects.create(report=report, kind="event", text="Brand")

    page = at(world.coordinator, "report_item", YEAR, item.pk)
    assert "Raden försvinner ur redovisningen. Det går inte att ångra." in text_of(page)
    seen = page.context["form"].initial["seen"]
    values = {"kind": "event", "text": "Skogsbrand"}
    stale = at(world.coordinator, "report_item", YEAR, item.pk, posted=values | {"seen": "x"})
    assert stale.status_code == 409
    assert "Brand" in text_of(stale)
    bad = values | {"seen": seen, "happened_date": "2020-01-01"}
    assert at(world.coordinator, "report_item", YEAR, item.pk, posted=bad).status_code == 409
    done = at(world.coordinator, "report_item", YEAR, item.pk, posted=values | {"seen": seen})
    assert done.status_code == 302
    assert at(world.coordinator, "report_item_remove", YEAR, item.pk, posted={}).status_code == 302
    assert at(world.coordinator, "report_item", YEAR, item.pk).status_code == 404
    assert at(world.coordinator, "report_items", YEAR).status_code == 302
    assert at(world.coordinator, "report_costs", YEAR).status_code == 302
    bad = {"kind": "event", "text": "Brand", "happened_date": "2020-01-01"}
    assert at(world.coordinator, "report_items", YEAR, posted=bad).status_code == 409


def test_another_municipality_sees_nothing(world, at):
    make.begun(world)
    other = World(code="03")

    assert at(other.coordinator, "report", YEAR).status_code == 404
    assert at(world.handler, "report", 2019).status_code == 404


KEY = ("01", YEAR)


@pytest.fixture
def open_(client):
    """Open or post a page of the county as somebody."""

    def opened(user, name, *args, posted=None):
        client.force_login(user)
        address = reverse(f"followup:{name}", args=args)
        return client.get(address) if posted is None else client.post(address, posted)

    return opened


def test_the_county_compiles_its_year(world, open_):
    """Vägledningen 2.4: sammanställer länets underlag."""
    make.sent(world)
    assert "Börja" in text_of(open_(world.handler, "compilations", "01"))
    assert open_(world.handler, "compilation_start", *KEY, posted={}).status_code == 302
    assert open_(world.handler, "compilation_start", "01", 2026, posted={}).status_code == 302
    assert open_(world.reviewer, "compilation", *KEY).status_code == 404
    assert open_(world.handler, "compilation_hand_on", *KEY, posted={}).status_code == 409
    posted = {"assessment": "God effekt.", "assessment" + SEEN: mark_of("")}
    assert open_(world.handler, "compilation", *KEY, posted=posted).status_code == 302
    stale = open_(world.other_handler, "compilation", *KEY, posted=posted | {"assessment": "Nej"})
    assert stale.status_code == 409
    assert "God effekt." in text_of(stale)
    field = {"field": "assessment", "value": "Mycket god.", "seen": mark_of("God effekt.")}
    assert open_(world.handler, "compilation_field", *KEY, posted=field).json()["seen"]
    assert open_(world.handler, "compilation_field", *KEY, posted={}).status_code == 422
    again = field | {"value": "Dålig."}
    clash = open_(world.handler, "compilation_field", *KEY, posted=again)
    assert clash.json()["value"] == "Mycket god."
    need = {"municipality": world.municipality.pk, "reason": "Vakans"}
    assert open_(world.handler, "compilation_needs", *KEY, posted={}).status_code == 422
    assert open_(world.handler, "compilation_needs", *KEY, posted=need).status_code == 302
    assert "Vakans" in text_of(open_(world.handler, "compilation", *KEY))


def handed_on(world, open_):
    """Begin, assess and hand on through the pages, with a municipality that needs support."""
    make.sent(world)
    open_(world.handler, "compilation_start", *KEY, posted={})
    posted = {"assessment": "Mycket god.", "assessment" + SEEN: mark_of("")}
    open_(world.handler, "compilation", *KEY, posted=posted)
    need = {"municipality": world.municipality.pk, "reason": "Vakans"}
    open_(world.handler, "compilation_needs", *KEY, posted=need)


def test_what_is_handed_on_is_read_by_mcf(world, open_):
    """Vägledningen 2.4: distribuerar till MSB."""
    handed_on(world, open_)
    field = {"field": "assessment", "value": "Nytt", "seen": mark_of("Mycket god.")}
    seen = {"seen": open_(world.handler, "compilation_hand_on", *KEY).context["seen"]}
    stale = open_(world.handler, "compilation_hand_on", *KEY, posted={"seen": "gammal"})
    assert (stale.status_code, stale.context["seen"]) == (409, seen["seen"])
    assert open_(world.handler, "compilation_hand_on", *KEY, posted=seen).status_code == 302
    assert open_(world.handler, "compilation_hand_on", *KEY).status_code == 302
    assert open_(world.handler, "compilation_field", *KEY, posted=field).status_code == 409

    shown = text_of(open_(world.reviewer, "compilation", *KEY))
    assert "Innehållet stämmer med kontrollsumman" in shown
    assert "Mycket god." in shown
    assert "Stockholms län" in text_of(open_(world.reviewer, "national_compilations"))
    assert open_(world.reviewer, "national_compilations_xlsx").status_code == 200
    assert open_(world.reviewer, "compilation_xlsx", *KEY).status_code == 200
    assert open_(world.reviewer, "compilation_job", *KEY).status_code == 200
    assert open_(world.reviewer, "compilation_pdf", *KEY).status_code == 404
    assert open_(world.handler, "compilation_pdf", *KEY, posted={}).status_code == 302
    assert open_(world.handler, "national_compilations").status_code == 403
    assert open_(world.coordinator, "compilation", *KEY).status_code == 404


def test_a_supplement_is_begun_with_a_reason(world, open_):
    handed_on(world, open_)
    open_(world.handler, "compilation_hand_on", *KEY, posted={})
    assert open_(world.handler, "compilation_supplement", *KEY).status_code == 200
    assert open_(world.handler, "compilation_supplement", *KEY, posted={}).status_code == 422
    more = {"reason": "Sen redovisning"}
    assert open_(world.handler, "compilation_supplement", *KEY, posted=more).status_code == 302
    assert open_(world.handler, "compilation_supplement", *KEY, posted=more).status_code == 409
    assert CountyCompilation.objects.count() == 2
    pk = CountyCompilation.objects.get(number=2).needs.get().pk
    gone = open_(world.handler, "compilation_need_remove", *KEY, pk, posted={})
    assert gone.status_code == 302
    assert open_(world.handler, "compilation_need_remove", *KEY, pk, posted={}).status_code == 404


def test_the_api_of_reports_and_compilations(world):
    report = make.begun(world)
    here = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/reports/"
    writer, county, mcf = APIClient(), APIClient(), APIClient()
    writer.force_authenticate(world.coordinator)
    county.force_authenticate(world.handler)
    mcf.force_authenticate(world.reviewer)

    assert writer.get(here).json()["results"][0]["year"] == YEAR
    answers = [{"code": "1", "value": "ja"}, {"code": "2", "value": "4", "comment": "Bra"}]
    saved = writer.patch(f"{here}{YEAR}/", {"answers": answers}, format="json").json()
    assert {row["code"]: row["value"] for row in saved["answers"]} == {"1": "yes", "2": "4"}
    blind = {"answers": [{"code": "2", "value": "5"}]}
    assert writer.patch(f"{here}{YEAR}/", blind, format="json").status_code == 409
    unknown = {"answers": [{"code": "99", "value": "5"}]}
    assert writer.patch(f"{here}{YEAR}/", unknown, format="json").status_code == 404
    assert county.patch(f"{here}{YEAR}/", {"answers": []}, format="json").status_code == 403
    assert writer.post(f"{here}{YEAR}/send/").status_code == 409
    rest = [{"code": "3", "value": "1"}, {"code": "4", "value": "Text"}]
    writer.patch(f"{here}{YEAR}/", {"answers": rest}, format="json")
    assert writer.post(f"{here}{YEAR}/send/").json()["status"] == "sent"
    report.refresh_from_db()

    compiled = f"/api/v1/follow-up/compilations/01/{YEAR}/"
    assert county.get(compiled).status_code == 404
    CountyCompilation.objects.create(county=world.county, year=YEAR, started_at=LATER)
    assert county.get(compiled).json()["content"]["year"] == YEAR
    assert mcf.get(compiled).status_code == 404
