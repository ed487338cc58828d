"""How many economic reviews a term needs, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from followup.terms.dates import explained
from followup.why import ExplainedDate, Explanation, Fact, Verdict

NEEDED: Final = 2
VISIT: Final = "visit"
SOURCE: Final = "Vägledningen 2.5"
RULE: Final = (
    "Länsstyrelsen gör en ekonomisk granskning minst två gånger per mandatperiod."
    " Är det bara ett besök behövs en granskning däremellan."
)


@dataclass(frozen=True)
class Done:
    """A review that was made; ``occasion`` is ``visit``, ``between`` or ``unfulfilled``."""

    day: date
    occasion: str


def enough(done: Sequence[Done], *, visits: int) -> Verdict:
    """Return whether the reviews of a term are as many as they shall be.

    With at most one visit in the term, one of the reviews shall be made apart from it.
    Källa: Vägledningen 2.5 "minst två gånger per mandatperiod", "behöver en ekonomisk granskning
    göras däremellan".
    """
    missing = []
    if len(done) < NEEDED:
        missing.append(
            f"{len(done)} av {NEEDED} granskningar är {'gjord' if len(done) == 1 else 'gjorda'}."
        )
    apart = [review for review in done if review.occasion != VISIT]
    if visits <= 1 and done and not apart:
        missing.append("En granskning behövs mellan besöken när det bara är ett besök.")
    facts = (
        Fact("Granskningar den här perioden", f"{len(done)} av {NEEDED}"),
        Fact("Planerade och hållna besök", str(visits)),
    )
    return Verdict(not missing, Explanation(RULE, SOURCE, facts), tuple(missing))


def due(last_year: int, planned: date | None) -> ExplainedDate:
    """Return by when a review of the term is due: the county's own day, else the term's last.

    Källa: Vägledningen 2.5 (antalet per mandatperiod; ingen dag anges).
    """
    end = date(last_year, 12, 31)
    if planned is not None:
        reservation = "Källan anger antalet, ingen dag. Länet har planerat dagen."
        facts = (Fact("Länets planerade dag", planned.isoformat()),)
    else:
        reservation = "Källan anger antalet, ingen dag. Utan planerad dag gäller periodens sista."
        facts = (Fact("Periodens sista dag", end.isoformat()),)
    return explained(planned or end, Explanation(RULE, SOURCE, facts, (reservation,)))


def deadline_key(municipality_code: str, term_id: int, number: int) -> str:
    """Return the key of a review's deadline.

    Källa: domain.md 8.1.
    """
    return f"review:{municipality_code}:{term_id}:{number}"
