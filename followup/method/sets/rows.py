"""Rows of an uploaded set of criteria or indicators: read, and the faults told by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import models

from actors.imports.spreadsheets import LETTERS, Mark, SheetRow
from common.swedish import plain
from followup.method.models import MethodImport
from followup.terms.models import Area, AssessmentCriterion, DocumentKind, Indicator

CRITERIA: Final = MethodImport.Kind.CRITERIA.value
INDICATORS: Final = MethodImport.Kind.INDICATORS.value


@dataclass(frozen=True)
class Column:
    """A column of the file: a text of at most so many characters, or one of the choices."""

    key: str
    name: str
    longest: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = True

    def read(self, text: str) -> tuple[str, list[str]]:
        """Return the value of a cell, and what is wrong with it."""
        if self.choices:
            if plain(text) in self.choices:
                return self.choices[plain(text)], []
            listed = ", ".join(word.capitalize() for word in self.choices)
            return "", [f"Välj ett av: {listed}."] if text or self.required else []
        wrong = []
        if self.required and not text:
            wrong.append("Fyll i cellen.")
        if len(text) > self.longest:
            wrong.append(f"Korta till högst {self.longest} tecken.")
        if not text.isprintable():
            wrong.append("Ta bort styrtecken.")
        return text, wrong


def _by_label(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {plain(str(label)): str(value) for value, label in choices}


def _longest(model: type[models.Model], name: str) -> int:
    """Return how much the model's field holds: the file may say as much as the form."""
    longest: int = getattr(model, name).field.max_length
    return longest


COLUMNS: Final = {
    CRITERIA: (
        Column("code", "Kod", _longest(AssessmentCriterion, "code")),
        Column("kind", "Slag", choices=_by_label(AssessmentCriterion.Kind.choices)),
        Column("area", "Område", choices=_by_label(Area.choices)),
        Column("document", "Dokument", choices=_by_label(DocumentKind.choices), required=False),
        Column("text", "Kriterium", _longest(AssessmentCriterion, "text")),
        Column("guidance", "Stöd", _longest(AssessmentCriterion, "guidance"), required=False),
    ),
    INDICATORS: (
        Column("code", "Kod", _longest(Indicator, "code")),
        Column("area", "Område", _longest(Indicator, "area")),
        Column("text", "Indikator", _longest(Indicator, "text")),
        Column("answer_type", "Svarstyp", choices=_by_label(Indicator.AnswerType.choices)),
        Column("guidance", "Stöd", _longest(Indicator, "guidance"), required=False),
    ),
}
HEADS: Final = {kind: tuple(each.name for each in found) for kind, found in COLUMNS.items()}
FIELDS: Final = {kind: tuple(each.key for each in found) for kind, found in COLUMNS.items()}
CRITERIA_HEAD, INDICATOR_HEAD = HEADS[CRITERIA], HEADS[INDICATORS]


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
        return dict(self.values)["code"]


def read_rows(kind: str, rows: Iterable[SheetRow]) -> tuple[list[Row], list[Fault]]:
    """Return what the rows want, and every fault in them."""
    found: list[Row] = []
    faults: list[Fault] = []
    first_of: dict[str, int] = {}
    for sheet_row in rows:
        number, values = sheet_row.number, []
        for index, column in enumerate(COLUMNS[kind]):
            value, wrong = column.read(" ".join(sheet_row.cells[index].split()))
            values.append((column.key, value))
            faults += [Fault(number, column.name, told, index) for told in wrong]
        row = Row(number, tuple(values))
        code = plain(row.code)
        if code in first_of:
            faults.append(Fault(number, "Kod", f"Samma kod står på rad {first_of[code]}.", 0))
        first_of.setdefault(code, number)
        found.append(row)
    return found, faults
