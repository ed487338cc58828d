"""The answer to "why?" behind every date and verdict that the follow-up shows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from common import sources

NO_BREAK: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Fact:
    """Something the rule was applied to: ``Fact("Val", "2026-09-13")``."""

    label: str
    value: str


@dataclass(frozen=True)
class Explanation:
    """Why something is as it is shown.

    ``rule`` says the rule in one sentence, ``source`` the paragraph it comes from, ``facts`` what
    it was applied to, and ``reservations`` what the sources leave open.
    """

    rule: str
    source: str
    facts: tuple[Fact, ...] = ()
    reservations: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        """Return the source as people read it, not as code cites it."""
        return sources.words(self.source)


@dataclass(frozen=True)
class ExplainedDate:
    """A day with its reason.

    ``other_reading`` is the next weekday, where the day falls on a weekend or a holiday: which of
    the two holds is a legal question, so both are shown and none is moved.
    """

    day: date
    why: Explanation
    other_reading: date | None = None


@dataclass(frozen=True)
class Verdict:
    """A yes or no with its reason; ``None`` means that it cannot be told, for want of a limit."""

    holds: bool | None
    why: Explanation
    missing: tuple[str, ...] = field(default=())  # what is needed before it holds, in Swedish
