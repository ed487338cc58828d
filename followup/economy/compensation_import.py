"""Read decided compensation from a file: looked through, confirmed, all or nothing."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actors.imports import spreadsheets
from actors.imports.spreadsheets import LETTERS, SheetRow
from actors.models import Actor, County, User
from actors.rights import rights
from common import numbers
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.swedish import plain
from followup import access
from followup.economy import services
from followup.economy.guards import FIRST_YEAR, LARGEST
from followup.economy.models import CompensationDecision
from followup.terms.models import CompensationComponent, Part

HEAD: Final = ("Kommunkod", "Kommun", "År", "Komponent", "Belopp", "Diarienummer", "Källa")
COLUMN: Final = {name: index for index, name in enumerate(HEAD)}
_FIELD: Final[Callable[[str], Any]] = CompensationDecision._meta.get_field
LONGEST: Final = {
    "Diarienummer": _FIELD("registry_number").max_length,
    "Källa": _FIELD("source").max_length,
}
MAX_ROWS: Final = 5_000
Row = tuple[int, tuple[str, ...]]  # as kept between looking through and confirming


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    row: int
    column: str
    text: str

    @property
    def cell(self) -> str:
        """Return ``E14``."""
        return f"{LETTERS[COLUMN[self.column]]}{self.row}"


@dataclass(frozen=True)
class Line:
    row: int
    municipality: Actor
    year: int
    component: CompensationComponent
    amount: Decimal
    registry_number: str
    source: str
    is_new: bool
    is_changed: bool

    @property
    def is_civil_defence(self) -> bool:
        """Return whether the amount must not stand beside other municipalities'."""
        return self.component.part == Part.CIVIL_DEFENCE


@dataclass
class Plan:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def doing(self) -> list[Line]:
        return [line for line in self.lines if line.is_new or line.is_changed]

    @property
    def summary(self) -> str:
        if self.faults:
            return f"{len(self.faults)} fel"
        new = sum(line.is_new for line in self.lines)
        return f"{counted(new, 'nytt belopp', 'nya belopp')}, {len(self.doing) - new} rättas"


def read(content: bytes, name: str) -> list[SheetRow]:
    """Return the rows of an Excel or CSV file.

    Källa: domain.md 7.5.
    """
    if name.lower().endswith(".csv"):
        rows = _read_csv(content)
    else:
        rows = spreadsheets.read(content, name=name, head=HEAD)
    if len(rows) > MAX_ROWS:
        raise RuleError("Filen har fler än 5 000 rader. Dela upp den.", field="file")
    return rows


def look_through(county: County, rows: Sequence[Row], *, at: datetime) -> Plan:
    """Return what the rows would do, and every fault in them, changing nothing.

    Källa: domain.md 7.5.
    """
    reader = _Reader(county, local(at).year)
    plan = Plan()
    seen: dict[tuple[int, int, int], int] = {}
    for number, cells in rows:
        line, faults = reader.line(number, cells)
        plan.faults += faults
        if line is None:
            continue
        key = (line.municipality.pk, line.year, line.component.pk)
        if key in seen:
            plan.faults.append(Fault(number, "Komponent", f"Samma belopp står på rad {seen[key]}."))
        seen.setdefault(key, number)
        plan.lines.append(line)
    plan.faults.sort(key=lambda fault: (fault.row, COLUMN[fault.column]))
    return plan


@transaction.atomic
def apply(*, county: County, rows: Sequence[Row], by: User, at: datetime) -> Plan:
    """Carry out every row, or none; the same file again changes nothing.

    Källa: domain.md 7.5; Vägledningen 1.2.
    """
    if rights.carrying(by, access.HANDLE, county) is None:
        raise PermissionDenied("Behörighet saknas.")
    plan = look_through(county, rows, at=at)
    if plan.faults:
        raise RuleError("Rätta felen i filen och ladda upp den på nytt.")
    for line in plan.doing:
        services.decide_compensation(
            municipality_id=line.municipality.pk,
            year=line.year,
            component=line.component,
            amount=line.amount,
            registry_number=line.registry_number,
            source=line.source,
            by=by,
            at=at,
        )
    return plan


class _Reader:
    """Reads rows against the county's municipalities and the components: three queries."""

    def __init__(self, county: County, this_year: int) -> None:
        self.latest = this_year + 1
        self.municipalities = {
            actor.scb_code: actor
            for actor in Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
        }
        self.components = list(CompensationComponent.objects.order_by("-valid_from"))
        self.present = {
            (found.municipality_id, found.year, found.component_id): found
            for found in CompensationDecision.objects.filter(municipality__county=county)
        }

    def line(self, number: int, cells: Sequence[str]) -> tuple[Line | None, list[Fault]]:
        value = dict(zip(HEAD, cells, strict=False))
        faults: list[Fault] = []

        def wrong(column: str, text: str) -> None:
            faults.append(Fault(number, column, text))

        municipality = self._municipality(value, wrong)
        year = int(value["År"]) if re.fullmatch(r"[0-9]{4}", value["År"]) else 0
        is_year = FIRST_YEAR <= year <= self.latest
        if not is_year:
            wrong("År", f"Ange ett år från {FIRST_YEAR} till {self.latest}.")
        component = self._component(value["Komponent"], year if is_year else None)
        if component is None:
            wrong("Komponent", "Välj en komponent i mallens lista.")
        amount = numbers.amount(value["Belopp"])
        if amount is None or not 0 <= amount <= LARGEST:
            wrong("Belopp", "Ange ett belopp i kronor, till exempel 250 000.")
        for column, longest in LONGEST.items():
            if len(value[column]) > longest:
                wrong(column, f"Korta till högst {longest} tecken.")
        if not value["Källa"]:
            wrong("Källa", "Ange var beloppet kommer från.")
        if faults or not (municipality and component) or amount is None:
            return None, faults
        found = self.present.get((municipality.pk, year, component.pk))
        wanted = (amount, value["Diarienummer"], value["Källa"])
        has = found and (found.amount, found.registry_number, found.source)
        is_changed = found is not None and has != wanted
        return Line(number, municipality, year, component, *wanted, found is None, is_changed), []

    def _municipality(
        self, value: dict[str, str], wrong: Callable[[str, str], None]
    ) -> Actor | None:
        municipality = self.municipalities.get(value["Kommunkod"].zfill(4))
        if municipality is None:
            wrong("Kommunkod", "Ange koden för en kommun i länet, fyra siffror.")
            return None
        name, said = plain(municipality.name), plain(value["Kommun"])
        if said not in {"", name, name.removesuffix(" kommun"), name.removesuffix("s kommun")}:
            wrong("Kommun", f"Kommunkoden hör till {municipality.name}.")
        return municipality

    def _component(self, text: str, year: int | None) -> CompensationComponent | None:
        """Return the component that the name had in the year; any, where the year is wrong."""
        for component in self.components:
            holds = year is None or (
                component.valid_from.year <= year
                and (component.valid_to is None or component.valid_to >= date(year, 1, 1))
            )
            if holds and plain(text) in {plain(component.name), plain(component.code)}:
                return component
        return None


def _read_csv(content: bytes) -> list[SheetRow]:
    if len(content) > spreadsheets.MAX_BYTES:
        raise RuleError("Filen är större än 2 MB. Dela upp den.", field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise RuleError("Filen är ingen CSV-fil. Spara den på nytt.", field="file")
    lines = text.splitlines()
    separator = ";" if lines and lines[0].count(";") >= lines[0].count(",") else ","
    rows: list[SheetRow] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            cleaned = tuple(numbers.tidy(cell) for cell in cells[: len(HEAD)])
            cleaned += ("",) * (len(HEAD) - len(cleaned))
            if number == 1:
                _check_head(cleaned)
            elif any(cleaned):
                rows.append(SheetRow(number, cleaned))
    except csv.Error as error:
        raise RuleError("Filen går inte att läsa. Spara den på nytt.", field="file") from error
    if not rows:
        raise RuleError("Det finns inga rader att läsa in.", field="file")
    return rows


def _check_head(cells: Sequence[str]) -> None:
    for index, (got, wanted) in enumerate(zip(cells, HEAD, strict=True)):
        if got != wanted:
            raise RuleError(
                f"Rubriken i kolumn {LETTERS[index]} ska vara ”{wanted}”. Använd mallen.",
                field="file",
            )
