"""What people look up by name, number or day: each app adds its kinds in ``AppConfig.ready()``.

A kind reads what the user may see (``visible_to``), and of that only names, headings,
numbers and days: nothing longer, and nothing of what is secret.

Källa: reliability.md K06; ux.md page 52.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.models import User

SHORTEST = 2  # letters; fewer find nearly everything
NEWEST = 2000  # rows that a kind that grows for ever looks through, the newest first


def plain(text: str) -> str:
    """Return the text in one Unicode form and one case, as searches compare it."""
    return unicodedata.normalize("NFC", text).casefold()


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


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; a second one with the same key replaces the first."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Return all kinds in the order they are shown."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.label))


def find(user: "User", text: str, *, limit: int, only: str = "") -> list[Found]:
    """Return what the user may see that the words fit, by kind; labels that begin so first."""
    words = Words(text)
    if not words.is_enough:
        return []
    return list(_found(user, words, limit, only))


def _found(user: "User", words: Words, limit: int, only: str) -> Iterator[Found]:
    for kind in kinds():
        if only in ("", kind.key):
            hits = sorted(kind.find(user, words), key=lambda hit: not words.begin(hit.label))
            if hits:
                yield Found(kind, hits[:limit], len(hits) > limit)
