"""What may be answered by link or SMS: the apps above register how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol

from common.errors import RuleError
from common.registry import Registry


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
    asked_at: datetime | None = None  # the latest call or move: what is older answers nothing
    prompt: str = "Svara bara JA eller NEJ"  # how to reply by SMS
    exercise: bool = False
    phone: str = ""  # whom to ring instead
    details: Sequence[str] = field(default_factory=tuple)


class AnswerHandler(Protocol):
    """How one kind of question is shown and answered."""

    kind: str

    @property
    def words(self) -> Mapping[str, str]:
        """Return what whole replies by SMS mean (``notices.answers.replies``)."""

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
        as_of: datetime,
        at: datetime,
    ) -> str:
        """Carry out the answer; return a Swedish sentence of what now holds.

        ``via`` is "link" or "sms". The same answer again changes nothing. ``as_of`` is when the
        question stood as it was answered: one asked anew since is refused (``require_current``).
        """

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Let those who wait for the answer know that a reply came which nobody could read."""


def require_current(asked_at: datetime | None, as_of: datetime) -> None:
    """Refuse an answer to what has been asked anew since; called with the question's row locked.

    Källa: domain.md 6.1.
    """
    if asked_at is not None and asked_at > as_of:
        raise RuleError(
            "Det du svarar på har ändrats. Läs vad som gäller nu och svara igen.",
            code="asked_anew",
        )


handlers: Final = Registry[AnswerHandler](lambda handler: handler.kind)
register = handlers.register
handler_for = handlers.get
