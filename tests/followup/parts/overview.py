"""The follow-up at a glance, for the walks through everything."""

from typing import Any

from followup.overview import forms
from tests.browser.stops import Stop
from tests.input.entries import Entry

COUNTY = {"county": "01"}


def furnish(world: Any) -> None:
    """Name nothing: the pages take codes."""


STOPS = [
    Stop("followup:county", "handlaggare", COUNTY),
    Stop("followup:county", "handlaggare", COUNTY, "?q=finns-inte"),
    Stop("followup:county", "handlaggare.uppsala", {"county": "03"}),
    Stop("followup:municipality", "handlaggare", {"code": "0140"}),
    Stop("followup:municipality", "samordnare.vallentuna", {"code": "0115"}),
    Stop("followup:municipality", "samordnare.enkoping", {"code": "0381"}),
    Stop("followup:year_wheel", "direktor.vallentuna"),
    Stop("followup:statistics", "handlaggare", COUNTY),
    Stop("followup:national", "granskare.mcf"),
]
NO_PAGE = {
    "followup:home": "sends on to the page one works from",
    "followup:own": "sends on to one's own municipality",
    "follow-up-overview": "the API",
    "follow-up-municipality": "the API",
}
FILTERS = [Entry(forms.OverviewFilter, "followup:county", COUNTY, "handlaggare")]
NOT_TRIED = {forms.YearFilter: "one number; read with the list's own default"}
