"""The plan for a saving: when it is demanded, whether it is kept, and the sums of its forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from common.counts import counted
from common.numbers import kronor
from followup.deadlines import rules as deadlines
from followup.economy.rules import ZERO
from followup.why import ExplainedDate, Explanation, Fact, Verdict

SOURCE: Final = "Vägledningen 2.6"
RULE: Final = (
    "En kommun med ett stort sparande ska ha en tydlig plan för hur pengarna och kommande"
    " ersättningar ska användas."
)
CONTENTS_NOT_AVAILABLE: Final = (
    "Innehållet är SSR:s förslag. MSB:s beskrivning (dnr 2019-10546) har inte gått att läsa."
)


ADOPT_BY_IS_COUNTYS: Final = "Källan anger ingen dag. Länsstyrelsen satte den när planen begärdes."
NOT_BINDING_YET: Final = "Planen är inte antagen än. Till dess kan kommunen ändra dagen."


@dataclass(frozen=True)
class ForecastYear:
    """One year of a forecast: what it says, and what its own parts add up to."""

    year: int
    opening: Decimal
    compensation: Decimal
    activities: Decimal
    computed: Decimal
    stated: Decimal
    why: Explanation

    @property
    def differs(self) -> Decimal:
        """Return how much the stated saving lies above the computed."""
        return self.stated - self.computed


def adopt_by(day: date, requested: date) -> ExplainedDate:
    """Return by when a plan is to be adopted, with its reason; the day is the county's own.

    Källa: Vägledningen 2.6, 3.2 "i samverkan med länsstyrelsen en plan" (ingen dag anges).
    """
    due = deadlines.explain("saving_plan", day, moved_from=None)
    return _with(due, Fact("Planen begärd", requested.isoformat()), ADOPT_BY_IS_COUNTYS)


def activity_due(day: date, adopted: date | None) -> ExplainedDate:
    """Return by when an activity of a plan is to be done, with its reason.

    Källa: Vägledningen 2.6 "Planen ska stimulera genomförande av verksamhet" (ingen dag anges).
    """
    due = deadlines.explain("saving_activity", day, moved_from=None)
    if adopted is None:
        return _with(due, Fact("Planen antagen", "nej"), NOT_BINDING_YET)
    return _with(due, Fact("Planen antagen", adopted.isoformat()))


def _with(due: ExplainedDate, fact: Fact, *reservations: str) -> ExplainedDate:
    """Return the day with another fact, and with what the sources leave open."""
    why = replace(
        due.why, facts=(fact, *due.why.facts), reservations=(*reservations, *due.why.reservations)
    )
    return replace(due, why=why)


def required(*, is_large: bool | None, has_plan: bool, adopted: bool) -> Verdict:
    """Return whether the demand of a plan is met; None where it is not known to be demanded.

    Källa: Vägledningen 2.6 "En kommun med ett stort sparande ska ha en tydlig plan".
    """
    state = "antagen" if adopted else "begärd eller påbörjad" if has_plan else "saknas"
    facts = (
        Fact("Stort sparande", {True: "ja", False: "nej", None: "går inte att avgöra"}[is_large]),
        Fact("Plan", state),
    )
    if is_large is None and not has_plan:
        why = Explanation(RULE, SOURCE, facts, ("Länet har ingen gräns för stort sparande.",))
        return Verdict(None, why)
    holds = adopted or (not is_large and not has_plan)
    missing = () if holds else ("Planen är inte antagen." if has_plan else "Plan saknas.",)
    return Verdict(holds, Explanation(RULE, SOURCE, facts), missing)


def kept(checks: Sequence[tuple[date, bool]], late: int) -> Verdict:
    """Return whether a plan is kept: by the county's latest follow-up, and no activity late.

    ``checks`` are the days with their finding. Without a follow-up the verdict is not known.
    Källa: Vägledningen 2.6 "länsstyrelsens roll att följa upp att planen efterlevs".
    """
    rule = "Planen följs när Länsstyrelsens senaste uppföljning säger det och inget är försenat."
    facts = [Fact("Försenade aktiviteter", str(late))]
    if not checks:
        none = "Länsstyrelsen har inte följt upp planen än."
        return Verdict(None, Explanation(rule, SOURCE, tuple(facts), (none,)), (none,))
    day, is_kept = max(checks)
    facts.append(Fact(f"Uppföljning {day}", "planen följs" if is_kept else "planen följs inte"))
    missing = []
    if not is_kept:
        missing.append("Länsstyrelsen fann att planen inte följs.")
    if late:
        missing.append(f"{counted(late, 'aktivitet är försenad', 'aktiviteter är försenade')}.")
    return Verdict(not missing, Explanation(rule, SOURCE, tuple(facts)), tuple(missing))


def forecast(
    opening: Decimal,
    stated: Sequence[tuple[int, Decimal, Decimal]],
    activities: Mapping[int, Decimal],
) -> list[ForecastYear]:
    """Return each year of a forecast with its sum: opening plus compensation minus activities.

    ``stated`` gives year, expected compensation and the saving stated at its end. Each year opens
    with what the year before adds up to, never with what was stated.
    Källa: Vägledningen 2.6 "hur dessa medel och kommande ersättningar ska användas"; domain.md 7.6.
    """
    found = []
    for year, compensation, closing in sorted(stated):
        cost = activities.get(year, ZERO)
        computed = opening + compensation - cost
        facts = (
            Fact("Ingående", kronor(opening)),
            Fact("Väntad ersättning", kronor(compensation)),
            Fact("Aktiviteter som ska vara klara i år", kronor(cost)),
            Fact("Summa", kronor(computed)),
        )
        why = Explanation(
            "Årets slut är ingående sparande plus väntad ersättning minus årets aktiviteter.",
            SOURCE,
            facts,
            (CONTENTS_NOT_AVAILABLE,),
        )
        found.append(ForecastYear(year, opening, compensation, cost, computed, closing, why))
        opening = computed
    return found
