"""The common rules and the county's limits, for the walks through everything."""

from typing import Any

from followup.method import forms
from followup.method.models import MethodProposal
from followup.terms.models import CriteriaSet, IndicatorSet
from tests.browser.stops import Stop
from tests.input.entries import Entry


def furnish(world: Any) -> None:
    """Name the example sets."""
    world.found["criteria_set"] = CriteriaSet.objects.order_by("pk").first()
    world.found["indicator_set"] = IndicatorSet.objects.order_by("pk").first()
    world.found["method_proposal"] = MethodProposal.objects.filter(status="open").get()


METHOD, HANDLER, ADMIN = "metod.mcf", "handlaggare", "admin"
TERM = {"first_year": "2027"}
REQUIREMENT = {"kind": "risk_analysis"}
CUTOFF, VISITS = {"code": "YTTRANDE_CUTOFF"}, {"code": "UPPFOLJNINGSBESOK"}
CRITERIA, INDICATORS = {"kind": "criteria"}, {"kind": "indicators"}
COUNTY = {"county": "01"}
PROPOSAL = {"pk": "method_proposal.pk"}
LIMIT = COUNTY | {"key": "reasonable_time_days"}

STOPS = [
    Stop("followup:method", HANDLER),
    Stop("followup:method", METHOD),
    Stop("followup:method", "samordnare.vallentuna"),
    Stop("followup:method_history", HANDLER),
    Stop("followup:method_try", HANDLER),
    Stop("followup:method_try", HANDLER, query="?term=999999"),
    Stop("followup:method_term", "samordnare.vallentuna", TERM),
    Stop("followup:method_set", HANDLER, CRITERIA | {"pk": "criteria_set.pk"}),
    Stop("followup:method_set", HANDLER, INDICATORS | {"pk": "indicator_set.pk"}),
    Stop("followup:method_compare", HANDLER, CRITERIA),
    Stop("followup:method_term_new", METHOD),
    Stop("followup:method_requirement", METHOD, REQUIREMENT),
    Stop("followup:method_key_date", METHOD, CUTOFF),
    Stop("followup:method_key_date", METHOD, VISITS),
    Stop("followup:method_agreement", METHOD),
    Stop("followup:method_component", METHOD),
    Stop("followup:method_proposal", METHOD, PROPOSAL),
    Stop("followup:method_proposal_end", METHOD, PROPOSAL),
    Stop("followup:method_import", METHOD, CRITERIA),
    Stop("followup:settings", ADMIN, COUNTY),
    Stop("followup:setting", ADMIN, LIMIT),
    Stop("followup:setting", HANDLER, LIMIT),
]
NO_PAGE = {
    "followup:method_template": "a file",
    "followup:method_import_marked": "a file",
    "followup:method_import_review": "needs an uploaded file; tests/followup/method/test_pages.py",
}
POSTED = [
    Entry(forms.TermForm, "followup:method_term_new", {}, METHOD),
    Entry(forms.RequirementForm, "followup:method_requirement", REQUIREMENT, METHOD),
    Entry(forms.DayForm, "followup:method_key_date", CUTOFF, METHOD),
    Entry(forms.CountForm, "followup:method_key_date", VISITS, METHOD),
    Entry(forms.AgreementForm, "followup:method_agreement", {}, METHOD),
    Entry(forms.ComponentForm, "followup:method_component", {}, METHOD),
    Entry(forms.EndProposalForm, "followup:method_proposal_end", PROPOSAL, METHOD),
    Entry(forms.SetForm, "followup:method_import", CRITERIA, METHOD, skip=("file",)),
]
FILTERS = [
    Entry(forms.TryForm, "followup:method_try", role=HANDLER),
    Entry(forms.CompareForm, "followup:method_compare", CRITERIA, HANDLER),
]
NOT_TRIED = {
    forms.GroundsForm: "a base of others",
    forms.SettingForm: "made for one limit; tests/followup/method/test_pages.py",
}
WRITES: list[Any] = []
