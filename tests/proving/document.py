"""``docs/rules-003.yaml`` as data, and as the table that people read."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DATA: Final = ROOT / "docs" / "rules-003.yaml"
TABLE: Final = ROOT / "docs" / "rules-003.md"

HEAD: Final = """\
| Nr | Paragraf | Styrka | Regel | Hålls av | Visas av |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Proof:
    """A function, how it is broken, and the tests that must notice."""

    held_by: str
    broken: Any
    shown_by: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    number: int
    paragraph: str
    strength: str
    text: str
    proofs: tuple[Proof, ...]
    note: str

    def as_row(self) -> str:
        """Return the rule as a line of the table."""
        held = _lines([f"`{proof.held_by}`" for proof in self.proofs])
        tests = [f"`{test}`" for proof in self.proofs for test in proof.shown_by]
        shown = _lines([*tests, self.note] if self.note else tests)
        cells = (self.paragraph, self.strength, self.text, held or "–", shown)
        return f"| {self.number} | {' | '.join(cells)} |"


@dataclass(frozen=True)
class Document:
    """The rules in the order of the guidance, with what is said before them."""

    introduction: str
    rules: list[Rule]

    def as_markdown(self) -> str:
        """Return the whole of ``docs/rules-003.md``."""
        proved = [rule for rule in self.rules if rule.proofs]
        of_all = Counter(rule.strength for rule in self.rules)
        of_proved = Counter(rule.strength for rule in proved)
        introduction = self.introduction.format(
            proved=len(proved),
            all=len(self.rules),
            proofs=sum(len(proof.shown_by) for rule in proved for proof in rule.proofs),
            rest=len(self.rules) - len(proved),
            must=f"{of_proved['ska']} av {of_all['ska']}",
            should=f"{of_proved['bör']} av {of_all['bör']}",
            may=f"{of_proved['kan']} av {of_all['kan']}",
        )
        return f"{introduction}\n{HEAD}" + "".join(f"{rule.as_row()}\n" for rule in self.rules)


def read(data: Path = DATA) -> Document:
    """Return what a file like ``docs/rules-003.yaml`` holds."""
    held = yaml.safe_load(data.read_text(encoding="utf-8"))
    return Document(held["introduction"], [_rule(row) for row in held["rules"]])


def _rule(row: dict[str, Any]) -> Rule:
    proofs = tuple(
        Proof(proof["held_by"], proof.get("broken"), tuple(proof["shown_by"]))
        for proof in row.get("proofs", ())
    )
    return Rule(
        row["number"],
        row["paragraph"],
        row["strength"],
        row["rule"],
        proofs,
        row.get("note", ""),
    )


def _lines(parts: list[str]) -> str:
    return "<br>".join(dict.fromkeys(parts))
