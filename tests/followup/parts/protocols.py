"""Protocols after visits, for the walks through everything."""

from typing import Any

from django.utils import timezone

from followup.visits.measures import forms as measure_forms
from followup.visits.measures.models import Deficiency
from followup.visits.models import VisitProtocol
from followup.visits.report import forms
from records.files import files
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write

STATUSES = ("draft", "proposed", "approved", "sent")


def furnish(world: Any) -> None:
    """Name the protocols of the demo by how far they have come."""
    found = VisitProtocol.objects.select_related("visit__municipality")
    for status in STATUSES:
        visit = found.filter(status=status).order_by("pk")[0].visit
        world.found[f"protocol_{status}"] = visit
        world.found[f"protocol_{status}_town"] = visit.municipality
    own = found.filter(visit__municipality__slug="vallentuna").order_by("pk")[0]
    world.found["protocol_own"] = own.visit
    if own.pdf is None:
        own.pdf = files.store(
            b"%PDF-1.7\n", name="protokoll.pdf", content_type="application/pdf", at=timezone.now()
        )
        own.save(update_fields=["pdf"])
    drafted = Deficiency.objects.filter(visit=world.found["protocol_draft"])
    world.found["deficiency_draft"] = drafted.order_by("pk")[0]


def _at(status: str) -> dict[str, str]:
    return {"code": f"protocol_{status}_town.scb_code", "pk": f"protocol_{status}.pk"}


DRAFT, PROPOSED, APPROVED, SENT = map(_at, STATUSES)
OWN = {"code": "0115", "pk": "protocol_own.pk"}
DEFICIENCY = {"code": "protocol_draft_town.scb_code", "pk": "deficiency_draft.pk"}
PAGE = "followup:visit_protocol"

STOPS = [
    Stop(PAGE, "handlaggare", DRAFT),
    Stop(PAGE, "handlaggare", PROPOSED),
    Stop(PAGE, "chef.lansstyrelsen", PROPOSED),
    Stop(PAGE, "handlaggare", APPROVED),
    Stop(PAGE, "handlaggare", SENT),
    Stop(PAGE, "direktor.vallentuna", OWN),
    Stop("followup:visit_protocol_approve", "chef.lansstyrelsen", PROPOSED),
    Stop("followup:visit_protocol_send", "handlaggare", APPROVED),
    Stop("followup:assessment", "direktor.vallentuna", {"code": "0115"}),
    Stop("followup:assessment", "handlaggare", {"code": "0140"}),
    Stop("followup:deficiency_edit", "handlaggare", DEFICIENCY),
    Stop("followup:deficiency_withdraw", "handlaggare", DEFICIENCY),
    Stop("followup:deficiency_mend", "handlaggare", DEFICIENCY),
]
NO_PAGE = {
    "followup:visit_protocol_start": "only posted to",
    "followup:visit_protocol_field": "only posted to, by the page's script",
    "followup:visit_protocol_measure": "only posted to",
    "followup:visit_protocol_deficiency": "only posted to",
    "followup:visit_protocol_propose": "only posted to",
    "followup:visit_protocol_return": "only posted to",
    "followup:visit_protocol_receive": "only posted to",
    "followup:visit_protocol_pdf": "a file",
    "followup:visit_protocol_job": "a part of a page",
    "municipality-visit-protocol": "the API",
    "municipality-visit-protocol-approve": "the API",
    "municipality-visit-protocol-pdf": "the API",
}
POSTED = [
    Entry(forms.ProtocolForm, PAGE, DRAFT, "handlaggare"),
    Entry(forms.ReturnForm, f"{PAGE}_return", PROPOSED, "chef.lansstyrelsen", PAGE),
    Entry(measure_forms.NewMeasureForm, f"{PAGE}_measure", DRAFT, "handlaggare", PAGE),
    Entry(measure_forms.DeficiencyForm, f"{PAGE}_deficiency", DRAFT, "handlaggare", PAGE),
    Entry(measure_forms.DeficiencyForm, "followup:deficiency_edit", DEFICIENCY, "handlaggare"),
    Entry(measure_forms.ReasonForm, "followup:deficiency_withdraw", DEFICIENCY, "handlaggare"),
]
WRITES = [
    Write(
        "follow-up/municipalities/{}/visits/{}/protocol/approve/",
        ("protocol_proposed_town.scb_code", "protocol_proposed.pk"),
        {"seen": "0"},
        "chef.lansstyrelsen",
    )
]
