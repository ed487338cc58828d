"""Rows of an uploaded set of criteria or indicators: read, and the faults told by cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from actors.spreadsheets import LETTERS, Mark, SheetRow
from common.search import plain
from followup.models import Area, AssessmentCriterion, DocumentKind, Indicator, MethodImport

CRITERIA_HEAD: Final = ("Kod", "Slag", "Område", "Dokument", "Kriterium", "Stöd")
INDICATOR_HEAD: Final = ("Kod", "Område", "Indikator", "Svarstyp", "Stöd")
HEADS: Final = {
    MethodImport.Kind.CRITERIA.value: CRITERIA_HEAD,
    MethodImport.Kind.INDICATORS.value: INDICATOR_HEAD,
}
LONGEST: Final = {
    "Kod": 20,
    "Kriterium": 500,
    "Indikator": 500,
    "Stöd": 2000,
    "Område": 60,
}


def _by_label(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {plain(str(label)): str(value) for value, label in choices}


KINDS: Final = _by_label(AssessmentCriterion.Kind.choices)
AREAS: Final = _by_label(Area.choices)
DOCUMENTS: Final = _by_label(DocumentKind.choices)
ANSWERS: Final = _by_label(Indicator.AnswerType.choices)


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    row: int
    column: str
    text: str
    index: int

    @property
    def cell(self) -> str:
        """Return ``D14``."""
        return f"{LETTERS[self.index]}{self.row}"

    def mark(self) -> Mark:
        """Return the fault as it is pointed out in the file."""
        return Mark(self.row, self.index, f"{self.column}: {self.text}")


@dataclass(frozen=True)
class Row:
    """One criterion or indicator as the file wants it."""

    number: int
    values: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """Return the row's code."""
        return dict(self.values)["code"]


def read_rows(kind: str, rows: Iterable[SheetRow]) -> tuple[list[Row], list[Fault]]:
    """Return what the rows want, and every fault in them."""
    found: list[Row] = []
    faults: list[Fault] = []
    first_of: dict[str, int] = {}
    for sheet_row in rows:
        reader = _Reader(HEADS[kind], sheet_row)
        row = reader.criterion() if kind == MethodImport.Kind.CRITERIA else reader.indicator()
        code = plain(row.code)
        if code in first_of:
            reader.wrong("Kod", f"Samma kod står på rad {first_of[code]}.")
        first_of.setdefault(code, sheet_row.number)
        faults.extend(reader.faults)
        found.append(row)
    return found, faults


class _Reader:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, head: tuple[str, ...], row: SheetRow) -> None:
        self.head = head
        self.row = row
        self.faults: list[Fault] = []

    def criterion(self) -> Row:
        return Row(
            self.row.number,
            (
                ("code", self._text("Kod")),
                ("kind", self._choice("Slag", KINDS)),
                ("area", self._choice("Område", AREAS)),
                ("document", self._choice("Dokument", DOCUMENTS, required=False)),
                ("text", self._text("Kriterium")),
                ("guidance", self._text("Stöd", required=False)),
            ),
        )

    def indicator(self) -> Row:
        return Row(
            self.row.number,
            (
                ("code", self._text("Kod")),
                ("area", self._text("Område")),
                ("text", self._text("Indikator")),
                ("answer_type", self._choice("Svarstyp", ANSWERS)),
                ("guidance", self._text("Stöd", required=False)),
            ),
        )

    def wrong(self, column: str, text: str) -> None:
        self.faults.append(Fault(self.row.number, column, text, self.head.index(column)))

    def _cell(self, column: str) -> str:
        return " ".join(self.row.cells[self.head.index(column)].split())

    def _text(self, column: str, *, required: bool = True) -> str:
        text = self._cell(column)
        if required and not text:
            self.wrong(column, "Fyll i cellen.")
        if len(text) > LONGEST[column]:
            self.wrong(column, f"Korta till högst {LONGEST[column]} tecken.")
        if not text.isprintable():
            self.wrong(column, "Ta bort styrtecken.")
        return text

    def _choice(self, column: str, choices: dict[str, str], *, required: bool = True) -> str:
        text = self._cell(column)
        if not text and not required:
            return ""
        if plain(text) not in choices:
            listed = ", ".join(word.capitalize() for word in choices)
            self.wrong(column, f"Välj ett av: {listed}.")
            return ""
        return choices[plain(text)]
