"""Excel files of the register: read with suspicion, written as plain text."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from common.errors import RuleError
from common.numbers import tidy
from common.workbooks import put

MAX_BYTES: Final = 2_000_000
MAX_ROWS: Final = 10_000
MAX_UNPACKED: Final = 60_000_000
MAX_PARTS: Final = 200
SHEET: Final = "Register"
README: Final = "Läs mig"
MENTIONED: Final = 20
_ROW: Final = re.compile(rb"<row\b[^>]*>")
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER: Final = re.compile(rb'\br="([0-9]+)"')
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class SheetRow:
    """One row as it stands in the file."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False


def read(content: bytes, *, name: str, head: Sequence[str]) -> list[SheetRow]:
    """Return the rows below the head; formulas are read as the values they last had."""
    _check_file(content, name)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the broken part raises
        raise RuleError("Filen går inte att läsa. Spara den på nytt som .xlsx.") from error
    try:
        if SHEET not in book.sheetnames:
            raise RuleError(f"Bladet ”{SHEET}” saknas. Använd mallen.")
        sheet: Any = book[SHEET]
        sheet.reset_dimensions()
        hidden = _hidden_rows(content, sheet._worksheet_path)  # noqa: SLF001 - nothing else tells
        return _rows(sheet, head, hidden)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RuleError("Filen går inte att läsa. Spara den på nytt som .xlsx.") from error
    finally:
        book.close()


def mention_hidden(rows: Iterable[SheetRow]) -> str:
    """Return a sentence on the rows that Excel does not show but that are read all the same."""
    hidden = [str(row.number) for row in rows if row.is_hidden]
    if not hidden:
        return ""
    listed = ", ".join(hidden[:MENTIONED]) + (" …" if len(hidden) > MENTIONED else "")
    if len(hidden) == 1:
        return f"Rad {listed} är dold i filen. Den läses också in."
    return f"{len(hidden)} rader är dolda i filen: {listed}. De läses också in."


def _hidden_rows(content: bytes, part: str) -> frozenset[int]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(part.lstrip("/"))
    heads = (head for head in _ROW.findall(xml) if _HIDDEN.search(head))
    return frozenset(int(found[1]) for head in heads if (found := _NUMBER.search(head)))


def _rows(sheet: Any, head: Sequence[str], hidden: frozenset[int]) -> list[SheetRow]:
    found: list[SheetRow] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=len(head)), start=1):
        cells = tuple(_text(value) for value in values)
        cells += ("",) * (len(head) - len(cells))
        if number == 1:
            for index, (got, wanted) in enumerate(zip(cells, head, strict=False)):
                if got != wanted:
                    column = LETTERS[index]
                    raise RuleError(
                        f"Rubriken i kolumn {column} ska vara ”{wanted}”. Använd mallen."
                    )
        elif any(cells):
            found.append(SheetRow(number, cells, number in hidden))
        if number > MAX_ROWS + 1:
            raise RuleError("Filen har fler än 10 000 rader. Dela upp den.")
    if not found:
        raise RuleError("Det finns inga rader att läsa in.")
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))


def _check_file(content: bytes, name: str) -> None:
    if len(content) > MAX_BYTES:
        raise RuleError("Filen är större än 2 MB. Dela upp den.")
    if not name.lower().endswith(".xlsx"):
        raise RuleError("Bara .xlsx tas emot, utan makron. Spara filen i det formatet.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise RuleError("Filen är ingen Excelfil. Spara den på nytt som .xlsx.") from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse macros, merged cells, and parts that unpack to more than they say."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RuleError("Filen blir för stor när den packas upp. Använd mallen.")
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise RuleError("Filen har makron. Spara den som .xlsx utan makron.")
    for part in parts:
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            with archive.open(part) as stream:
                content = stream.read(MAX_UNPACKED + 1)
            if len(content) > MAX_UNPACKED:
                raise RuleError("Filen blir för stor när den packas upp. Använd mallen.")
            if b"<mergeCell " in content:
                raise RuleError("Filen har sammanfogade celler. Dela dem och försök igen.")


# Writing ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A fault to point out in a file: where, and what to do."""

    row: int
    column: int  # from 0
    text: str


def write(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    notes: Sequence[str],
    choices: Mapping[int, Sequence[str]] | None = None,
    marks: Sequence[Mark] = (),
) -> bytes:
    """Return a workbook of plain text: head frozen, lists to choose from, faults in colour."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.create_sheet(SHEET, 0)
    book.remove(book.worksheets[1])
    full_head = [*head, "Fel"] if marks else list(head)
    for row_number, values in enumerate([full_head, *rows], start=1):
        for column, value in enumerate(values, start=1):
            put(sheet.cell(row_number, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for index in range(len(full_head)):
        sheet.column_dimensions[LETTERS[index]].width = 24
    for index, allowed in (choices or {}).items():
        listed = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
        sheet.add_data_validation(listed)
        listed.add(f"{LETTERS[index]}2:{LETTERS[index]}{MAX_ROWS}")
    red = PatternFill("solid", fgColor="FFD4A8")
    for mark in marks:
        sheet.cell(mark.row, mark.column + 1).fill = red
        told = sheet.cell(mark.row, len(head) + 1)
        put(told, f"{told.value} {mark.text}" if told.value else mark.text)
    about = book.create_sheet(README)
    about.column_dimensions["A"].width = 100
    for number, note in enumerate(notes, start=1):
        put(about.cell(number, 1), note)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
