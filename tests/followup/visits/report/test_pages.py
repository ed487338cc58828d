"""The protocol's pages: write, propose, approve, send, receive, download."""

from typing import Any

import pytest
from django.urls import reverse

from common.autosave import mark_of
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import VisitProtocol
from followup.visits.report import documents as protocol_documents
from followup.visits.report import services as protocols
from followup.visits.report.forms import ProtocolForm
from records.models import Job
from tests.clients import signed_in
from tests.followup.visits.report.factories import (
    SENT,
    approved,
    draft,
    held_visit,
    name_deficiency,
    proposed,
    sent,
)
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def address(protocol: VisitProtocol, act: str = "") -> str:
    name = f"followup:visit_protocol{'_' + act if act else ''}"
    visit = protocol.visit
    return reverse(name, args=[visit.municipality.scb_code, visit.pk])


def text_of(response: Any) -> str:
    return str(response.content.decode())


def fields_of(protocol: VisitProtocol, **typed: str) -> dict[str, str]:
    protocol.refresh_from_db()
    values = {name: str(getattr(protocol, name)) for name in ProtocolForm.base_fields}
    marks = {f"{name}__seen": mark_of(value) for name, value in values.items()}
    return values | marks | typed


def test_the_draft_is_begun_from_the_visits_page(world):
    visit = held_visit(world)
    client = signed_in(world.handler)
    here = reverse("followup:visit_protocol", args=[world.municipality.scb_code, visit.pk])

    assert "Börja skriva" in text_of(client.get(here))
    answer = client.post(f"{here}borja/", follow=True)

    assert "Övningarna sker varje år." in text_of(answer)


def test_before_the_visit_the_page_says_when(world):
    visit = held_visit(world, status="booked")
    here = reverse("followup:visit_protocol", args=[world.municipality.scb_code, visit.pk])
    client = signed_in(world.handler)

    assert "när besöket har genomförts" in text_of(client.get(here))
    assert client.post(f"{here}borja/").status_code == 409
    assert "inte skickat något" in text_of(signed_in(world.director).get(here))
    assert client.post(here).status_code == 404


def test_the_handler_sees_what_is_missing(world):
    protocol = draft(world)
    name_deficiency(world, protocol.visit, text="Larmlistan är gammal.")

    shown = text_of(signed_in(world.handler).get(address(protocol)))

    assert "Bristen ”Larmlistan är gammal.” saknar åtgärd." in shown
    assert "autosave.js" in shown


def test_a_text_on_the_coordinator_gives_a_hint(world):
    """Vägledningen 2.7.3: kommunens arbete följs upp, aldrig samordnaren."""
    protocol = draft(world)
    VisitProtocol.objects.update(assessment="Samordnaren har inte hunnit med.")

    assert "Samordnaren nämns" in text_of(signed_in(world.handler).get(address(protocol)))


def test_all_fields_are_saved_without_scripts(world):
    protocol = draft(world)
    typed = fields_of(protocol, assessment="Ny bedömning", kind="opinion")

    answer = signed_in(world.handler).post(address(protocol), typed)

    assert answer.status_code == 302
    protocol.refresh_from_db()
    assert (protocol.assessment, protocol.kind) == ("Ny bedömning", "opinion")


def test_a_form_that_does_not_fit_keeps_what_was_typed(world):
    protocol = draft(world)
    typed = fields_of(protocol, kind="essä", assessment="Behåll mig")

    answer = signed_in(world.handler).post(address(protocol), typed)

    assert answer.status_code == 422
    assert "Behåll mig" in text_of(answer)


def test_two_texts_are_shown_side_by_side_and_none_is_stored(world):
    """domain.md 1.10: konflikt."""
    protocol = draft(world)
    typed = fields_of(protocol, assessment="Min text", strengths="Min styrka")
    VisitProtocol.objects.update(assessment="Deras text", written_by="Handläggare B")

    answer = signed_in(world.handler).post(address(protocol), typed)

    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Deras text" in shown
    assert "Min text" in shown
    assert "Min styrka" in shown
    protocol.refresh_from_db()
    assert protocol.strengths == "Övningarna sker varje år."


def test_what_is_proposed_refuses_more_words(world):
    protocol = proposed(world)

    answer = signed_in(world.handler).post(address(protocol), fields_of(protocol, assessment="Mer"))

    assert answer.status_code == 409


def save(client, protocol, **values):
    return client.post(address(protocol, "field"), values)


def test_a_field_saves_itself(world):
    protocol = draft(world)
    client = signed_in(world.handler)
    seen = mark_of(protocol.assessment)

    first = save(client, protocol, field="assessment", value="Ett", seen=seen)
    second = save(client, protocol, field="assessment", value="Två", seen=seen)
    third = save(client, protocol, field="status", value="sent", seen="")

    assert first.json()["seen"] == mark_of("Ett")
    assert (second.status_code, second.json()["value"]) == (409, "Ett")
    assert third.status_code == 409


def test_the_municipality_saves_nothing(world):
    protocol = sent(world)

    answer = save(signed_in(world.director), protocol, field="assessment", value="x", seen="")

    assert answer.status_code == 403


def measure_values(**given):
    return {
        "deficiency": "",
        "area": "training",
        "text": "Öva",
        "due_date": "2026-12-31",
        "follow_up": "Redovisas i SSR.",
    } | given


def test_measures_and_deficiencies_are_added_in_place(world):
    protocol = draft(world)
    client = signed_in(world.handler)
    found = Deficiency.objects.get()

    client.post(address(protocol, "measure"), measure_values(deficiency=found.pk))
    client.post(address(protocol, "measure"), measure_values(text="Annat"))
    client.post(
        address(protocol, "deficiency"),
        {"area": "planning", "text": "Planen saknas", "remedy": ""},
    )

    assert found.measures.count() == 2
    assert Measure.objects.filter(deficiency=None, visit=protocol.visit).exists()
    assert Deficiency.objects.filter(visit=protocol.visit).count() == 2
    assert "Andra åtgärder" in text_of(client.get(address(protocol)))


@pytest.mark.parametrize(
    ("act", "values", "status"),
    [
        ("measure", measure_values(text=""), 422),
        ("measure", measure_values(due_date="2026-01-01"), 409),
        ("deficiency", {"area": "planning", "text": ""}, 422),
        ("return", {"reason": ""}, 422),
    ],
)
def test_what_does_not_fit_is_told_on_the_page(world, act, values, status):
    protocol = draft(world)

    answer = signed_in(world.handler).post(address(protocol, act), values)

    assert answer.status_code == status
    assert "error-summary" in text_of(answer)


def test_a_deficiency_is_not_added_while_somebody_reads(world):
    protocol = proposed(world)

    answer = signed_in(world.handler).post(
        address(protocol, "deficiency"), {"area": "planning", "text": "Ny", "remedy": ""}
    )

    assert answer.status_code == 409


def test_the_whole_way_by_two_persons(world):
    """Vägledningen 2.7.3, domain.md 1.9: skrivs, godkänns av en annan, skickas, tas emot."""
    protocol = draft(world)
    writer, second = signed_in(world.handler), signed_in(world.other_handler)
    director = signed_in(world.director)

    writer.post(address(protocol, "propose"))
    assert "Någon annan på Länsstyrelsen godkänner" in text_of(writer.get(address(protocol)))
    assert writer.get(address(protocol, "approve")).status_code == 302
    assert writer.post(address(protocol, "approve")).status_code == 409
    assert director.get(address(protocol, "pdf")).status_code == 404
    read = second.get(address(protocol, "approve"))
    assert "Det kan inte ändras efteråt" in text_of(read)
    assert second.post(address(protocol, "approve"), {"seen": "0" * 64}).status_code == 409
    second.post(address(protocol, "approve"), {"seen": read.context["seen"]})
    review = text_of(writer.get(address(protocol, "send")))
    assert "Beredskapssamordnare" in review
    assert "Kommundirektör" in review
    writer.post(address(protocol, "send"))
    shown = text_of(director.get(address(protocol)))
    assert "Länsstyrelsens bedömning" in shown
    assert "Granska och godkänn åtgärdsplanen (1)" in shown
    director.post(address(protocol, "receive"))

    protocol.refresh_from_db()
    assert protocol.status == "received"
    assert "Förseglat" in text_of(director.get(address(protocol)))


def test_it_is_returned_with_a_reason(world):
    protocol = proposed(world)
    client = signed_in(world.signer)

    client.post(address(protocol, "return"), {"reason": "Skriv tydligare."})

    assert "Skriv tydligare." in text_of(client.get(address(protocol)))


def test_a_broken_seal_is_shown(world):
    protocol = sent(world)
    VisitProtocol.objects.update(content_sha256="0" * 64)

    assert "stämmer inte" in text_of(signed_in(world.director).get(address(protocol)))


def run(job: Job) -> None:
    """Do what the worker does, without its thread."""
    job.result, job.status = protocol_documents.PDF.make(job), Job.Status.DONE
    job.done_at = SENT
    job.save()
    protocol_documents.PDF.ended(job)


def test_the_pdf_is_made_by_a_job_and_downloaded(world):
    protocol = approved(world)
    client = signed_in(world.handler)
    assert client.get(address(protocol, "pdf")).status_code == 404
    assert "PDF:en skapas" in text_of(client.get(address(protocol, "job")))

    run(Job.objects.get())

    got = client.get(address(protocol, "pdf"))
    assert b"".join(got.streaming_content).startswith(b"%PDF")
    protocol.refresh_from_db()
    assert protocol.pdf.name == f"protokoll-besok-{protocol.visit_id}.pdf"


def test_a_drafts_pdf_is_marked_and_asked_for(world):
    protocol = draft(world)
    client = signed_in(world.handler)

    client.post(address(protocol, "pdf"))
    run(Job.objects.get())

    assert b"".join(client.get(address(protocol, "pdf")).streaming_content).startswith(b"%PDF")
    protocol.refresh_from_db()
    assert protocol.pdf is None


def test_a_failed_pdf_is_told(world):
    protocol = approved(world)
    Job.objects.update(status="failed", error="Det gick inte.")
    protocol_documents.PDF.ended(Job.objects.get())

    assert "Försök igen" in text_of(signed_in(world.handler).get(address(protocol)))


@pytest.mark.parametrize("who", ["outsider", "reviewer"])
def test_others_do_not_know_that_it_exists(world, who):
    protocol = sent(world)

    assert signed_in(getattr(world, who)).get(address(protocol)).status_code == 404


def test_a_neighbours_visit_is_not_found_under_ones_own_code(world):
    protocol = sent(world)
    neighbour = world.another_municipality()
    here = reverse("followup:visit_protocol", args=[neighbour.scb_code, protocol.visit_id])

    assert signed_in(world.handler).get(here).status_code == 404


def test_assessments_are_shown_without_score(world):
    """Vägledningen 2.8: bedömning i ord."""
    protocol = sent(world)
    here = reverse("followup:assessment", args=[world.municipality.scb_code])

    shown = text_of(signed_in(world.director).get(here))

    assert protocol.assessment.split("\n")[0] in shown
    assert "Planen för övning följs inte." in shown
    assert "utan poäng" in shown


def test_an_empty_assessment_says_so(world):
    here = reverse("followup:assessment", args=[world.municipality.scb_code])

    shown = text_of(signed_in(world.handler).get(here))

    assert "Ingen bedömning efter besök har skickats." in shown


def test_sent_later_the_municipality_reads_the_sealed_words(world):
    protocol = approved(world)
    Deficiency.objects.update(text="Ändrat efteråt")

    protocols.send_protocol(protocol_id=protocol.pk, by=world.handler, at=SENT)

    shown = text_of(signed_in(world.director).get(address(protocol)))
    assert "Planen för övning följs inte." in shown
