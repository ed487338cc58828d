"""Savings of the state's compensation: what is saved, whether it is large, whether it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from common.numbers import kronor
from followup.why import Explanation, Fact, Verdict

ZERO: Final = Decimal(0)
MONTHS: Final = 12
NO_LIMIT: Final = "Ingen gräns är satt för länet."
SAVING_RULE: Final = (
    "Årets sparande är ingående sparande plus ersättning minus kostnader som får finansieras."
)
SAVING_SOURCE: Final = "Vägledningen 2.5 och 2.6"


@dataclass(frozen=True)
class YearSums:
    """What was granted and used in one year for one part; ``asked`` has not been judged yet."""

    year: int
    compensation: Decimal = ZERO
    eligible: Decimal = ZERO
    ineligible: Decimal = ZERO
    asked: Decimal = ZERO


@dataclass(frozen=True)
class SavingYear:
    """What was saved at the end of a year.

    ``own_money`` is what the costs cost beyond all compensation there was: it is no saving, and it
    is not carried on.
    """

    sums: YearSums
    opening: Decimal
    closing: Decimal
    own_money: Decimal
    why: Explanation

    @property
    def year(self) -> int:
        """Return the year."""
        return self.sums.year


def savings(years: Sequence[YearSums], opening: Decimal = ZERO) -> list[SavingYear]:
    """Return what is saved at the end of each year, carried on from year to year.

    Costs that do not qualify lower no saving. Costs that wait for a judgement are counted apart.
    Källa: Vägledningen 2.5 "hur kommunens tilldelade statliga ersättning … matchats med
    kostnaderna"; Vägledningen 2.6.
    """
    found = []
    for sums in sorted(years, key=lambda item: item.year):
        left = opening + sums.compensation - sums.eligible
        closing = max(ZERO, left)
        found.append(
            SavingYear(sums, opening, closing, max(ZERO, -left), _why_saving(sums, opening, left))
        )
        opening = closing
    return found


def _why_saving(sums: YearSums, opening: Decimal, left: Decimal) -> Explanation:
    facts = [
        Fact("År", str(sums.year)),
        Fact("Ingående sparande", kronor(opening)),
        Fact("Ersättning", kronor(sums.compensation)),
        Fact("Kostnader som får finansieras", kronor(sums.eligible)),
    ]
    reservations = []
    if sums.ineligible:
        facts.append(Fact("Kostnader som inte räknas", kronor(sums.ineligible)))
    if sums.asked:
        facts.append(Fact("Väntar på bedömning", kronor(sums.asked)))
        reservations.append(
            f"Kostnader för {kronor(sums.asked)} är inte bedömda. De räknas inte av än."
        )
    if left < ZERO:
        reservations.append(
            "Kostnaderna är större än pengarna som fanns. Källan säger inte hur det räknas."
            " SSR för inget underskott vidare till nästa år."
        )
    return Explanation(SAVING_RULE, SAVING_SOURCE, tuple(facts), tuple(reservations))


def months_of(saving: Decimal, compensation: Decimal) -> Decimal | None:
    """Return how many months of compensation the saving is; None without compensation.

    Källa: domain.md 11.1.
    """
    if compensation <= ZERO:
        return None
    return (saving / compensation * MONTHS).quantize(Decimal("0.1"), ROUND_HALF_UP)


def large(
    saving: Decimal,
    compensation: Decimal,
    *,
    limit_amount: Decimal | None,
    limit_share: Decimal | None,
) -> Verdict:
    """Return whether a saving is large by the county's own limits; None where none is set.

    It is large when it is above either limit that is set.
    Källa: Vägledningen 2.6 "stort sparande" (utan angiven gräns); domain.md 7.6.
    """
    facts = [Fact("Sparande", kronor(saving)), Fact("Årets ersättning", kronor(compensation))]
    if limit_amount is None and limit_share is None:
        why = Explanation(
            "Länet avgör vad som är ett stort sparande. Källan anger ingen gräns.",
            "Vägledningen 2.6",
            tuple(facts),
            (NO_LIMIT,),
        )
        return Verdict(None, why, (NO_LIMIT,))
    above, reservations = False, []
    if limit_amount is not None:
        facts.append(Fact("Länets gräns i kronor", kronor(limit_amount)))
        above = saving > limit_amount
    if limit_share is not None:
        facts.append(Fact("Länets gräns i andel", f"{limit_share.normalize():f} % av ersättningen"))
        if compensation > ZERO:
            above = above or saving * 100 > limit_share * compensation
        else:
            reservations.append("Årets ersättning är inte införd. Andelen går inte att räkna ut.")
    undecided = bool(reservations) and not above
    why = Explanation(
        "Sparandet är stort när det är över någon av gränserna som länet har satt.",
        "Vägledningen 2.6 (gränsen är länets egen)",
        tuple(facts),
        tuple(reservations),
    )
    return Verdict(None if undecided else above, why, tuple(reservations))


def growing(years: Sequence[SavingYear], *, before: int) -> Verdict:
    """Return whether the saving grew in the last full year; None where there are not two years.

    Only years before ``before`` count: the running year's costs are not all in.
    Källa: Vägledningen 3.2 "fortsätter att öka det ackumulerade sparandet"; Vägledningen 2.6.
    """
    full = [item for item in sorted(years, key=lambda item: item.year) if item.year < before][-2:]
    rule = "Sparandet växer när det är större vid årets slut än vid slutet av året innan."
    if len(full) < 2:  # noqa: PLR2004 - two years to compare
        missing = "Det finns inte två hela år att jämföra."
        return Verdict(None, Explanation(rule, "Vägledningen 3.2", (), (missing,)), (missing,))
    facts = tuple(Fact(f"Slutet av {item.year}", kronor(item.closing)) for item in full)
    return Verdict(full[1].closing > full[0].closing, Explanation(rule, "Vägledningen 3.2", facts))
