"""The list of cases as an Excel file."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from common import workbooks
from common.clock import local
from common.requests import UserRequest
from followup.cases.models import Referral


def of_cases(request: UserRequest, cases: QuerySet[Referral]) -> HttpResponse:
    """Serve the list, narrowed as on the page."""
    head = (
        "Län", "Kommun", "Länsstyrelsens dnr", "MCF:s dnr", "Läge", "Grunder", "Inkom",
        "Läsning av 30 april", "Beslut", "Belopp", "Gäller år", "Beslutat", "Laga kraft",
    )  # fmt: skip
    rows = (
        (
            str(found.municipality.county),
            found.municipality.name,
            found.registry_number,
            found.national_number,
            found.get_status_display(),
            "; ".join(found.ground_labels),
            found.received_date,
            found.get_cutoff_reading_display(),
            found.get_outcome_display(),
            found.amount,
            found.year,
            found.decided_date,
            found.final_date,
        )
        for found in cases
    )
    about = [
        "Ärenden om statlig ersättning",
        f"Uttaget {local(timezone.now()):%Y-%m-%d %H:%M} ur SSR",
        f"Urval: {request.GET.urlencode() or 'alla som läsaren ser'}",
    ]
    content = workbooks.write("Ärenden", head, rows, about=about)
    return workbooks.response(content, "arenden.xlsx")
