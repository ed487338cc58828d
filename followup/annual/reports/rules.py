"""The annual report: what may be answered, when it opens, what is missing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from common import numbers
from followup.why import Explanation, Fact

YES_NO: Final = {"yes": "Ja", "no": "Nej"}
SCALE: Final = ("1", "2", "3", "4", "5")
LONGEST: Final = 2000
FIRST_YEAR: Final = 2006
LARGEST: Final = Decimal(10) ** 12


class NotAnAnswer(ValueError):
    """What was written does not answer the indicator; the message says why, in Swedish."""


@dataclass(frozen=True)
class Progress:
    """How far a report has come."""

    answered: int
    of: int

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.of

    def __str__(self) -> str:
        if not self.of:
            return "Inga indikatorer att besvara"
        if self.is_complete:
            return f"Alla {self.of} indikatorer är besvarade"
        return f"{self.answered} av {self.of} indikatorer besvarade, {self.of - self.answered} kvar"


def read_answer(answer_type: str, typed: str) -> str:
    """Return the answer in the one spelling that is stored; empty means not answered.

    Källa: Vägledningen 2.4 "bedöma sin generella krisberedskap enligt de indikatorer".

    :raises NotAnAnswer: if it is none of what the indicator asks for.
    """
    value = typed.replace("\r\n", "\n").strip()
    if not value:
        return ""
    if answer_type == "yes_no":
        spelled = {"ja": "yes", "nej": "no", "yes": "yes", "no": "no"}.get(value.lower())
        if spelled is None:
            raise NotAnAnswer("Svara ja eller nej.")
        return spelled
    if answer_type == "scale":
        if value not in SCALE:
            raise NotAnAnswer("Välj ett tal från 1 till 5.")
        return value
    if answer_type == "number":
        return _number(value)
    if len(value) > LONGEST:
        raise NotAnAnswer(f"Högst {LONGEST} tecken.")
    return value


def shown_answer(answer_type: str, value: str) -> str:
    """Return the answer as people read it.

    Källa: Vägledningen 2.4.
    """
    if answer_type == "yes_no":
        return YES_NO.get(value, value)
    if answer_type == "number":
        return value.replace(".", ",")
    return value


def opens_on(year: int) -> date:
    """Return the day from which a year can be reported: when it is over.

    Källa: Vägledningen 2.4 "Årlig uppföljning".
    """
    return date(year + 1, 1, 1)


def is_open(year: int, today: date) -> bool:
    """Return whether the year can be reported: it is over, and compensation was paid in it.

    Källa: Vägledningen 2.4; LEH.
    """
    return FIRST_YEAR <= year < today.year


def coming_year(today: date, due_of_last_year: date) -> int:
    """Return the year whose report falls due next.

    Källa: Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    return today.year - 1 if today <= due_of_last_year else today.year


def is_late(sent: date | None, due: date, today: date) -> bool:
    """Return whether the report came, or still has not come, after its day.

    Källa: Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    return (sent or today) > due


def why_late(sent: date | None, due: date) -> Explanation:
    """Return why a report is said to be in time or late.

    Källa: Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    return Explanation(
        rule="Den årliga redovisningen ska vara hos Länsstyrelsen senast den fastställda dagen.",
        source="Vägledningen 2.4",
        facts=(
            Fact("Senast", due.isoformat()),
            Fact("Inskickad", sent.isoformat() if sent else "inte än"),
        ),
    )


def _number(value: str) -> str:
    found = numbers.number(value)
    if found is None:
        raise NotAnAnswer("Skriv ett tal, till exempel 12 eller 12,5.")
    if found < 0 or found > LARGEST:
        raise NotAnAnswer("Skriv ett tal som är noll eller större.")
    return f"{found.normalize():f}"
