"""Files over the API: the protocol as PDF, and what shows that a measure is done."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actors.models import ApiToken
from followup.visits.measures.models import Measure, MeasureProof
from followup.visits.models import VisitProtocol
from followup.visits.report import documents as protocol_documents
from followup.visits.report import services as protocols
from records.models import Job, StoredFile
from tests.clients import with_key
from tests.followup.visits.measures.factories import agreed, proposed, report
from tests.followup.visits.report import factories as visits
from tests.followup.visits.report.factories import LATER
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
READ, WRITE = ApiToken.Scope.FOLLOW_UP_READ, ApiToken.Scope.FOLLOW_UP_WRITE


@pytest.fixture
def world() -> World:
    return World()


def protocol_at(protocol: VisitProtocol) -> str:
    code = protocol.visit.municipality.scb_code
    return f"/api/v1/follow-up/municipalities/{code}/visits/{protocol.visit_id}/protocol/"


def measure_at(measure: Measure) -> str:
    code = measure.municipality.scb_code
    return f"/api/v1/follow-up/municipalities/{code}/measures/{measure.pk}/"


def make_pdf(protocol: VisitProtocol) -> StoredFile:
    """Do what the worker does, without its thread."""
    job = Job.objects.filter(kind=protocol_documents.PDF.kind).latest("pk")
    job.result, job.status, job.done_at = protocol_documents.PDF.make(job), Job.Status.DONE, LATER
    job.save()
    protocol_documents.PDF.ended(job)
    protocol.refresh_from_db()
    return job.result


def file(name: str = "intyg.txt", content: bytes = b"Vi har haft kurs.\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def body_of(answer: Any) -> bytes:
    assert (answer.status_code, answer.streaming) == (200, True)
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("accept", ["*/*", "application/pdf"])
def test_the_protocols_pdf_is_fetched_with_a_key_that_only_reads(world, accept):
    protocol = visits.sent(world)
    made = make_pdf(protocol)
    client = with_key(world.director, READ)

    link = client.get(protocol_at(protocol)).json()["pdf"]
    answer = client.get(link, headers={"Accept": accept})

    assert link == f"http://testserver{protocol_at(protocol)}pdf/"
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert hashlib.sha256(body_of(answer)).hexdigest() == made.sha256
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_municipality_gets_no_pdf_before_the_protocol_is_sent(world):
    protocol = visits.approved(world)
    make_pdf(protocol)
    here = f"{protocol_at(protocol)}pdf/"

    assert with_key(world.director, READ).get(here).status_code == 404
    assert with_key(world.outsider, READ).get(here).status_code == 404
    assert body_of(with_key(world.handler, READ).get(here)).startswith(b"%PDF")


def test_a_pdf_that_is_not_made_has_neither_link_nor_file(world):
    protocol = visits.sent(world)
    client = with_key(world.director, READ)

    assert client.get(protocol_at(protocol)).json()["pdf"] == ""
    answer = client.get(f"{protocol_at(protocol)}pdf/", headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_drafts_pdf_is_the_same_in_the_api_as_on_the_page(world):
    protocol = visits.draft(world)
    assert protocol_documents.PDF.ready(protocol) is None
    protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=LATER)
    protocol.refresh_from_db()
    assert protocol_documents.PDF.ready(protocol) is None
    made = make_pdf(protocol)
    page = Client()
    page.force_login(world.handler)
    visit = protocol.visit

    shown = page.get(
        f"/uppfoljning/kommun/{visit.municipality.scb_code}/besok/{visit.pk}/protokoll/pdf/"
    )
    got = with_key(world.handler, READ).get(f"{protocol_at(protocol)}pdf/")

    assert hashlib.sha256(body_of(shown)).hexdigest() == made.sha256
    assert hashlib.sha256(body_of(got)).hexdigest() == made.sha256


def test_the_pdf_needs_a_key_with_the_right_to_read(world):
    protocol = visits.sent(world)
    make_pdf(protocol)
    here = f"{protocol_at(protocol)}pdf/"

    assert Client().get(here).status_code == 401
    assert with_key(world.director, ApiToken.Scope.STATUS).get(here).status_code == 403
    assert with_key(world.director, READ, WRITE).post(here).status_code == 405


def test_a_measure_is_reported_done_with_files(world):
    """Vägledningen 2.7.3; the page does it by the same service."""
    measure = agreed(world)
    client = with_key(world.coordinator, READ, WRITE)
    sent = {"text": "Kursen är hållen.", "files": [file(), file("kurs.csv", b"dag;antal\n1;20\n")]}

    answer = client.post(f"{measure_at(measure)}report-done/", sent)

    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["status"], shown["done_text"]) == ("reported_done", "Kursen är hållen.")
    assert [proof["name"] for proof in shown["proofs"]] == ["intyg.txt", "kurs.csv"]
    one = client.get(f"{measure_at(measure)}proofs/{shown['proofs'][0]['id']}/")
    assert body_of(one) == b"Vi har haft kurs.\n"


def test_a_file_alone_shows_that_it_is_done_but_nothing_does_not(world):
    measure = agreed(world)
    client = with_key(world.coordinator, WRITE)
    here = f"{measure_at(measure)}report-done/"

    refused = client.post(here, {"text": " "})
    assert (refused.status_code, "bifoga en fil" in refused.json()["detail"]) == (409, True)
    assert client.post(here, {"files": [file()]}).status_code == 200


def test_a_file_that_is_refused_leaves_the_measure_and_no_file(world):
    measure = agreed(world)
    sent = {"text": "Klart", "files": [file(), file("a.exe", b"MZ")]}

    answer = with_key(world.coordinator, WRITE).post(f"{measure_at(measure)}report-done/", sent)

    assert (answer.status_code, answer.json()["code"]) == (409, "upload_refused")
    measure.refresh_from_db()
    assert measure.status == Measure.Status.AGREED
    assert not StoredFile.objects.exists()


def test_only_the_municipality_hands_in_what_shows_it(world):
    measure = agreed(world)
    here, sent = f"{measure_at(measure)}report-done/", {"text": "Klart"}

    for user, status in [(world.handler, 403), (world.outsider, 404)]:
        answer = with_key(user, WRITE).post(here, sent | {"files": [file()]})
        assert answer.status_code == status
    assert with_key(world.coordinator, READ).post(here, sent).status_code == 403
    assert not MeasureProof.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"text": "Klart", "x": "1"}, "x"), ({"text": "Klart", "files": "intyg.txt"}, "files")],
)
def test_what_the_form_does_not_know_is_refused_with_the_field(world, sent, field):
    measure = agreed(world)

    answer = with_key(world.coordinator, WRITE).post(f"{measure_at(measure)}report-done/", sent)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_a_proof_belongs_to_its_measure_and_is_seen_by_those_who_see_that(world):
    measure = report(world, agreed(world), files=[file()])
    proof, other = measure.proofs.get(), proposed(world)
    here = f"{measure_at(measure)}proofs/{proof.pk}/"

    shown = with_key(world.handler, READ).get(here, headers={"Accept": "text/plain"})
    assert body_of(shown) == b"Vi har haft kurs.\n"
    assert with_key(world.outsider, READ).get(here).status_code == 404
    wrong = f"{measure_at(other)}proofs/{proof.pk}/"
    assert with_key(world.handler, READ).get(wrong).status_code == 404


def test_the_plan_lists_proofs_with_as_many_questions_for_many_as_for_one(
    world, django_assert_max_num_queries
):
    client = with_key(world.handler, READ)
    plan = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/measures/"
    report(world, agreed(world), files=[file()])
    with django_assert_max_num_queries(30) as few:
        client.get(plan)
    for _ in range(3):
        report(world, agreed(world), files=[file()])

    with django_assert_max_num_queries(len(few)):
        rows = client.get(plan).json()["results"]

    assert [len(row["proofs"]) for row in rows] == [1, 1, 1, 1]


def accept(client: Client, measure: Measure, **more: Any) -> Any:
    code = measure.municipality.scb_code
    return client.post(
        f"/api/v1/follow-up/municipalities/{code}/measures/accept/",
        {"measures": [measure.pk], **more},
        content_type="application/json",
    )


def test_a_measure_changed_since_it_was_read_is_not_approved(world):
    measure = proposed(world)
    client = with_key(world.director, READ, WRITE)
    seen = [client.get(measure_at(measure)).json()["seen"]]
    Measure.objects.update(text="Öva varje månad.")

    answer = accept(client, measure, seen=seen)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"].startswith("En åtgärd har ändrats sedan du läste den.")
    seen = [client.get(measure_at(measure)).json()["seen"]]
    assert accept(client, measure, seen=seen).status_code == 200


def test_measures_are_approved_without_a_comparison_by_those_who_ask_for_none(world):
    measure = proposed(world)
    Measure.objects.update(text="Öva varje månad.")

    assert accept(with_key(world.director, READ, WRITE), measure).status_code == 200


def test_a_protocol_is_approved_as_it_was_read(world):
    protocol = visits.proposed(world)
    client = with_key(world.other_handler, READ, WRITE)
    here = f"{protocol_at(protocol)}approve/"
    seen = client.get(protocol_at(protocol)).json()["seen"]
    VisitProtocol.objects.update(assessment="Något annat.")

    answer = client.post(here, {"seen": seen}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"].startswith("Innehållet har ändrats sedan du läste det.")
    seen = client.get(protocol_at(protocol)).json()["seen"]
    approved = client.post(here, {"seen": seen}, content_type="application/json").json()
    assert (approved["status"], approved["content_sha256"]) == ("approved", seen)


def test_whoever_wrote_a_protocol_does_not_approve_it_over_the_api_either(world):
    protocol = visits.proposed(world)
    here = f"{protocol_at(protocol)}approve/"

    writer = with_key(world.handler, READ, WRITE).post(here, {}, content_type="application/json")
    town = with_key(world.director, READ, WRITE).post(here, {}, content_type="application/json")

    assert (writer.status_code, town.status_code) == (409, 404)
