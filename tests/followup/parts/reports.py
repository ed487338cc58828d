"""Annual reports and compilations, for the walks through everything."""

from typing import Any

from followup.annual.compilations import forms as compiled
from followup.annual.models import AnnualReport, CountyCompilation
from followup.annual.reports import forms
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write


def furnish(world: Any) -> None:
    """Name one row of the report that Vallentuna is to complete, and a note of need."""
    report = AnnualReport.objects.get(municipality__slug="vallentuna", year=2025)
    world.found["report_item"] = report.items.first()
    begun = CountyCompilation.objects.get(county="01", year=2024)
    world.found["compilation"] = begun


OWN = {"code": "0115", "year": "2025"}
SENT = {"code": "0187", "year": "2025"}  # Vaxholm: handed in, not yet read
ITEM = OWN | {"pk": "report_item.pk"}
BEGUN = {"county": "01", "year": "2024"}
HANDED_ON = {"county": "01", "year": "2025"}
WRITER = "samordnare.vallentuna"

STOPS = [
    Stop("followup:reports", WRITER, {"code": "0115"}),
    Stop("followup:reports", "handlaggare", {"code": "0115"}),
    Stop("followup:report", WRITER, OWN),
    Stop("followup:report", "handlaggare", SENT),
    Stop("followup:report_item", WRITER, ITEM),
    Stop("followup:report_send", WRITER, OWN),
    Stop("followup:report_completion", "handlaggare", SENT),
    Stop("followup:report_accept", "handlaggare", SENT),
    Stop("followup:compilations", "handlaggare", {"county": "01"}),
    Stop("followup:compilation", "handlaggare", BEGUN),
    Stop("followup:compilation", "handlaggare", HANDED_ON),
    Stop("followup:compilation", "granskare.mcf", HANDED_ON, query="?nummer=1"),
    Stop("followup:compilation_hand_on", "handlaggare", BEGUN),
    Stop("followup:compilation_supplement", "handlaggare", HANDED_ON),
    Stop("followup:national_compilations", "granskare.mcf"),
]
NO_PAGE = {
    "followup:report_start": "only posted to",
    "followup:report_field": "only posted to, answers with JSON",
    "followup:report_items": "only posted to: sends a visitor to the report",
    "followup:report_item_remove": "only posted to",
    "followup:report_costs": "only posted to: sends a visitor to the report",
    "followup:report_xlsx": "a file",
    "followup:compilation_start": "only posted to",
    "followup:compilation_field": "only posted to, answers with JSON",
    "followup:compilation_needs": "only posted to: sends a visitor to the compilation",
    "followup:compilation_need_remove": "only posted to",
    "followup:compilation_xlsx": "a file",
    "followup:compilation_pdf": "a file",
    "followup:compilation_job": "a part of a page",
    "followup:national_compilations_xlsx": "a file",
    "annual-report-list": "the API",
    "annual-report-detail": "the API",
    "annual-report-send": "the API",
    "compilation-detail": "the API",
}
POSTED = [
    Entry(forms.ReportForm, "followup:report", OWN, WRITER),
    Entry(forms.FieldForm, "followup:report_field", OWN, WRITER, page="followup:report"),
    Entry(forms.ItemForm, "followup:report_items", OWN, WRITER, page="followup:report"),
    Entry(forms.ChangeItemForm, "followup:report_item", ITEM, WRITER),
    Entry(forms.ReportCostForm, "followup:report_costs", OWN, WRITER, page="followup:report"),
    Entry(forms.CompletionForm, "followup:report_completion", SENT, "handlaggare"),
    Entry(compiled.AssessmentForm, "followup:compilation", BEGUN, "handlaggare"),
    Entry(
        compiled.NeedForm,
        "followup:compilation_needs",
        BEGUN,
        "handlaggare",
        page="followup:compilation",
    ),
    Entry(compiled.SupplementForm, "followup:compilation_supplement", HANDED_ON, "handlaggare"),
]
FILTERS = [Entry(compiled.NationalFilter, "followup:national_compilations", {}, "granskare.mcf")]
NOT_TRIED: dict[type, str] = {}
WRITES = [
    Write("follow-up/municipalities/{}/reports/{}/send/", ("0115", "2025"), {}, WRITER),
]
