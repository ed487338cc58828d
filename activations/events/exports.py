"""Events, timelines and activated periods as files: CSV and Excel of the very same rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from activations.events import register
from activations.finding import event_or_404
from activations.models import Event
from common import clock, csv_files, workbooks
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

    Källa: domain.md 5.7.
    """
    return csv_files.response(f"{table.name}.csv", table.head, table.rows)


def as_excel(table: Table) -> HttpResponse:
    """Return a workbook with the table, and a sheet that says what was taken out and when.

    Källa: domain.md 5.7.
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


@require_GET
def timeline_csv(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Give the timeline as a table, oldest first."""
    return as_csv(_timeline(event_or_404(request, region, number)))


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

    Källa: domain.md 5.7.
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


def periods(found: Iterable[register.Period], choice: str) -> Table:
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
            "Läge",
            "Utvärderat",
        ],
        rows=(
            [
                clock.local(one.activation.convened_at).year,
                one.activation.forum.called_name,
                one.activation.event.title,
                one.activation.event.number,
                "ÖVNING" if one.activation.event.exercise else "",
                one.activation.convened_at,
                one.began_at,
                one.activation.ended_at,
                one.to_acknowledged,
                one.to_convened,
                one.to_conference,
                one.activation.get_status_display(),
                one.evaluated_on,
            ]
            for one in found
        ),
        chosen=choice,
    )
