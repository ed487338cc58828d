"""Reads of the plans for saving."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actors.models import Actor
from common.clock import local
from followup.models import SavingActivity, SavingPlan
from followup.reports.economy import PartEconomy
from followup.rules import saving_plans as rules
from followup.rules.saving_plans import ForecastYear
from followup.rules.why import ExplainedDate, Verdict

OPEN = ["requested", "draft", "adopted"]


@dataclass(frozen=True)
class PlanPage:
    """A plan with its parts, sums and verdict."""

    plan: SavingPlan
    activities: list[SavingActivity]
    forecast: list[ForecastYear]
    kept: Verdict
    late: list[SavingActivity]

    @property
    def adopt_by(self) -> ExplainedDate:
        """Return by when the plan is to be adopted, and why."""
        return adopt_by(self.plan)

    @property
    def rows(self) -> list[tuple[SavingActivity, ExplainedDate]]:
        """Return each activity with its day, and why."""
        adopted = self.plan.adopted_date
        return [(one, rules.activity_due(one.due_date, adopted)) for one in self.activities]

    @property
    def planned(self) -> Decimal:
        """Return what the activities cost together."""
        gone = SavingActivity.Status.CANCELLED
        return sum((a.amount for a in self.activities if a.status != gone), Decimal(0))

    @property
    def used(self) -> Decimal:
        """Return what the finished activities cost."""
        done = SavingActivity.Status.DONE
        return sum((a.amount for a in self.activities if a.status == done), Decimal(0))


def demand(economies: Sequence[PartEconomy], plan: SavingPlan | None) -> Verdict:
    """Return whether a municipality's saving has the plan that it demands."""
    found = {part.large.holds for part in economies}
    is_large = True if True in found else None if None in found else False
    adopted = plan is not None and plan.status == SavingPlan.Status.ADOPTED
    return rules.required(is_large=is_large, has_plan=plan is not None, adopted=adopted)


def adopt_by(plan: SavingPlan) -> ExplainedDate:
    """Return by when a plan is to be adopted, and why."""
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
    """Return the plan of each municipality that has one under way, in one query."""
    keys = [municipality.pk for municipality in municipalities]
    plans = SavingPlan.objects.filter(municipality__in=keys, status__in=OPEN)
    return {plan.municipality_id: plan for plan in plans}
