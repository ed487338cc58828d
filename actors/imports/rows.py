"""Rows of an uploaded register: read, checked, and the faults told by row and column."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from actors.addresses.services import normalised
from actors.imports.spreadsheets import LETTERS, Mark, SheetRow
from actors.models import Actor, ContactAddress, Level, Membership
from common.errors import RuleError
from common.swedish import plain

HEAD: Final = (
    "Aktör",
    "Slag",
    "Kommunkod",
    "Medlemskap",
    "Aktörens telefon",
    "Funktion",
    "Kortnamn",
    "Mandat",
    "Dygnet runt",
    "Sms",
    "E-post",
    "Telefon",
)
COLUMN: Final = {name: index for index, name in enumerate(HEAD)}
KINDS: Final = {plain(label): value for value, label in Actor.Kind.choices}
MEMBERSHIPS: Final = {plain(label): value for value, label in Membership.Kind.choices}
LEVELS: Final = {plain(label): int(value) for value, label in Level.choices}
YES_NO: Final = {"ja": True, "nej": False, "": False}
CHANNELS: Final = {"Sms": "sms", "E-post": "email", "Telefon": "phone"}
SEPARATOR: Final = ";"
SAME_OF_ACTOR: Final = {
    "Slag": "kind",
    "Kommunkod": "scb_code",
    "Medlemskap": "membership",
    "Aktörens telefon": "actor_phone",
}
Value = TypeVar("Value", str, int, bool)


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    row: int
    column: str
    text: str

    @property
    def cell(self) -> str:
        """Return ``D14``."""
        return f"{LETTERS[COLUMN[self.column]]}{self.row}"

    def mark(self) -> Mark:
        return Mark(self.row, COLUMN[self.column], f"{self.column}: {self.text}")


@dataclass(frozen=True)
class Wanted:
    """One function as the file wants it. Empty addresses leave those that are."""

    row: int
    actor: str
    kind: str
    scb_code: str
    membership: str
    actor_phone: str
    function: str
    short_name: str
    mandate_level: int
    round_the_clock: bool
    addresses: tuple[tuple[str, tuple[str, ...]], ...]


def read_rows(rows: Iterable[SheetRow]) -> tuple[list[Wanted], list[Fault]]:
    """Return what the rows want, and every fault in them."""
    wanted: list[Wanted] = []
    faults: list[Fault] = []
    for row in rows:
        reader = _Reader(row)
        item = reader.wanted()
        faults.extend(reader.faults)
        if not reader.faults:
            wanted.append(item)
    faults.extend(_contradictions(wanted))
    return wanted, sorted(faults, key=lambda fault: (fault.row, COLUMN[fault.column]))


class _Reader:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.faults: list[Fault] = []

    def wanted(self) -> Wanted:
        kind = self._choice("Slag", KINDS, "")
        return Wanted(
            row=self.row.number,
            actor=self._text("Aktör", 120, required=True),
            kind=kind,
            scb_code=self._code(kind),
            membership=self._choice("Medlemskap", MEMBERSHIPS, Membership.Kind.ORDINARY.value),
            actor_phone=self._address("Aktörens telefon", ContactAddress.Channel.PHONE),
            function=self._text("Funktion", 80, required=True),
            short_name=self._text("Kortnamn", 20),
            mandate_level=self._choice("Mandat", LEVELS, 0),
            round_the_clock=self._choice("Dygnet runt", YES_NO, False),
            addresses=tuple((key, self._addresses(name)) for name, key in CHANNELS.items()),
        )

    def _cell(self, column: str) -> str:
        return self.row.cells[COLUMN[column]]

    def _wrong(self, column: str, text: str) -> None:
        self.faults.append(Fault(self.row.number, column, text))

    def _text(self, column: str, longest: int, *, required: bool = False) -> str:
        text = " ".join(self._cell(column).split())
        if required and not text:
            self._wrong(column, "Fyll i cellen.")
        if len(text) > longest:
            self._wrong(column, f"Korta till högst {longest} tecken.")
        if not text.isprintable():
            self._wrong(column, "Ta bort styrtecken.")
        return text

    def _choice(self, column: str, choices: dict[str, Value], default: Value) -> Value:
        text = self._cell(column)
        if not text and (default or default is False):
            return default
        if plain(text) not in choices:
            listed = ", ".join(word.capitalize() for word in choices if word)
            self._wrong(column, f"Välj ett av: {listed}.")
            return default
        return choices[plain(text)]

    def _code(self, kind: str) -> str:
        code = self._cell("Kommunkod")
        if not kind:  # a fault of its own
            return ""
        if kind != Actor.Kind.MUNICIPALITY:
            if code:
                self._wrong("Kommunkod", "Lämna tom för den som inte är kommun.")
            return ""
        code = code.zfill(4)
        if len(code) != 4 or not code.isdecimal() or code == "0000":  # noqa: PLR2004 - SCB's codes
            self._wrong("Kommunkod", "Ange fyra siffror, till exempel 0188.")
        return code

    def _addresses(self, column: str) -> tuple[str, ...]:
        found = []
        for part in self._cell(column).split(SEPARATOR):
            if part.strip():
                try:
                    found.append(normalised(CHANNELS[column], part))
                except RuleError as refused:
                    self._wrong(column, f"{refused.message}.")
        return tuple(dict.fromkeys(found))

    def _address(self, column: str, channel: str) -> str:
        if not self._cell(column):
            return ""
        try:
            return normalised(channel, self._cell(column))
        except RuleError as refused:
            self._wrong(column, f"{refused.message}.")
            return ""


def _contradictions(wanted: list[Wanted]) -> list[Fault]:
    """Return rows that want the same function twice, or the same actor in two ways."""
    faults = []
    functions: dict[tuple[str, str], int] = {}
    actors: dict[str, Wanted] = {}
    for item in wanted:
        key = (plain(item.actor), plain(item.function))
        if key in functions:
            faults.append(
                Fault(item.row, "Funktion", f"Samma funktion står på rad {functions[key]}.")
            )
        functions.setdefault(key, item.row)
        first = actors.setdefault(plain(item.actor), item)
        for column, name in SAME_OF_ACTOR.items():
            if getattr(first, name) != getattr(item, name):
                text = f"Ska vara samma som på rad {first.row}."
                faults.append(Fault(item.row, column, text))
    return faults
