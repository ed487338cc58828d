"""The plan of measures, for the walks through everything."""

from typing import Any

from django.utils import timezone

from followup.visits.measures import forms
from followup.visits.measures.models import Measure, MeasureProof
from records.files import files
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write

OWN = {"code": "0115"}


def furnish(world: Any) -> None:
    """Name the measures of the demo by what they wait for."""
    found = Measure.objects.select_related("municipality")
    named = {
        "measure_agreed": found.filter(municipality__slug="vallentuna", status="agreed"),
        "measure_reported": found.filter(municipality__slug="vallentuna", status="reported_done"),
        "measure_countered": found.filter(counter_date__isnull=False),
        "measure_not_done": found.filter(status="not_done"),
        "measure_proposed": found.filter(
            status="proposed", told_at__isnull=False, counter_date=None
        ),
    }
    for name, rows in named.items():
        world.found[name] = rows.order_by("pk")[0]
        world.found[f"{name}_town"] = world.found[name].municipality
    now = timezone.now()
    stored = files.store(b"Klart\n", name="intyg.txt", content_type="text/plain", at=now)
    world.found["measure_proof"] = MeasureProof.objects.create(
        measure=world.found["measure_reported"], stored=stored, added_at=now, added_by="Test"
    )


def _at(name: str) -> dict[str, str]:
    return {"code": f"measure_{name}_town.scb_code", "pk": f"measure_{name}.pk"}


AGREED, REPORTED, COUNTERED = map(_at, ("agreed", "reported", "countered"))
NOT_DONE, PROPOSED = map(_at, ("not_done", "proposed"))
PAGE = "followup:measure"

STOPS = [
    Stop("followup:measures", "handlaggare", OWN),
    Stop("followup:measures", "direktor.vallentuna", OWN),
    Stop("followup:measures", "samordnare.vallentuna", OWN, query="?lage=verified"),
    Stop("followup:measures", "handlaggare", {"code": "measure_not_done_town.scb_code"}),
    Stop("followup:county_measures", "handlaggare", {"county": "01"}),
    Stop("followup:county_measures", "chef.lansstyrelsen", {"county": "01"}, "?vantar=verify"),
    Stop("followup:measure_add", "handlaggare", OWN),
    Stop("followup:approve_measures", "direktor.vallentuna", OWN),
    Stop("followup:ask_measures", "samordnare.vallentuna", OWN),
    Stop(PAGE, "handlaggare", COUNTERED),
    Stop(PAGE, "handlaggare", REPORTED),
    Stop(PAGE, "handlaggare", NOT_DONE),
    Stop(PAGE, "handlaggare", PROPOSED),
    Stop(PAGE, "samordnare.vallentuna", AGREED),
]
NO_PAGE = {
    "followup:measures_calendar": "a file",
    "followup:measures_pdf": "a file",
    "followup:measures_job": "a part of a page",
    "followup:measure_proof": "a file",
    "followup:measure_edit": "leads to the measure; only posted to",
    "followup:measure_withdraw": "leads to the measure; only posted to",
    "followup:measure_verify": "leads to the measure; only posted to",
    "followup:measure_not_done": "leads to the measure; only posted to",
    "followup:measure_answer": "leads to the measure; only posted to",
    "followup:measure_counter": "leads to the measure; only posted to",
    "followup:measure_done": "leads to the measure; only posted to",
    "municipality-measures": "the API",
    "municipality-measures-accept": "the API",
    "municipality-measure": "the API",
    "municipality-measure-counter": "the API",
    "municipality-measure-report-done": "the API",
    "municipality-measure-proof": "the API",
}
COORDINATOR = "samordnare.vallentuna"
POSTED = [
    Entry(forms.NewMeasureForm, "followup:measure_add", OWN, "handlaggare"),
    Entry(forms.MeasureForm, "followup:measure_edit", PROPOSED, "handlaggare", PAGE),
    Entry(forms.ReasonForm, "followup:measure_withdraw", PROPOSED, "handlaggare", PAGE),
    Entry(forms.VerifyForm, "followup:measure_verify", REPORTED, "handlaggare", PAGE),
    Entry(forms.JudgementForm, "followup:measure_not_done", REPORTED, "handlaggare", PAGE),
    Entry(forms.AnswerForm, "followup:measure_answer", COUNTERED, "handlaggare", PAGE),
    Entry(forms.CounterForm, "followup:measure_counter", AGREED, COORDINATOR, PAGE),
    Entry(forms.DoneForm, "followup:measure_done", AGREED, COORDINATOR, PAGE, skip=("files",)),
]
FILTERS = [
    Entry(forms.PlanFilter, "followup:measures", OWN, "handlaggare"),
    Entry(forms.CountyFilter, "followup:county_measures", {"county": "01"}, "handlaggare"),
]
API = "follow-up/municipalities/{}/measures/"
ONE = ("0115", "measure_agreed.pk")
WRITES = [
    Write(
        f"{API}accept/",
        ("0115",),
        {"measures": ["measure_agreed.pk"], "seen": ["0"]},
        "direktor.vallentuna",
    ),
    Write(f"{API}{{}}/counter/", ONE, {"due_date": "2099-12-31", "reason": "Senare"}, COORDINATOR),
    Write(f"{API}{{}}/report-done/", ONE, {"text": "Klart"}, COORDINATOR),
]
