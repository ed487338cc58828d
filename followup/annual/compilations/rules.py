"""The county's compilation: counts of answers, never a mean of a scale, never a rank."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from followup.annual.reports import rules as reports
from followup.why import Explanation

NO_ANSWER: Final = "Inte besvarad"


@dataclass(frozen=True)
class Distribution:
    """How the answers to one indicator fall out: (answer, how many), in the order of the scale."""

    counts: tuple[tuple[str, int], ...]
    lowest: str = ""
    highest: str = ""


def distribution(answer_type: str, values: Iterable[str]) -> Distribution:
    """Count the answers to an indicator; text is counted, not weighed.

    A scale is an order, not an amount: its answers are counted and no mean is made of them.
    Källa: Vägledningen 2.4 "sammanställer länets underlag"; domain.md 7.11.
    """
    everyone = list(values)
    given = [value for value in everyone if value]
    if answer_type == "yes_no":
        counts = _counted(given, list(reports.YES_NO.items()))
    elif answer_type == "scale":
        counts = _counted(given, [(one, one) for one in reports.SCALE])
    else:
        counts = (("Besvarad", len(given)),)
    spread = sorted(Decimal(value) for value in given) if answer_type == "number" else []
    return Distribution(
        counts=(*counts, (NO_ANSWER, len(everyone) - len(given))),
        lowest=reports.shown_answer("number", str(spread[0])) if spread else "",
        highest=reports.shown_answer("number", str(spread[-1])) if spread else "",
    )


def why_no_mean() -> Explanation:
    """Return why answers are counted and municipalities are not ranked.

    Källa: Vägledningen 2.4, 1.1 "likvärdig uppföljning".
    """
    return Explanation(
        rule="Svaren räknas. En skala är en ordning och inget mått, så inget medelvärde bildas."
        " Kommunerna rangordnas inte.",
        source="Vägledningen 2.4, 1.1",
    )


def why_civil_defence_is_total() -> Explanation:
    """Return why amounts for civil defence are shown as the county's total only.

    Källa: SKR:s uppgifter.
    """
    return Explanation(
        rule="Belopp för civilt försvar visas bara som länets summa, aldrig kommun för kommun.",
        source="Överenskommelsen om civilt försvar; SKR:s uppgifter",
    )


def may_supplement(*, is_handed_on: bool, reason: str) -> str:
    """Return why a supplement cannot be begun; empty if it can.

    Källa: Vägledningen 2.4 "distribuerar till MSB"; Målbilden 2.2 "spårbarhet".
    """
    if not is_handed_on:
        return "Sammanställningen är inte överlämnad än. Ändra i den i stället."
    if not reason.strip():
        return "Skriv varför tillägget behövs."
    return ""


def _counted(given: list[str], order: list[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    counter = Counter(given)
    return tuple((word, counter[value]) for value, word in order)
