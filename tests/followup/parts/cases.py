"""Cases on compensation, for the walks through everything."""

from typing import Any

from followup.cases import answer_forms, forms
from followup.cases.models import Referral
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write


def furnish(world: Any) -> None:
    """Name the cases of the demo by how far they have come."""
    by_status = {case.status: case for case in Referral.objects.order_by("-pk")}
    world.found["case"] = by_status["told"]
    world.found["case_to_sign"] = by_status["prepared"]
    world.found["case_decided"] = by_status["decided"]
    world.found["case_over"] = by_status["invoiced"]
    world.found["material"] = world.found["case_decided"].requests.first()


CASE = {"pk": "case.pk"}
SIGN = {"pk": "case_to_sign.pk"}
DECIDED = {"pk": "case_decided.pk"}
ANSWER = DECIDED | {"asked": "material.pk"}
REASON = CASE | {"ground": "no_risk_analysis", "step": "agreed"}
OF = {"code": "0140"}

STOPS = [
    Stop("followup:cases", "handlaggare"),
    Stop("followup:cases", "granskare.mcf"),
    Stop("followup:cases", "handlaggare", query="?q=finns-inte"),
    Stop("followup:municipality_cases", "handlaggare", OF),
    Stop("followup:municipality_cases", "direktor.vallentuna", {"code": "0115"}),
    Stop("followup:case_open", "handlaggare", OF),
    Stop("followup:case", "handlaggare", CASE),
    Stop("followup:case", "chef.lansstyrelsen", SIGN),
    Stop("followup:case", "granskare.mcf", DECIDED),
    Stop("followup:case", "granskare.mcf", {"pk": "case_over.pk"}),
    Stop("followup:case", "samordnare.nykvarn", CASE),
    Stop("followup:case_day", "samordnare.nykvarn", CASE),
    Stop("followup:case_propose_day", "handlaggare", CASE),
    Stop("followup:case_ground_reason", "handlaggare", REASON),
    Stop("followup:case_forms", "granskare.mcf", DECIDED),
    Stop("followup:case_tell", "handlaggare", CASE),
    Stop("followup:case_remedies", "handlaggare", CASE),
    Stop("followup:case_opinion", "handlaggare", CASE),
    Stop("followup:case_prepare", "handlaggare", CASE),
    Stop("followup:case_sign", "chef.lansstyrelsen", SIGN),
    Stop("followup:case_send_back", "chef.lansstyrelsen", SIGN),
    Stop("followup:case_drop", "handlaggare", CASE),
    Stop("followup:case_register", "granskare.mcf", DECIDED),
    Stop("followup:case_material", "granskare.mcf", DECIDED),
    Stop("followup:case_decide", "granskare.mcf", DECIDED),
    Stop("followup:case_final", "granskare.mcf", DECIDED),
    Stop("followup:case_invoice", "granskare.mcf", DECIDED),
]
NO_PAGE = {
    "followup:case_job": "a part of a page",
    "followup:case_file": "a file",
    "followup:case_pdf": "a file",
    "followup:case_bundle": "a file",
    "followup:case_agree_forms": "an act without a page of its own",
    "followup:case_reason": "the same page as case_ground_reason",
    "followup:case_answer": "only the municipality of the case; walked in the whole term's test",
    "referral-list": "the API",
    "referral-detail": "the API",
    "referral-gate": "the API",
}
POSTED = [
    Entry(forms.OpenCaseForm, "followup:case_open", OF, "handlaggare"),
    Entry(forms.TellForm, "followup:case_tell", CASE, "handlaggare"),
    Entry(forms.DayAnswerForm, "followup:case_day", CASE, "samordnare.nykvarn"),
    Entry(forms.ProposeDayForm, "followup:case_propose_day", CASE, "handlaggare"),
    Entry(forms.StepReasonForm, "followup:case_ground_reason", REASON, "handlaggare"),
    Entry(forms.FormsForm, "followup:case_forms", DECIDED, "granskare.mcf"),
    Entry(forms.OpinionForm, "followup:case_opinion", CASE, "handlaggare"),
    Entry(forms.ReasonForm, "followup:case_drop", CASE, "handlaggare"),
    Entry(forms.MessageForm, "followup:case_say", CASE, "handlaggare", "followup:case"),
    Entry(forms.RegisterForm, "followup:case_register", DECIDED, "granskare.mcf"),
    Entry(forms.MaterialForm, "followup:case_material", DECIDED, "granskare.mcf"),
    Entry(forms.DecisionForm, "followup:case_decide", DECIDED, "granskare.mcf"),
    Entry(forms.FinalForm, "followup:case_final", DECIDED, "granskare.mcf"),
    Entry(forms.InvoiceForm, "followup:case_invoice", DECIDED, "granskare.mcf"),
]
FILTERS = [Entry(forms.CaseFilter, "followup:cases", role="handlaggare")]
NOT_TRIED = {
    forms.RemedyForm: "its fields are those of the case's deficiencies; tests/followup/cases",
    forms.ReadingForm: "a base of others",
    forms.SignForm: "only on 30 April; tests/followup/cases",
    answer_forms.AnswerForm: "only the municipality of a case; tests/followup/cases",
}
WRITES = [
    Write("follow-up/referrals/{}/messages/", ("case.pk",), {"text": "Text"}, "handlaggare"),
    Write(
        "follow-up/referrals/{}/day/",
        ("case.pk",),
        {"accepts": False, "objection": "Nämnden möts senare.", "counter_date": "2030-01-01"},
        "samordnare.nykvarn",
    ),
    Write(
        "follow-up/referrals/{}/material-requests/",
        ("case_decided.pk",),
        {"text": "Text", "due_date": "2030-01-01"},
        "granskare.mcf",
    ),
    Write(
        "follow-up/referrals/{}/decision/",
        ("case_decided.pk",),
        {
            "outcome": "kept",
            "amount": None,
            "text": "Text",
            "decided_date": "2026-06-01",
            "deviates": False,
            "proportion": "",
            "mended_reason": "",
            "no_material_reason": "Yttrandet räcker.",
        },
        "granskare.mcf",
    ),
]
