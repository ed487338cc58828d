"""Events, timelines and activated periods as files: CSV and Excel of the very same rows."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from activations.models import Event
from activations.reports import register as reports
from activations.views.finding import event_or_404
from common import clock, workbooks
from common.requests import UserRequest


@dataclass(frozen=True)
class Table:
    """What a file holds: its name without suffix, its heading, and moments as moments."""

    name: str
    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    chosen: str = "allt"


def as_csv(table: Table) -> HttpResponse:
    """Return a table that spreadsheets open right, and in which no text is a formula.

    Källa: ux.md §8 "UTF-8 BOM, ;, formula guard".
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    response.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(table.head)
    writer.writerows([_guarded(_text(value)) for value in row] for row in table.rows)
    return response


def as_excel(table: Table) -> HttpResponse:
    """Return a workbook with the table, and a sheet that says what was taken out and when.

    Källa: ux.md §8.
    """
    about = [
        table.title,
        f"Uttaget {clock.local(timezone.now()):%Y-%m-%d %H:%M} ur SSR",
        f"Urval: {table.chosen}",
    ]
    sheet = table.title.split(":")[0]
    content = workbooks.write(sheet, table.head, table.rows, about=about)
    return workbooks.response(content, f"{table.name}.xlsx")


FORMATS: Final[dict[str, Callable[[Table], HttpResponse]]] = {"csv": as_csv, "xlsx": as_excel}


def asked_for(request: UserRequest, table: Callable[[], Table]) -> HttpResponse | None:
    """Return the file if the address says ``?format=csv`` or ``xlsx``, else nothing."""
    write = FORMATS.get(request.GET.get("format", ""))
    return write(table()) if write else None


def chosen(request: UserRequest) -> str:
    """Return the filter in words for the sheet "Om"."""
    query = request.GET.copy()
    query.pop("format", None)
    return query.urlencode() or "allt"


# Timeline -------------------------------------------------------------------------------------


@login_required
@require_GET
def timeline_csv(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Give the timeline as a table, oldest first."""
    return as_csv(_timeline(event_or_404(request, region, number)))


@login_required
@require_GET
def timeline_xlsx(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Give the timeline as an Excel file, oldest first."""
    return as_excel(_timeline(event_or_404(request, region, number)))


def _timeline(event: Event) -> Table:
    mark = "ovning-" if event.exercise else ""
    return Table(
        name=f"{mark}tidslinje-{event.number}",
        title=f"{'ÖVNING ' if event.exercise else ''}Tidslinje: {event}",
        head=["Tid", "Skrivet", "Slag", "Text", "Av", "Rättar post", "Post"],
        rows=(
            [
                entry.happened_at,
                entry.written_at,
                entry.get_kind_display(),
                entry.text,
                entry.by_label,
                entry.corrects_id,
                entry.pk,
            ]
            for entry in event.log.order_by("happened_at", "id")
        ),
    )


# Events ---------------------------------------------------------------------------------------


def events(found: Iterable[Event], choice: str) -> Table:
    """Return the table of a list of events.

    Källa: ux.md page 5.
    """
    return Table(
        name="handelser",
        title="Händelser",
        head=[
            "Nummer",
            "Rubrik",
            "Typ",
            "Övning",
            "Sedan",
            "Väntas",
            "Kommuner",
            "Aktiverade forum",
        ],
        rows=(
            [
                event.number,
                event.title,
                event.type.name,
                "ÖVNING" if event.exercise else "",
                event.since,
                event.planned_for,
                ", ".join(place.name for place in event.municipalities.all()),
                ", ".join(one.forum.called_name for one in event.activations.all() if one.is_open),
            ]
            for event in found
        ),
        chosen=choice,
    )


# Register -------------------------------------------------------------------------------------


def periods(found: Iterable[reports.Period], choice: str) -> Table:
    """Return the table of the register of activated periods."""
    return Table(
        name="aktiverade-lagen",
        title="Aktiverade lägen",
        head=[
            "År",
            "Forum",
            "Händelse",
            "Nummer",
            "Övning",
            "Sammankallat",
            "Första mötet",
            "Åter i ordinarie läge",
            "Minuter till mottagen",
            "Minuter till sammankallat",
            "Minuter till konferens",
        ],
        rows=(_period(one) for one in found),
        chosen=choice,
    )


def _period(one: reports.Period) -> list[Any]:
    activation = one.activation
    return [
        clock.local(activation.convened_at).year,
        activation.forum.called_name,
        activation.event.title,
        activation.event.number,
        "ÖVNING" if activation.event.exercise else "",
        activation.convened_at,
        one.began_at,
        activation.ended_at,
        one.to_acknowledged,
        one.to_convened,
        one.to_conference,
    ]


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
