"""Reads of the plans for saving."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actors.models import Actor, County, User
from common.clock import local
from common.counts import counted
from common.numbers import kronor
from followup import access
from followup.economy.models import SavingActivity, SavingPlan
from followup.economy.queries import Limits, PartEconomy, crisis_economies
from followup.economy.savings import rules
from followup.economy.savings.rules import ForecastYear
from followup.why import ExplainedDate, Verdict


@dataclass(frozen=True)
class PlanPage:
    plan: SavingPlan
    activities: list[SavingActivity]
    forecast: list[ForecastYear]
    kept: Verdict
    late: list[SavingActivity]

    @property
    def adopt_by(self) -> ExplainedDate:
        return adopt_by(self.plan)

    @property
    def rows(self) -> list[tuple[SavingActivity, ExplainedDate]]:
        adopted = self.plan.adopted_date
        return [(one, rules.activity_due(one.due_date, adopted)) for one in self.activities]

    @property
    def planned(self) -> Decimal:
        gone = SavingActivity.Status.CANCELLED
        return sum((a.amount for a in self.activities if a.status != gone), Decimal(0))

    @property
    def used(self) -> Decimal:
        done = SavingActivity.Status.DONE
        return sum((a.amount for a in self.activities if a.status == done), Decimal(0))


@dataclass(frozen=True)
class SavingRow:
    municipality: Actor
    economy: PartEconomy
    plan: SavingPlan | None
    demand: Verdict

    @property
    def closing(self) -> Decimal:
        return self.economy.saved or Decimal(0)


def demand(economies: Sequence[PartEconomy], plan: SavingPlan | None) -> Verdict:
    """Return whether a municipality's saving has the plan that it demands."""
    found = {part.large.holds for part in economies}
    is_large = True if True in found else None if None in found else False
    adopted = plan is not None and plan.status == SavingPlan.Status.ADOPTED
    return rules.required(is_large=is_large, has_plan=plan is not None, adopted=adopted)


def adopt_by(plan: SavingPlan) -> ExplainedDate:
    return rules.adopt_by(plan.adopt_by, local(plan.requested_at).date())


def page_of(plan: SavingPlan, day: date, parts: Sequence[str]) -> PlanPage:
    """Return a plan as its page shows it; activities of parts that may not be seen are left out.

    The forecast holds both parts, and is left out with them.
    """
    everything = list(plan.activities.all())
    activities = [activity for activity in everything if activity.part in parts]
    sees_all = len(activities) == len(everything)
    per_year: dict[int, Decimal] = defaultdict(Decimal)
    for activity in everything:
        if activity.status != SavingActivity.Status.CANCELLED:
            per_year[activity.due_date.year] += activity.amount
    stated = [
        (row.year, row.expected_compensation, row.closing_amount) for row in plan.forecasts.all()
    ]
    waiting = SavingActivity.Status.PLANNED
    late = [a for a in activities if a.status == waiting and a.due_date < day]
    checks = [(check.checked_date, check.is_kept) for check in plan.checks.all()]
    return PlanPage(
        plan,
        activities,
        rules.forecast(plan.opening_amount, stated, per_year) if sees_all else [],
        rules.kept(checks, len(late)),
        late,
    )


def open_plans(municipalities: Iterable[Actor]) -> dict[int, SavingPlan]:
    """Return the plan of each municipality that has one, in one query: in force, else asked for."""
    keys = [municipality.pk for municipality in municipalities]
    plans = SavingPlan.objects.filter(municipality__in=keys, status__in=SavingPlan.OPEN)
    in_force_last = sorted(plans, key=lambda plan: plan.status == SavingPlan.Status.ADOPTED)
    return {plan.municipality_id: plan for plan in in_force_last}


def rows_of(user: User, county: County, limits: Limits, day: date) -> list[SavingRow]:
    """Return the savings for krisberedskap of the municipalities seen, the largest first."""
    places = list(access.municipalities_visible_to(user).filter(county=county).order_by("name"))
    economies = crisis_economies(places, limits, day)
    plans = open_plans(places)
    rows = []
    for place in places:
        economy, plan = economies[place.pk], plans.get(place.pk)
        rows.append(SavingRow(place, economy, plan, demand([economy], plan)))
    return sorted(rows, key=lambda row: (-row.closing, row.municipality.name))


def conclusion_of(rows: list[SavingRow], limits: Limits) -> str:
    """Say in a sentence or two what a county's savings come to."""
    known = [row for row in rows if row.economy.saved is not None]
    if not known:
        return "Inga belopp är införda än."
    growing = sum(row.economy.growing.holds is True for row in known)
    top = known[0]
    start = f"{top.municipality.name} har det största sparandet, {kronor(top.closing)}."
    if not limits.is_set:
        return f"{start} Det växer i {growing} av {len(known)} kommuner."
    large = sum(row.economy.large.holds is True for row in known)
    having = counted(large, "kommun har", "kommuner har")
    return f"{start} {having} ett stort sparande och det växer i {growing}."
