"""The pages of documents: both sides, what is refused, and who sees what."""

import io
import uuid
import zipfile

import pytest
import time_machine
from django.urls import reverse

from common.autosave import mark_of
from followup.documents.models import (
    CriterionCheck,
    DocumentReference,
    DocumentVersion,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
)
from followup.documents.reviews import services as reviews
from followup.terms import queries as method
from records.models import StagedUpload
from tests.followup.documents.factories import (
    AT,
    PLAN,
    RSA,
    delivery,
    hand_in,
    judge_all,
    new_world,
    text_file,
)
from tests.records.files import upload_corpus as corpus

pytestmark = pytest.mark.django_db
# A day in the term that the world's documents belong to.
IN_TERM = "2026-11-21 12:00+01:00"


@pytest.fixture
def world():
    return new_world()


def at(world, name, kind=RSA, *more):
    return reverse(
        f"followup:{name}", args=[world.municipality.scb_code, world.term.pk, kind, *more]
    )


def fields(**more):
    return {
        "form_key": str(uuid.uuid4()),
        "deciding_body": "director",
        "decided_date": "2023-10-01",
        "confidentiality": "internal",
        "registry_number": "KS 1",
        "note": "",
    } | more


@time_machine.travel(IN_TERM)
def test_the_list_shows_five_documents_with_their_days(client, world):
    client.force_login(world.coordinator)
    hand_in(world)

    page = client.get(reverse("followup:documents", args=[world.municipality.scb_code]))

    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("Lämna in<span") == 4
    assert "Ny version" in text
    assert "Varför?" in text


@pytest.mark.parametrize("name", ["document", "document_hand_in", "document_reference"])
def test_the_municipality_opens_its_pages(client, world, name):
    client.force_login(world.coordinator)
    assert client.get(at(world, name)).status_code == 200


@pytest.mark.parametrize("name", ["document", "document_review", "document_accept"])
def test_the_handler_opens_the_countys_pages(client, world, name):
    hand_in(world)
    client.force_login(world.handler)
    assert client.get(at(world, name)).status_code == 200


@time_machine.travel(IN_TERM)
def test_the_county_sees_what_came_in_and_who_is_late(client, world):
    hand_in(world)
    client.force_login(world.handler)

    queue = client.get(reverse("followup:incoming", args=["01"]), {"days": "1", "kind": RSA})
    table = client.get(reverse("followup:county_documents", args=["01"]), {"show": "late"})

    assert world.municipality.name in queue.content.decode()
    assert "1 av 1 kommuner" in table.content.decode()


def test_nobody_from_outside_sees_that_any_of_it_exists(client, world):
    version = hand_in(world)
    client.force_login(world.outsider)

    assert client.get(at(world, "document")).status_code == 404
    assert client.get(reverse("followup:incoming", args=["01"])).status_code == 404
    file = version.files.get()
    address = reverse("followup:document_file", args=[world.municipality.scb_code, file.pk])
    assert client.get(address).status_code == 404


def test_a_document_is_handed_in_with_several_files_and_receipted(client, world):
    client.force_login(world.coordinator)
    sent = fields(files=[text_file("a.txt"), text_file("b.txt", b"Mer text\n")])

    answer = client.post(at(world, "document_hand_in"), sent, follow=True)

    assert "inkom till Länsstyrelsen" in answer.content.decode()
    assert DocumentVersion.objects.get().files.count() == 2
    assert not StagedUpload.objects.exists()


def test_a_form_with_an_error_keeps_what_was_typed_and_the_files(client, world):
    client.force_login(world.coordinator)
    sent = fields(files=[text_file("a.txt")], decided_date="", registry_number="KS 77")
    key = sent["form_key"]

    wrong = client.post(at(world, "document_hand_in"), sent)

    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "a.txt" in text
    assert "KS 77" in text
    right = client.post(at(world, "document_hand_in"), fields(form_key=key))
    assert right.status_code == 302
    assert DocumentVersion.objects.get().files.get().stored.name == "a.txt"


def test_a_refused_file_is_named_and_the_good_ones_stay(client, world):
    client.force_login(world.coordinator)
    sent = fields(files=[text_file("a.txt"), text_file("b.exe", b"MZ")])

    answer = client.post(at(world, "document_hand_in"), sent)

    assert answer.status_code == 422
    assert "b.exe togs inte emot" in answer.content.decode()
    assert StagedUpload.objects.get().stored.name == "a.txt"


def test_without_a_file_nothing_is_handed_in(client, world):
    client.force_login(world.coordinator)
    answer = client.post(at(world, "document_hand_in"), fields())
    assert answer.status_code == 409
    assert "Välj minst en fil" in answer.content.decode()


def test_too_low_a_body_is_told_with_the_rule_and_a_way_on(client, world):
    """Vägledningen tabell 2.2: told at once, with the rule; handed in only knowingly."""
    client.force_login(world.coordinator)
    sent = fields(files=[text_file("a.txt")], deciding_body="official")

    told = client.post(at(world, "document_hand_in", PLAN), sent)

    assert told.status_code == 409
    assert "beslutas av lägst kommundirektör" in told.content.decode()
    again = fields(form_key=sent["form_key"], deciding_body="official", knows_too_low="on")
    assert client.post(at(world, "document_hand_in", PLAN), again).status_code == 302
    assert DocumentVersion.objects.get().knows_too_low


def test_a_decision_from_before_the_election_is_asked_about_with_a_way_on(client, world):
    """Vägledningen 2.2.2: decided for each new term; handed in only knowingly."""
    client.force_login(world.coordinator)
    sent = fields(files=[text_file("a.txt")], decided_date="2016-05-01")
    assert "knows_before_election" not in client.get(at(world, "document_hand_in")).content.decode()

    told = client.post(at(world, "document_hand_in"), sent)

    assert told.status_code == 409
    assert "Gäller dokumentet mandatperioden 2023–2026?" in told.content.decode()
    again = fields(form_key=sent["form_key"], decided_date="2016-05-01", knows_before_election="on")
    assert client.post(at(world, "document_hand_in"), again).status_code == 302
    shown = client.get(at(world, "document")).content.decode()
    assert "Dokumentet är beslutat före valet, för en tidigare period." in shown
    assert "före valet, kommunen vet om det" in shown
    assert "Kom i tid" not in shown


@time_machine.travel("2026-08-01 12:00+02:00", tick=False)
def test_before_the_election_the_form_asks_whether_the_term_is_the_right_one(client, world):
    client.force_login(world.coordinator)
    world.term = method.term_of_year(2027)

    shown = client.get(at(world, "document_hand_in")).content.decode()

    assert "Valet till mandatperioden har inte hållits" in shown


@pytest.mark.parametrize("chosen", ["secret", "classified"])
def test_secret_and_classified_stop_the_upload_and_leave_nothing(client, world, chosen):
    """Vägledningen 2.10: what is classified never enters; a reference is all that is kept."""
    client.force_login(world.coordinator)
    key = str(uuid.uuid4())
    client.post(at(world, "document_files"), {"form_key": key, "files": [text_file()]})

    sent = fields(form_key=key, confidentiality=chosen, files=[text_file("hemlig.txt")])
    answer = client.post(at(world, "document_hand_in"), sent, follow=True)

    assert "får inte lämnas in här" in answer.content.decode()
    assert not StagedUpload.objects.exists()
    noted = {"registry_number": "K 1", "storage_place": "Chefen", "responsible": "Chef"}
    assert client.post(at(world, "document_reference"), noted).status_code == 302
    assert DocumentReference.objects.count() == 1
    assert client.post(at(world, "document_reference"), {}).status_code == 422


def test_files_are_taken_in_one_by_one_and_taken_off_again(client, world):
    client.force_login(world.coordinator)
    key = str(uuid.uuid4())
    sent = {"form_key": key, "files": [text_file("a.txt"), text_file("b.pdf", b"nej")]}

    listed = client.post(at(world, "document_files"), sent).content.decode()

    assert "a.txt" in listed
    assert "b.pdf togs inte emot" in listed
    stored = StagedUpload.objects.get().stored_id
    client.post(at(world, "document_hand_in"), fields(form_key=key, remove_file=str(stored)))
    assert not StagedUpload.objects.exists()
    odd = client.post(at(world, "document_hand_in"), fields(form_key="x", remove_file="x"))
    assert odd.status_code == 200


def test_the_county_hands_in_nothing(client, world):
    client.force_login(world.handler)
    assert client.post(at(world, "document_hand_in"), fields()).status_code == 403
    assert client.post(at(world, "document_files"), {}).status_code == 403


def test_what_a_file_tells_besides_its_text_is_told(client, world):
    client.force_login(world.coordinator)
    picture = text_file("karta.jpg", corpus.picture_with_place())

    page = client.post(at(world, "document_hand_in"), fields(files=[picture]), follow=True)

    assert "platsen där bilden togs" in page.content.decode()


def test_a_file_is_downloaded_as_an_attachment_and_all_as_a_zip(client, world):
    file = hand_in(world).files.get()
    client.force_login(world.handler)
    code = world.municipality.scb_code

    one = client.get(reverse("followup:document_file", args=[code, file.pk]))
    packed = client.get(reverse("followup:documents_zip", args=[code, world.term.pk]))

    assert one["Content-Disposition"].startswith("attachment")
    assert b"".join(one.streaming_content) == b"Risker och brister\n"
    content = io.BytesIO(b"".join(packed.streaming_content))
    assert len(zipfile.ZipFile(content).namelist()) == 1


def test_what_only_those_who_handle_it_may_open_is_closed_to_others(client, world):
    file = hand_in(world, given=delivery(confidentiality="restricted")).files.get()
    code = world.municipality.scb_code
    client.force_login(world.administrator)

    assert client.get(reverse("followup:document_file", args=[code, file.pk])).status_code == 403
    packed = reverse("followup:documents_zip", args=[code, world.term.pk])
    assert client.get(packed).status_code == 404


def test_the_municipality_withdraws_with_a_reason(client, world):
    hand_in(world)
    client.force_login(world.coordinator)
    address = at(world, "document_withdraw")

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Fel fil"}).status_code == 302
    assert client.post(address, {"reason": "Fel fil"}).status_code == 409


def test_the_sheet_is_saved_whole_without_javascript(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    criterion = reviews.queries.criteria(version)[0].criterion

    sent = {"h-1": "yes", "n-h-1": "Bra", f"c-{criterion.pk}": "met", "text": "Bra."}
    answer = client.post(at(world, "document_review"), sent)

    assert answer.status_code == 302
    assert HeadingCheck.objects.get(number=1).is_found
    assert CriterionCheck.objects.get().verdict == "met"
    assert Feedback.objects.get().text == "Bra."
    onward = client.post(at(world, "document_review"), sent | {"send": "1"})
    assert onward.url == at(world, "document_feedback")


def test_the_sheet_refuses_nonsense_and_an_unset_day(client, world):
    hand_in(world)
    client.force_login(world.handler)

    assert client.post(at(world, "document_review"), {"h-1": "kanske"}).status_code == 422
    unset = client.post(at(world, "document_review"), {"text": "a", "asks_completion": "on"})
    assert unset.status_code == 409


def sheet_of(client, world):
    """Return what the form of the sheet holds, as a browser would send it."""
    page = client.get(at(world, "document_review"))
    form = page.context["form"]
    sent = {"version": page.context["version"].number}
    for name, value in form.stored.items():
        sent |= {name: value, f"{name}__seen": mark_of(value)}
    return sent


def test_two_who_fill_in_the_sheet_overwrite_nothing_of_each_other(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    address = at(world, "document_review")
    mine, other = sheet_of(client, world), sheet_of(client, world)

    assert client.post(address, mine | {"text": "Mitt", "n-h-1": "Bra"}).status_code == 302
    assert client.post(address, other | {"n-h-2": "Saknas"}).status_code == 302
    clash = client.post(address, other | {"text": "Ditt", "n-h-2": "Saknas"})

    assert clash.status_code == 409
    shown = clash.content.decode()
    assert "Någon annan har skrivit här: ”Mitt”" in shown
    assert ">Ditt</textarea>" in shown.replace("\n", "")
    assert version.feedback.get().text == "Mitt"
    notes = dict(HeadingCheck.objects.values_list("number", "note"))
    assert notes == {1: "Bra", 2: "Saknas"}
    again = sheet_of(client, world) | {"text": "Vårt"}
    assert client.post(address, again).status_code == 302
    assert version.feedback.get().text == "Vårt"


def test_what_was_written_of_one_version_is_not_said_of_the_next(client, world):
    hand_in(world)
    client.force_login(world.handler)
    sheet = sheet_of(client, world)
    newer = hand_in(world, given=delivery(reason="Fel fil"))

    answer = client.post(at(world, "document_review"), sheet | {"text": "Sidan 3 saknas."})
    field = client.post(
        f"{at(world, 'document_field')}?version=1", {"field": "text", "value": "Sidan 3"}
    )

    assert (answer.status_code, field.status_code) == (409, 409)
    assert "Version 2 har lämnats in under tiden" in answer.content.decode()
    assert "Sidan 3 saknas." in answer.content.decode()
    assert not newer.feedback.exists()


def test_an_answer_that_somebody_has_changed_is_read_again_before_it_is_sent(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    draft, send = at(world, "document_field"), at(world, "document_feedback")
    client.post(draft, {"field": "text", "value": "Bra."})
    seen = client.get(send).context["seen"]
    client.post(draft, {"field": "text", "value": "Inte bra."})

    refused = client.post(send, {"seen": seen})

    assert refused.status_code == 409
    assert "Någon annan har ändrat texten" in refused.content.decode()
    assert "Inte bra." in refused.content.decode()
    assert version.feedback.get().sent_at is None
    assert client.post(send, {"seen": refused.context["seen"]}).status_code == 302
    assert version.feedback.get().sent_at


def test_an_answer_to_a_replaced_version_is_not_sent_in_silence(client, world):
    hand_in(world)
    client.force_login(world.handler)
    client.post(at(world, "document_field"), {"field": "text", "value": "Bra."})
    hand_in(world, given=delivery(reason="Fel fil"))

    answer = client.post(at(world, "document_feedback"), follow=True)

    assert "Återkopplingen skickades inte" in answer.content.decode()


def test_an_emptied_answer_is_empty_and_not_sent(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    address = at(world, "document_review")
    assert client.post(address, {"text": "", "send": "1"}).status_code == 409
    client.post(address, {"text": "Utkast", "asks_completion": "on", "complete_by": "2099-01-01"})

    kept = client.post(address, {"text": "", "send": "1"})
    client.post(address, {"text": ""})

    assert kept.status_code == 409
    assert "Skriv återkopplingen först." in kept.content.decode()
    draft = version.feedback.get()
    assert (draft.text, draft.asks_completion) == ("", False)


def test_a_field_saves_itself(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    address = at(world, "document_field")

    saved = client.post(address, {"field": "h-2", "value": "no"})
    noted = client.post(address, {"field": "n-h-2", "value": "Saknas"})
    text = client.post(address, {"field": "text", "value": "Utkast"})

    assert saved.status_code == noted.status_code == text.status_code == 200
    check = HeadingCheck.objects.get()
    assert (check.is_found, check.note) == (False, "Saknas")
    assert version.feedback.get().text == "Utkast"
    assert client.post(address, {"field": "x", "value": "1"}).status_code == 422
    assert client.post(address, {"field": "h-99", "value": "yes"}).status_code == 404
    assert client.post(address, {"field": "h-1", "value": "kanske"}).status_code == 422
    clash = client.post(address, {"field": "h-2", "value": "yes", "seen": "gammal"})
    assert clash.status_code == 409


def test_feedback_is_read_through_and_sent_and_its_opening_noted(client, world):
    version = hand_in(world)
    client.force_login(world.handler)
    address = at(world, "document_feedback")
    assert client.get(address).status_code == 302  # nothing written yet
    client.post(at(world, "document_field"), {"field": "text", "value": "Tydligt."})

    assert world.municipality.name in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    client.force_login(world.coordinator)
    assert "Tydligt." in client.get(at(world, "document")).content.decode()
    assert version.feedback.get().read_at


def test_accepting_is_refused_until_it_is_judged(client, world):
    version = hand_in(world)
    client.force_login(world.handler)

    assert client.post(at(world, "document_accept")).status_code == 409
    judge_all(world, version)
    assert client.post(at(world, "document_accept")).status_code == 302
    assert MunicipalDocument.objects.get(kind=RSA).status == "accepted"
    late = client.post(at(world, "document_field"), {"field": "h-1", "value": "yes"})
    assert late.status_code == 409


def test_a_plan_for_what_is_missing_is_shown_to_both(client, world):
    """Vägledningen 2.2: a plan in dialogue with the municipality."""
    client.force_login(world.handler)
    address = at(world, "document_plan")

    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    gone = {"reason": "Vakans", "planned_date": "2020-01-01"}
    assert client.post(address, gone).status_code == 409
    planned = {"reason": "Vakans", "planned_date": "2099-01-01"}
    assert client.post(address, planned).status_code == 302
    client.force_login(world.coordinator)
    assert "Vakans" in client.get(at(world, "document")).content.decode()


def test_the_api_lists_and_takes_in_several_files(client, world):
    client.force_login(world.coordinator)
    address = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/documents/"
    sent = {
        "term": "2023",
        "kind": RSA,
        "deciding_body": "director",
        "decided_date": "2023-10-01",
        "confidentiality": "internal",
        "files": [text_file("a.txt"), text_file("b.txt", b"Mer\n")],
    }

    made = client.post(address, sent)

    assert made.status_code == 201, made.content
    file = made.json()["files"][0]
    answer = client.get(f"{address}files/{file['id']}/", headers={"Accept": "text/plain"})
    assert b"".join(answer.streaming_content) == b"Risker och brister\n"
    kinds = {one["kind"]: one["status"] for one in client.get(address).json()}
    assert kinds[RSA] == "submitted"
    refused = client.post(
        address, sent | {"files": [text_file("a.exe", b"MZ")], "reason": "Ny fil"}
    )
    assert refused.status_code == 409
    assert refused.json()["code"] == "upload_refused"
    assert client.post(address, sent | {"term": "1900"}).status_code == 400
    client.force_login(world.outsider)
    assert client.get(address).status_code == 404


def test_the_api_keeps_restricted_files_to_those_who_handle_them(client, world):
    file = hand_in(world, given=delivery(confidentiality="restricted"), at=AT).files.get()
    code = world.municipality.scb_code
    client.force_login(world.administrator)

    answer = client.get(f"/api/v1/follow-up/municipalities/{code}/documents/files/{file.pk}/")

    assert answer.status_code == 403
