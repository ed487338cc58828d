"""Documents of the term, for the walks through everything."""

from typing import Any

from followup.documents import forms
from followup.documents.models import DocumentFile, MunicipalDocument
from followup.documents.reviews.forms import FieldForm, ReviewForm
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write


def furnish(world: Any) -> None:
    """Name the documents of the demo: one that waits, one that stands, one that is missing."""
    found = MunicipalDocument.objects.select_related("term", "municipality")
    ours = found.filter(municipality__scb_code="0115", term__election_date__year=2022)
    world.found["rsa"] = ours.get(kind="risk_analysis")
    world.found["document_waiting"] = ours.get(kind="training_plan")
    world.found["document_missing"] = found.get(
        municipality__slug="nykvarn", term__election_date__year=2022, kind="risk_analysis"
    )
    world.found["document_file"] = DocumentFile.objects.filter(
        version__document=world.found["rsa"]
    ).first()


OWN = {"code": "0115"}
RSA = OWN | {"term": "rsa.term_id", "kind": "risk_analysis"}
WAITING = OWN | {"term": "rsa.term_id", "kind": "training_plan"}
MISSING = {"code": "0140", "term": "rsa.term_id", "kind": "risk_analysis"}
COUNTY = {"county": "01"}
COORDINATOR, HANDLER = "samordnare.vallentuna", "handlaggare"

STOPS = [
    Stop("followup:documents", COORDINATOR, OWN),
    Stop("followup:documents", HANDLER, {"code": "0140"}),
    Stop("followup:document", COORDINATOR, RSA),
    Stop("followup:document", HANDLER, MISSING),
    Stop("followup:document_hand_in", COORDINATOR, WAITING),
    Stop("followup:document_receipt", COORDINATOR, RSA | {"version": "1"}),
    Stop("followup:document_withdraw", COORDINATOR, WAITING),
    Stop("followup:document_reference", COORDINATOR, RSA),
    Stop("followup:document_review", HANDLER, WAITING),
    Stop("followup:document_accept", HANDLER, WAITING),
    Stop("followup:document_plan", HANDLER, MISSING),
    Stop("followup:incoming", HANDLER, COUNTY),
    Stop("followup:county_documents", HANDLER, COUNTY),
    Stop("followup:county_documents", HANDLER, COUNTY, query="?show=late"),
]
NO_PAGE = {
    "followup:document_file": "a file",
    "followup:document_old_address": "sends on to the address in Swedish",
    "followup:documents_zip": "a file",
    "followup:document_files": "a part of a page",
    "followup:document_field": "one field as it saves itself",
    "followup:document_feedback": "sends one on unless a draft waits; tried in its own tests",
    "municipal-document-list": "the API",
    "municipal-document-accept": "the API",
    "municipal-document-file": "the API",
}
POSTED = [
    Entry(
        forms.DeliveryForm,
        "followup:document_hand_in",
        WAITING,
        COORDINATOR,
        skip=("files", "confidentiality"),
    ),
    Entry(forms.WithdrawForm, "followup:document_withdraw", WAITING, COORDINATOR),
    Entry(forms.ReferenceForm, "followup:document_reference", RSA, COORDINATOR),
    Entry(forms.PlanForm, "followup:document_plan", MISSING, HANDLER),
]
FILTERS = [
    Entry(forms.TermForm, "followup:documents", OWN, COORDINATOR),
    Entry(forms.CountyTableForm, "followup:county_documents", COUNTY, HANDLER),
    Entry(forms.IncomingForm, "followup:incoming", COUNTY, HANDLER),
]
NOT_TRIED = {
    ReviewForm: "made for each version; tried in tests/followup/documents/test_pages.py",
    FieldForm: "one field of that form as it saves itself; tried in the same place",
}
WRITES = [
    Write(
        "follow-up/municipalities/{}/documents/{}/accept/",
        ("0115", "document_waiting.pk"),
        {"seen": 1},
        "handlaggare",
    )
]
