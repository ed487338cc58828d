"""Annual reports and compilations as Excel files of plain text and numbers."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from common.clock import local
from common.workbooks import put
from followup.annual.models import AnnualReport, ReportedItem
from followup.annual.reports.queries import Sheet

WIDE: Final = 40


@dataclass(frozen=True)
class Tab:
    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook(tabs: Sequence[Tab]) -> bytes:
    """Return a workbook; text is written as text, never as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for tab in tabs:
        sheet = book.create_sheet(tab.name[:31])
        for number, values in enumerate([tab.head, *tab.rows], start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(number, column)
                put(cell, value)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = WIDE
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def of_report(report: AnnualReport, sheet: Sheet) -> bytes:
    """Return one report with last year beside it."""
    return workbook(
        [
            Tab(
                "Redovisning",
                ("Uppgift", "Värde"),
                [
                    ("Kommun", report.municipality.name),
                    ("Avser år", str(report.year)),
                    ("Läge", report.get_status_display()),
                    ("Indikatorer", report.indicator_set.name),
                    ("Inskickad", str(local(report.sent_at).date()) if report.sent_at else ""),
                    ("Kommunens kommentar", report.comment),
                ],
            ),
            Tab(
                "Indikatorer",
                ("Område", "Kod", "Indikator", "Svar", "Kommentar", "Förra årets svar"),
                [
                    (
                        area,
                        row.indicator.code,
                        row.indicator.text,
                        row.shown,
                        row.comment,
                        row.last_shown,
                    )
                    for area, rows in sheet.areas
                    for row in rows
                ],
            ),
            Tab(
                "Händelser och åtgärder",
                ("Slag", "Dag", "Område", "Vad", "Effekt"),
                [item_row(item) for item in [*sheet.events, *sheet.measures]],
            ),
            Tab(
                "Kostnader",
                ("Del", "Område", "Vad", "Belopp i kronor", "Får ersättningen användas"),
                [
                    (
                        cost.get_part_display(),
                        cost.get_area_display(),
                        cost.text,
                        cost.amount,
                        cost.get_eligibility_display(),
                    )
                    for cost in sheet.costs
                ],
            ),
        ]
    )


def item_row(item: ReportedItem) -> tuple[Any, ...]:
    return (
        item.get_kind_display(),
        item.happened_date.isoformat() if item.happened_date else "",
        item.get_area_display(),
        item.text,
        item.effect,
    )
