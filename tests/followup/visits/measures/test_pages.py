"""The plan's pages: read, propose, answer, approve, report, judge, and the county's list."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from followup.visits.measures import documents as measure_documents
from followup.visits.measures.models import Deficiency, Measure
from records.models import Job
from tests.clients import signed_in
from tests.followup.visits.measures.factories import (
    LATER,
    OTHER_DAY,
    agreed,
    counter,
    judge_not_done,
    proposed,
    report,
    reported,
)
from tests.followup.visits.report import factories as visits
from tests.followup.visits.report.factories import add_measure, name_deficiency
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
FAR = "2099-12-31"


@pytest.fixture
def world() -> World:
    return World()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def plan_of(world: World, name: str = "measures") -> str:
    return reverse(f"followup:{name}", args=[world.municipality.scb_code])


def at(measure: Measure, act: str = "") -> str:
    name = f"followup:measure{'_' + act if act else ''}"
    return reverse(name, args=[measure.municipality.scb_code, measure.pk])


def test_an_empty_plan_says_so(world):
    assert "Inga brister noterade." in text_of(signed_in(world.director).get(plan_of(world)))


def test_the_municipality_sees_only_what_it_has_been_told(world):
    visits.draft(world)
    hidden = Measure.objects.get()

    shown = text_of(signed_in(world.director).get(plan_of(world)))

    assert "Inga brister noterade." in shown
    assert signed_in(world.director).get(at(hidden)).status_code == 404
    assert hidden.text in text_of(signed_in(world.handler).get(plan_of(world)))


def test_each_day_in_the_plan_says_why(world):
    """Vägledningen 2.7.3: när åtgärderna bör vara klara, med skäl."""
    proposed(world)
    add_measure(world, text="Utan brist")

    shown = text_of(signed_in(world.coordinator).get(plan_of(world)))

    assert "Varför?" in shown
    assert "Andra åtgärder" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [("?lage=agreed", True), ("?lage=verified", False), ("?omrade=planning", False)],
)
def test_the_plan_is_narrowed(world, query, found):
    measure = agreed(world)

    shown = text_of(signed_in(world.handler).get(plan_of(world) + query))

    assert (measure.text in shown) is found


def test_late_measures_are_found(world):
    measure = agreed(world)
    Measure.objects.update(due_date="2020-01-01")

    assert measure.text in text_of(signed_in(world.handler).get(plan_of(world) + "?lage=overdue"))


def new_values(**given):
    return {
        "deficiency": "",
        "area": "planning",
        "text": "Skriv en rutin",
        "due_date": FAR,
        "follow_up": "Redovisas.",
    } | given


def test_the_county_proposes_in_the_plan(world):
    found = name_deficiency(world)
    client = signed_in(world.handler)
    here = plan_of(world, "measure_add")
    assert "Beredskapssamordnare" in text_of(client.get(f"{here}?brist={found.pk}"))

    assert client.post(here, new_values(deficiency=found.pk)).status_code == 302
    assert client.post(here, new_values(text="")).status_code == 422
    assert client.post(here, new_values(due_date="2020-01-01")).status_code == 409

    assert found.measures.get().told_at is not None
    assert signed_in(world.director).get(here).status_code == 403


def test_the_director_approves_in_two_clicks_from_the_plan(world):
    """Vägledningen 3.2: kommunen upprättar en åtgärdsplan. domain.md 11.2: högst tre klick."""
    measure = proposed(world)
    director = signed_in(world.director)
    assert "Granska och godkänn (1)" in text_of(director.get(plan_of(world)))
    here = plan_of(world, "approve_measures")
    assert measure.text in text_of(director.get(here))

    director.post(here, {"measure": [str(measure.pk), "x", "9" * 30]})

    measure = Measure.objects.get()
    assert measure.status == "agreed"
    assert director.post(here, {"measure": measure.pk}).status_code == 409
    assert "Inga åtgärder väntar" in text_of(director.get(here))
    assert signed_in(world.coordinator).get(here).status_code == 403


def test_the_leadership_is_asked_after_a_review(world):
    proposed(world)
    here = plan_of(world, "ask_measures")
    client = signed_in(world.coordinator)

    assert "Kommundirektör" in text_of(client.get(here))
    assert client.post(here).status_code == 302
    Measure.objects.update(counter_date="2099-01-01")
    assert signed_in(world.handler).post(here).status_code == 409
    assert signed_in(world.signer).get(here).status_code == 403


def test_each_reader_is_offered_what_may_be_done(world):
    measure = counter(world, proposed(world))

    county = text_of(signed_in(world.handler).get(at(measure)))
    municipality = text_of(signed_in(world.coordinator).get(at(measure)))

    assert "Svara på kommunens förslag" in county
    assert "Ändra" in county
    assert "Svara på kommunens förslag" not in municipality
    assert "Föreslå en annan dag" in municipality


@pytest.mark.parametrize(
    ("stage", "act", "values", "who", "status"),
    [
        (proposed, "counter", {"due_date": FAR, "reason": "Senare"}, "director", "proposed"),
        (agreed, "done", {"text": "Klart"}, "coordinator", "reported_done"),
        (reported, "verify", {"text": "Bra", "mends": "on"}, "handler", "verified"),
        (reported, "not_done", {"reason": "Mer"}, "handler", None),
        (proposed, "withdraw", {"reason": "Fel"}, "handler", "withdrawn"),
        (
            proposed,
            "edit",
            {"text": "Nytt", "due_date": FAR, "follow_up": "Så"},
            "handler",
            "proposed",
        ),
    ],
)
def test_each_act_has_its_form(world, stage, act, values, who, status):
    measure = stage(world)
    client = signed_in(getattr(world, who))

    assert client.get(at(measure, act)).status_code == 302
    assert client.post(at(measure, act), values).status_code == 302

    measure = Measure.objects.get()
    assert measure.status == status or status is None


def test_the_county_answers_another_day(world):
    measure = counter(world, proposed(world), by=world.director)

    signed_in(world.handler).post(at(measure, "answer"), {"accepts": "yes", "reason": ""})

    measure = Measure.objects.get()
    assert (measure.status, measure.due_date) == ("agreed", OTHER_DAY)


@pytest.mark.parametrize(
    ("values", "status"), [({"accepts": ""}, 422), ({"accepts": "no", "reason": ""}, 409)]
)
def test_an_answer_that_does_not_fit_is_told(world, values, status):
    measure = counter(world, proposed(world))

    answer = signed_in(world.handler).post(at(measure, "answer"), values)

    assert answer.status_code == status
    assert "error-summary" in text_of(answer)


def test_the_other_party_may_not_act(world):
    measure = agreed(world)

    assert signed_in(world.handler).post(at(measure, "done"), {"text": "x"}).status_code == 403
    wrong = signed_in(world.director).post(at(measure, "withdraw"), {"reason": "x"})
    assert wrong.status_code == 403


def test_a_file_shows_that_it_is_done(world):
    measure = agreed(world)
    client = signed_in(world.coordinator)
    file = SimpleUploadedFile("bevis.txt", "Övat i maj.\n".encode())

    client.post(at(measure, "done"), {"text": "", "files": [file]})

    proof = Measure.objects.get().proofs.get()
    county = signed_in(world.handler)
    assert "bevis.txt" in text_of(county.get(at(measure)))
    got = county.get(f"{at(measure)}fil/{proof.pk}/")
    assert b"".join(got.streaming_content).startswith("Övat".encode())


def test_a_refused_file_keeps_the_text(world):
    measure = agreed(world)
    file = SimpleUploadedFile("bevis.exe", b"MZ")

    answer = signed_in(world.coordinator).post(
        at(measure, "done"), {"text": "Behåll mig", "files": [file]}
    )

    assert answer.status_code == 409
    assert "Behåll mig" in text_of(answer)


def deficiency_at(found: Deficiency, act: str) -> str:
    return reverse(f"followup:deficiency_{act}", args=[found.municipality.scb_code, found.pk])


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("edit", {"area": "planning", "text": "Ny", "remedy": ""}),
        ("withdraw", {"reason": "Fel"}),
        ("mend", {}),
    ],
)
def test_a_deficiency_is_changed_struck_or_mended(world, act, values):
    found = name_deficiency(world)
    client = signed_in(world.handler)

    assert client.get(deficiency_at(found, act)).status_code == 200
    assert client.post(deficiency_at(found, act), values).url == plan_of(world)


def test_a_drafts_deficiency_leads_back_to_the_draft(world):
    found = name_deficiency(world, visits.held_visit(world))

    answer = signed_in(world.handler).post(deficiency_at(found, "withdraw"), {"reason": "Fel"})

    assert "/protokoll/" in answer.url


def test_a_deficiency_that_does_not_fit_is_told(world):
    measure = proposed(world)
    client = signed_in(world.handler)

    assert client.post(deficiency_at(measure.deficiency, "withdraw"), {}).status_code == 422
    kept = client.post(deficiency_at(measure.deficiency, "withdraw"), {"reason": "Fel"})
    assert kept.status_code == 409
    director = signed_in(world.director)
    assert director.get(deficiency_at(measure.deficiency, "mend")).status_code == 403


def test_the_days_come_as_a_calendar_without_what_falls_short(world):
    measure = agreed(world)

    got = text_of(signed_in(world.coordinator).get(plan_of(world, "measures_calendar")))

    assert f"UID:measure-{measure.pk}@" in got
    assert "DTSTART;VALUE=DATE:20260930" in got
    assert measure.text not in got


def test_the_plan_is_made_as_pdf(world):
    agreed(world)
    client = signed_in(world.director)
    assert client.get(plan_of(world, "measures_pdf")).status_code == 404

    client.post(plan_of(world, "measures_pdf"))
    client.post(plan_of(world, "measures_pdf"))
    job = Job.objects.get()
    job.result, job.status, job.done_at = measure_documents.PDF.make(job), "done", LATER
    job.save()
    measure_documents.PDF.ended(job)

    got = client.get(plan_of(world, "measures_pdf"))
    assert b"".join(got.streaming_content).startswith(b"%PDF")
    assert "Ladda ner åtgärdsplanen" in text_of(client.get(plan_of(world, "measures_job")))
    client.post(plan_of(world, "measures_pdf"))
    assert Job.objects.count() == 2
    Job.objects.filter(status="wanted").update(status="failed", error="Fel")
    client.post(plan_of(world, "measures_pdf"))
    assert Job.objects.filter(status="wanted").count() == 1


def county_list(world: World, query: str = "") -> str:
    return reverse("followup:county_measures", args=[world.county.pk]) + query


def test_the_countys_list_shows_first_what_needs_the_county(world):
    """Vägledningen 3.2: kontinuerlig uppföljning av planerna."""
    waits = proposed(world)
    ready = report(world, agreed(world))
    gone = judge_not_done(world, agreed(world))
    Measure.objects.filter(pk=ready.pk).update(text="Klar nu")
    Measure.objects.filter(pk=gone.pk).update(text="Blev inte av")
    Measure.objects.filter(pk=waits.pk).update(text="Obesvarad")

    shown = text_of(signed_in(world.handler).get(county_list(world)))

    assert shown.index("Klar nu") < shown.index("Obesvarad") < shown.index("Blev inte av")


def test_the_countys_list_is_narrowed(world):
    measure = proposed(world)
    client = signed_in(world.handler)
    code = world.municipality.scb_code

    assert measure.text in text_of(
        client.get(
            county_list(world, f"?vantar=awaits&kommun={code}&omrade=training&fore=2026-12-31")
        )
    )
    assert "Inga åtgärder passar" in text_of(client.get(county_list(world, "?vantar=verify")))
    assert signed_in(world.director).get(county_list(world)).status_code == 404


def test_an_empty_county_says_so(world):
    assert "Inga brister noterade." in text_of(signed_in(world.handler).get(county_list(world)))


def api(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_the_api_reads_and_answers(world):
    measure = proposed(world)
    base = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/measures/"
    director = api(world.director)

    listed = director.get(base).json()
    rows = listed["results"] if isinstance(listed, dict) else listed
    assert (rows[0]["action"], rows[0]["overdue"]) == ("awaits", False)
    assert director.get(f"{base}{measure.pk}/").json()["text"] == measure.text
    later = {"due_date": FAR, "reason": "Senare"}
    assert director.post(f"{base}{measure.pk}/counter/", later, "json").status_code == 200
    refused = director.post(f"{base}accept/", {"measures": [measure.pk]}, "json")
    assert refused.status_code == 409
    Measure.objects.update(counter_date=None)
    assert director.post(f"{base}accept/", {"measures": [measure.pk]}, "json").status_code == 200
    done = director.post(f"{base}{measure.pk}/report-done/", {"text": "Klart"}, "json")
    assert done.json()["status"] == "reported_done"
    unknown = director.post(f"{base}{measure.pk}/report-done/", {"text": "K", "x": 1}, "json")
    assert unknown.status_code == 400
    assert api(world.outsider).get(base).status_code == 404


def test_the_api_gives_the_protocol_when_it_is_sent(world):
    protocol = visits.sent(world)
    code = world.municipality.scb_code
    here = f"/api/v1/follow-up/municipalities/{code}/visits/{protocol.visit_id}/protocol/"

    got = api(world.director).get(here).json()

    assert got["content_sha256"] == protocol.content_sha256
    assert got["content"]["deficiencies"][0]["measures"][0]["due_date"] == "2026-09-30"
    assert got["pdf"] == ""


def test_the_api_hides_a_draft_from_the_municipality(world):
    protocol = visits.draft(world)
    code = world.municipality.scb_code
    here = f"/api/v1/follow-up/municipalities/{code}/visits/{protocol.visit_id}/protocol/"

    assert api(world.director).get(here).status_code == 404
    assert api(world.handler).get(here).status_code == 200
