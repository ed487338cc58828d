"""What may be answered by link or SMS: the apps above register how."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True)
class Choice:
    """A button."""

    value: str  # "coming"
    label: str  # "Ja, jag kommer"
    style: Literal["primary", "secondary", "danger"] = "secondary"
    asks: str = ""  # label of a short text that goes with this answer, as extra["text"]


@dataclass(frozen=True)
class AnswerPage:
    """What is asked, what holds now, and what can be answered."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    choices: Sequence[Choice] = ()
    closed: str = ""  # why it cannot be answered now
    current: str = ""  # the answer that holds: "Ni har svarat att ni kommer."
    exercise: bool = False
    phone: str = ""  # whom to ring instead
    details: Sequence[str] = field(default_factory=tuple)


class AnswerHandler(Protocol):
    """How one kind of question is shown and answered."""

    kind: str

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Return what is asked. Changes nothing."""

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        at: datetime,
    ) -> str:
        """Carry out the answer; return a Swedish sentence of what now holds.

        ``via`` is "link" or "sms". The same answer again changes nothing.

        :raises RuleError: if it cannot be answered (any more).
        """

    def parse_sms(self, text: str) -> str | None:
        """Return the choice that the reply means, or None if it is not understood."""


_handlers: dict[str, AnswerHandler] = {}


def register(handler: AnswerHandler) -> None:
    """Add a kind of question. Call it in ``AppConfig.ready()``."""
    _handlers[handler.kind] = handler


def handler_for(kind: str) -> AnswerHandler | None:
    """Return the handler of the kind, or None if no app answers for it."""
    return _handlers.get(kind)


def yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """Return what a reply says: the first word decides, whatever comes after."""
    words = text.strip().strip(".!,").split()
    first = words[0].strip(".!,:;").casefold() if words else ""
    if first in {"ja", "j", "yes", "ok", "jag", "kommer"}:
        return "yes" if "inte" not in text.casefold().split() else "no"
    return "no" if first in {"nej", "n", "no"} else None
