"""The tables of the overview as Excel files, narrowed as on the page."""

from django.http import HttpResponse
from django.utils import timezone

from actors.models import County
from common import workbooks
from common.clock import local
from common.requests import UserRequest
from followup.overview import national, queries
from followup.overview.statistics import Punctuality
from followup.terms.models import ElectoralTerm


def _about(request: UserRequest, what: str) -> list[str]:
    query = request.GET.copy()
    query.pop("format", None)
    return [
        what,
        f"Uttaget {local(timezone.now()):%Y-%m-%d %H:%M} ur SSR",
        f"Urval: {query.urlencode() or 'alla'}",
    ]


def of_county(request: UserRequest, area: County, rows: list[queries.Row]) -> HttpResponse:
    labels = [label for _, label, _ in queries.PARTS]
    head = ["Kommunkod", "Kommun", *labels, "Väntar på Länsstyrelsen", "Öppet ärende"]
    lines = (
        [
            row.municipality.scb_code,
            row.municipality.name,
            *(cell.text for _, _, cell in row.parts),
            "; ".join(row.waits),
            "ja" if row.has_case else "nej",
        ]
        for row in rows
    )
    about = _about(request, f"Uppföljning, {area}")
    content = workbooks.write("Kommuner", head, lines, about=about)
    return workbooks.response(content, f"uppfoljning-{area.pk}.xlsx")


def of_statistics(
    request: UserRequest, area: County, term: ElectoralTerm, rows: list[Punctuality]
) -> HttpResponse:
    head = ["Krav", "Senast", "I tid", "Sent", "Saknas"]
    lines = ([row.what, row.due, row.on_time, row.late, row.missing] for row in rows)
    about = _about(request, f"Statistik {term}, {area}")
    content = workbooks.write("Statistik", head, lines, about=about)
    return workbooks.response(content, f"statistik-{area.pk}.xlsx")


def of_nation(request: UserRequest, rows: list[national.Row], years: list[int]) -> HttpResponse:
    """Serve what the counties have handed on, for MSB/MCF."""
    head = [
        "Länskod", "Län", "Kommuner", *(f"Sammanställning {year}" for year in years),
        "Pågående ärenden", "Beslut: behålls", "Beslut: reduceras", "Beslut: återbetalas",
    ]  # fmt: skip
    lines = (
        [
            row.county.pk,
            row.county.name,
            row.municipalities,
            *(at and local(at).date() for at in map(row.compilations.get, years)),
            row.open_cases,
            *(row.outcomes.get(outcome, 0) for outcome in national.OUTCOMES),
        ]
        for row in rows
    )
    about = _about(request, "Alla län: överlämnade sammanställningar och ärenden")
    content = workbooks.write("Län", head, lines, about=about)
    return workbooks.response(content, "riket.xlsx")
