"""Read the access matrix and the addresses it must cover."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(__file__).parent / "matrix.yaml"


@dataclass(frozen=True)
class Cell:
    """One address, method and set of arguments, with the answer that each role shall get."""

    name: str
    method: str
    args: dict[str, str]
    data: dict[str, str]
    answers: dict[str, Any]
    variant: str

    def __str__(self) -> str:
        return f"{self.method} {self.name}{' ' + self.variant if self.variant else ''}"


@cache
def load() -> dict[str, Any]:
    """Return the file as it stands."""
    document = yaml.load(FILE.read_text(), Loader=yaml.CSafeLoader)  # noqa: S506 - a safe one
    assert isinstance(document, dict)
    return document


def cells() -> list[Cell]:
    """Return every cell of the matrix."""
    return [cell for name, rows in load()["addresses"].items() for cell in _of_row(name, rows)]


def _of_row(name: str, rows: Any) -> Iterator[Cell]:
    for row in rows if isinstance(rows, list) else [rows]:
        for method in ("GET", "POST"):
            if method in row:
                yield Cell(
                    name=name,
                    method=method,
                    args=row.get("args", {}),
                    data=row.get("data", {}),
                    answers=row[method],
                    variant=row.get("variant", ""),
                )


def expected(answers: dict[str, Any], role: str, groups: dict[str, list[str]]) -> set[int | str]:
    """Return the answers that the role may get.

    :raises KeyError: if the row says nothing about the role.
    """
    answer = answers[group_of(answers, role, groups)]
    return set(answer) if isinstance(answer, list) else {answer}


def group_of(answers: dict[str, Any], role: str, groups: dict[str, list[str]]) -> str:
    """Return the entry of the row that tells of the role: its own, else its first group's.

    :raises KeyError: if the row says nothing about the role.
    """
    names = [role, *(group for group, roles in groups.items() if role in roles)]
    for name in names:
        if name in answers:
            return name
    raise KeyError(f"raden säger inget om rollen {role}")


def address_names() -> set[str]:
    """Return the name of every address of the project, namespaces first."""
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield namespace + (pattern.name or f"(namnlös) {pattern.pattern}")
