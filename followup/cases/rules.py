"""What follows of an opinion to MSB/MCF: 30 April, the decision, its amount and its material."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from common.second_look import is_another
from followup.why import Explanation, Fact

BEFORE: Final = "before"
AFTER: Final = "after"


@dataclass(frozen=True)
class Cutoff:
    """What 30 April means for an opinion received on a day.

    ``reading`` is ``before``, ``after``, or empty where the source leaves it open.
    """

    reading: str
    year: int
    why: Explanation

    @property
    def must_be_chosen(self) -> bool:
        return not self.reading


def cutoff(received: date, *, month: int, day: int) -> Cutoff:
    """Return how an opinion received on a day stands to the rule of 30 April.

    Källa: Vägledningen 3.3; domain.md 12.
    """
    limit = date(received.year, month, day)
    facts = (
        Fact("Yttrandet inkom", received.isoformat()),
        Fact("Gränsen", limit.isoformat()),
        Fact("Gäller ersättningen för", str(received.year)),
    )
    if received < limit:
        rule = (
            "Inkommer yttrandet före 30 april stoppas årets ersättning till dess beslut "
            "tagits, och ersättningen kan reduceras."
        )
        return Cutoff(BEFORE, received.year, Explanation(rule, "Vägledningen 3.3", facts))
    if received > limit:
        rule = (
            "Inkommer yttrandet efter 30 april och utfallet blir återbetalning skickas en "
            "faktura när beslutet har vunnit laga kraft."
        )
        return Cutoff(AFTER, received.year, Explanation(rule, "Vägledningen 3.3", facts))
    return Cutoff(
        "",
        received.year,
        Explanation(
            rule=(
                "Källan säger ”före 30 april” och ”efter den 30 april”. Dagen själv är inte "
                "reglerad. En person väljer läsning och anger skäl."
            ),
            source="Vägledningen 3.3",
            facts=facts,
            reservations=(
                "Läses dagen som före: årets ersättning stoppas till dess beslut tagits.",
                "Läses dagen som efter: en eventuell återbetalning faktureras.",
            ),
        ),
    )


def outcomes_of(reading: str) -> tuple[str, ...]:
    """Return the decisions that follow from how the day was read: kept is always possible.

    Källa: Vägledningen 3.3 "reducering av den årliga ersättningen … betala tillbaka ersättningen".
    """
    return ("kept", "reduced") if reading == BEFORE else ("kept", "repaid")


def demands_amount(outcome: str) -> bool:
    """Return whether the decision needs an amount.

    Källa: Vägledningen 3.1 "Hur mycket ersättningen reduceras avgörs från fall till fall".
    """
    return outcome in {"reduced", "repaid"}


def may_be_invoiced(outcome: str, final: date | None) -> bool:
    """Return whether an invoice may be sent: repayment, when the decision is final.

    Källa: Vägledningen 3.3 "när beslut är fattat och vunnit laga kraft".
    """
    return outcome == "repaid" and final is not None


def may_sign(signer: int, authors: Iterable[int | None]) -> bool:
    """Return whether the person may sign: never what one has written any part of, or prepared.

    Källa: domain.md 7.10.
    """
    return is_another(signer, authors)


def has_material(*, answered: bool, asked_in_vain: bool) -> bool:
    """Return whether MSB/MCF has the material that it decides by, or has asked for it in vain.

    Källa: Vägledningen 3.1 "det underlag som inhämtas från kommunen"; Vägledningen 3.3 "kommer MSB
    att begära in underlag från kommunen".
    """
    return answered or asked_in_vain
