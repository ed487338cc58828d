"""Tables as Excel files: real dates and numbers, text as text, and a sheet that says what it is."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse

from common.clock import local

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT: Final = "Om"


def write(
    title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, about: Sequence[str]
) -> bytes:
    """Return a workbook with one table and the sheet "Om": what was asked, when, by whom."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title[:31])
    for number, values in enumerate([head, *rows], start=1):
        for column, value in enumerate(values, start=1):
            put(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for index in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 22
    notes = book.create_sheet(ABOUT)
    notes.column_dimensions["A"].width = 100
    for number, line in enumerate(about, start=1):
        put(notes.cell(number, 1), line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def response(content: bytes, name: str) -> HttpResponse:
    """Serve a workbook as a file of its own."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def put(cell: Any, value: object) -> None:
    """Write a value as what it is; text that begins with ``=`` is never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, datetime):
        cell.value, cell.number_format = local(value).replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, Decimal):
        cell.value, cell.number_format = value, "# ##0.00"
    elif isinstance(value, int):
        cell.value = value
    elif value is not None:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = str(value)[:1] in "=+-@\t\r"
