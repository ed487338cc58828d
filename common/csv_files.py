"""Tables as CSV that a Swedish spreadsheet opens right, and in which no text is a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse

from common.clock import local

# What a spreadsheet takes for the beginning of a formula, in half and full width.
FORMULA: Final = tuple("=+-@＝＋－＠\t\r\n")  # noqa: RUF001 - the full-width ones are meant


def response(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Serve a table as a file of its own."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return answer


def cell(value: object) -> str:
    """Return a value as it is written in the file; only text can pretend to be a formula.

    Spreadsheets look past what is blank before the sign.
    """
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    text = "" if value is None else str(value)
    begins = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if begins else text
