"""What people look up by name, number or day: each app adds its kinds in ``AppConfig.ready()``.

A kind reads what the user may see (``visible_to``), and of that only names, headings,
numbers and days: nothing longer, and nothing of what is secret.

Källa: domain.md 9.4.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Case, Model, Q, QuerySet, When

from common.registry import Registry
from common.swedish import plain

if TYPE_CHECKING:
    from actors.models import User

SHORTEST = 2  # letters; fewer find nearly everything
ENOUGH = 101  # hits of a kind that the database finds: a hundred are shown, and whether more are
DAY: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
Row = TypeVar("Row", bound=Model)
NEWEST = 2000  # rows that a kind that grows for ever looks through, the newest first


@dataclass(frozen=True)
class Words:
    """What somebody typed; all its words must be found.

    Compared in Python: SQLite folds only a to z, and "å" is typed in two Unicode forms.
    """

    text: str

    @property
    def is_enough(self) -> bool:
        return len(plain(self.text).strip()) >= SHORTEST

    def are_in(self, *texts: str) -> bool:
        """Return whether every word stands somewhere in the texts."""
        whole = plain(" ".join(texts))
        return all(word in whole for word in plain(self.text).split())

    def anywhere(self, *fields: str, day: str = "", flags: Mapping[str, Q] | None = None) -> Q:
        """Return what rows must fulfil so that every word stands somewhere in the fields.

        Compared by the database, in any case: what is stored is composed (common.swedish). ``day``
        names a moment that a word such as 2026-11 or 2026-11-21 may be of; ``flags`` are words that
        a row bears without having them in a field.
        """
        whole = Q()
        for word in plain(self.text).split():
            fits = Q()
            for field in fields:
                fits |= Q(**{f"{field}__icontains": word})
            if day and (found := DAY.fullmatch(word)):
                parts = zip(("year", "month", "day"), found.groups(), strict=True)
                fits |= Q(**{f"{day}__{part}": int(given) for part, given in parts if given})
            for flag, condition in (flags or {}).items():
                if word in plain(flag):
                    fits |= condition
            whole &= fits
        return whole

    def best(self, rows: QuerySet[Row], label: str, *order: str) -> QuerySet[Row]:
        """Return the rows whose label begins with the words, then the others; as many as show."""
        begins = Case(When(**{f"{label}__istartswith": self.text.strip()}, then=0), default=1)
        return rows.order_by(begins, *order)[:ENOUGH]

    def begin(self, label: str) -> bool:
        """Return whether the label begins with what was typed."""
        return plain(label).startswith(plain(self.text).strip())


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, its page, what tells it from others of the same name."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found; ``find`` gives the hits, the best first."""

    key: str
    label: str
    find: Callable[["User", Words], Iterable[Hit]]
    order: int = 100


@dataclass(frozen=True)
class Found:
    """The hits of one kind; ``has_more`` if some were left out."""

    kind: Kind
    hits: list[Hit]
    has_more: bool


registry: Final = Registry[Kind](lambda kind: kind.key)
register = registry.register


def kinds() -> list[Kind]:
    """Return all kinds in the order they are shown."""
    return sorted(registry, key=lambda kind: (kind.order, kind.label))


def find(user: "User", text: str, *, limit: int, only: str = "") -> list[Found]:
    """Return what the user may see that the words fit, by kind; labels that begin so first."""
    words = Words(text)
    if not words.is_enough:
        return []
    found = []
    for kind in kinds():
        if only in ("", kind.key):
            hits = sorted(kind.find(user, words), key=lambda hit: not words.begin(hit.label))
            if hits:
                found.append(Found(kind, hits[:limit], len(hits) > limit))
    return found
