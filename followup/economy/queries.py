"""Reads of the economy: what was granted, used and saved, per municipality and in a county."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from actors.models import Actor, County, User
from common.swedish import plain
from followup import access
from followup.deadlines import rules as deadline_rules
from followup.deadlines.models import Deadline
from followup.economy import rules
from followup.economy.models import (
    CompensationDecision,
    Cost,
    CostQuestion,
    OpeningSaving,
    SavingPlan,
)
from followup.economy.rules import SavingYear, YearSums
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm, Part
from followup.terms.rules import ANNUAL_REPORT
from followup.why import ExplainedDate, Verdict

Sums = dict[tuple[int, str], dict[int, YearSums]]  # (municipality, part) -> year -> sums


@dataclass(frozen=True)
class Limits:
    amount: Decimal | None
    share: Decimal | None

    @property
    def is_set(self) -> bool:
        return self.amount is not None or self.share is not None


@dataclass(frozen=True)
class PartEconomy:
    """One part's economy: each year, and what is found of the saving.

    ``latest`` is the last full year, no later than ``last_full``; the verdicts are of it. Until
    there is one the saving is what was brought in, if the county has entered that.
    """

    part: str
    last_full: int
    years: list[SavingYear]
    latest: SavingYear | None
    large: Verdict
    growing: Verdict
    brought_in: OpeningSaving | None = None

    @property
    def label(self) -> str:
        return Part(self.part).label

    @property
    def saved(self) -> Decimal | None:
        """Return what is saved, of the last full year or as brought in; None with neither.

        Källa: Vägledningen 2.6, 3.2 "Om kommunen har ett sparande"; domain.md 7.6.
        """
        if self.latest is not None:
            return self.latest.closing
        return self.brought_in.amount if self.brought_in else None

    @property
    def as_of(self) -> int | None:
        """Return the year at whose end ``saved`` is what is left."""
        if self.latest is not None:
            return self.latest.year
        return self.brought_in.year - 1 if self.brought_in else None

    @property
    def months(self) -> Decimal | None:
        if self.latest is None:
            return None
        return rules.months_of(self.latest.closing, self.latest.sums.compensation)


def limits_of(county: County | None, day: date) -> Limits:
    if county is None:
        return Limits(None, None)
    return Limits(
        _number(method.setting(county, "large_saving_amount", day)),
        _number(method.setting(county, "large_saving_share", day)),
    )


def question_days(county: County, day: date) -> int | None:
    """Return within how many days the county has set itself to answer questions, if it has."""
    days = method.setting(county, "question_days", day)
    return days if isinstance(days, int) else None


def last_full_year(day: date) -> int:
    """Return the last year whose costs are in: that of the annual report whose day has passed.

    Until then its compensation is there without its costs, and looks like a saving.
    Källa: Vägledningen 2.4, 2.5 (kostnaderna redovisas i den årliga uppföljningen).
    """
    year = day.year - 1
    if method.key_date_of_year(ANNUAL_REPORT, day.year) is None:
        return year
    return year if day > method.annual_report_due(year).day else year - 1


def answer_due(question: CostQuestion) -> ExplainedDate | None:
    """Return by when the county is to answer a question, with its reason; None without a day."""
    found = Deadline.objects.filter(
        key=f"question:{question.pk}", state=Deadline.State.OPEN
    ).first()
    if found is None:
        return None
    first = found.changes.order_by("pk").first()
    moved = first.old_date if first else None
    return deadline_rules.explain(found.kind, found.due_date, moved_from=moved)


def seen_parts(*, sees_civil_defence: bool) -> list[str]:
    """Return the parts whose amounts somebody may see.

    Källa: SKR:s uppgifter.
    """
    crisis, defence = Part.CRISIS_PREPAREDNESS.value, Part.CIVIL_DEFENCE.value
    return [crisis, defence] if sees_civil_defence else [crisis]


def parts_for(user: User, municipality: Actor) -> list[str]:
    """Return the parts whose amounts the user may see of this municipality."""
    reach = access.reach_of(user, municipality)
    return seen_parts(sees_civil_defence=reach.sees_civil_defence)


def economy_of(municipality: Actor, *, parts: Sequence[str], day: date) -> dict[str, PartEconomy]:
    """Return a municipality's economy, part by part, from its first year on."""
    limits, last_full = limits_of(municipality.county, day), last_full_year(day)
    sums, openings = _gathered([municipality.pk], parts)
    found = {}
    for part in parts:
        place = (municipality.pk, part)
        found[part] = _part(part, sums[place], openings.get(place), limits, last_full)
    return found


def crisis_economies(
    municipalities: Iterable[Actor], limits: Limits, day: date
) -> dict[int, PartEconomy]:
    """Return the saving for krisberedskap of many municipalities, in three queries.

    Civil defence is never compared across municipalities.
    Källa: SKR:s uppgifter.
    """
    part, last_full = Part.CRISIS_PREPAREDNESS, last_full_year(day)
    keys = [municipality.pk for municipality in municipalities]
    sums, openings = _gathered(keys, [part])
    return {
        key: _part(part, sums[key, part], openings.get((key, part)), limits, last_full)
        for key in keys
    }


def _part(
    part: str,
    sums: dict[int, YearSums],
    opening: OpeningSaving | None,
    limits: Limits,
    last_full: int,
) -> PartEconomy:
    first = opening.year if opening else min(sums, default=last_full + 1)
    last = max(sums, default=first - 1)
    years = [sums.get(year, YearSums(year)) for year in range(first, last + 1)]
    saved = rules.savings(years, opening.amount if opening else rules.ZERO)
    full = [item for item in saved if item.year <= last_full]
    latest = full[-1] if full else None
    before = opening.amount if opening else rules.ZERO
    large = rules.large(
        latest.closing if latest else before,
        latest.sums.compensation if latest else rules.ZERO,
        limit_amount=limits.amount,
        limit_share=limits.share,
    )
    growing = rules.growing(saved, before=last_full + 1)
    return PartEconomy(part, last_full, saved, latest, large, growing, opening)


def _gathered(
    keys: Sequence[int], parts: Sequence[str]
) -> tuple[Sums, dict[tuple[int, str], OpeningSaving]]:
    found: dict[tuple[int, str], dict[int, dict[str, Decimal]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    granted = CompensationDecision.objects.filter(
        municipality__in=keys, component__part__in=parts
    ).order_by()
    for key, year, part, total in granted.values_list(
        "municipality", "year", "component__part"
    ).annotate(total=Sum("amount")):
        found[key, part][year]["compensation"] = total
    used = Cost.objects.filter(municipality__in=keys, part__in=parts).order_by()
    for key, year, part, yes, no, ask in used.values_list("municipality", "year", "part").annotate(
        yes=Sum("amount", filter=Q(eligibility="yes")),
        no=Sum("amount", filter=Q(eligibility="no")),
        ask=Sum("amount", filter=Q(eligibility="ask")),
    ):
        values = {"eligible": yes, "ineligible": no, "asked": ask}
        found[key, part][year].update({name: value for name, value in values.items() if value})
    sums: Sums = defaultdict(dict)
    for place, years in found.items():
        sums[place] = {year: YearSums(year, **values) for year, values in years.items()}
    openings = {
        (opening.municipality_id, opening.part): opening
        for opening in OpeningSaving.objects.filter(municipality__in=keys, part__in=parts)
    }
    return sums, openings


def compensation_of(
    municipality: Actor, *, parts: Sequence[str], years: Iterable[int]
) -> QuerySet[CompensationDecision]:
    return (
        CompensationDecision.objects.filter(
            municipality=municipality, component__part__in=parts, year__in=list(years)
        )
        .select_related("component")
        .order_by("-year", "component__part", "component__name")
    )


def costs_of(municipality: Actor, *, parts: Sequence[str], years: Iterable[int]) -> QuerySet[Cost]:
    """Return what was used, the latest year first."""
    return (
        Cost.objects.filter(municipality=municipality, part__in=parts, year__in=list(years))
        .prefetch_related("questions")
        .order_by("-year", "part", "pk")
    )


def years_of(term: ElectoralTerm | None, day: date) -> list[int]:
    """Return the years of a term that have begun; without a term, this year and three before."""
    if term is None:
        return list(range(day.year - 3, day.year + 1))
    return list(range(term.first_year, min(term.last_year, day.year) + 1)) or [term.first_year]


def precedents(county: County, *, text: str = "", eligibility: str = "") -> list[CostQuestion]:
    """Return the county's precedents that hold all the words; whose they were is not told.

    Källa: Vägledningen 2.5; domain.md 7.5.
    """
    found = CostQuestion.objects.filter(
        municipality__county=county, answered_at__isnull=False, withdrawn_at=None
    ).exclude(precedent="")
    if eligibility:
        found = found.filter(eligibility=eligibility)
    words = plain(text).split()
    return [
        question
        for question in found.order_by("-answered_at")
        if all(word in plain(question.precedent) for word in words)
    ]


def open_plan(municipality: Actor) -> SavingPlan | None:
    """Return the plan for saving that is asked for or being written, else the one in force."""
    plans = SavingPlan.objects.filter(municipality=municipality, status__in=SavingPlan.OPEN)
    return min(plans, key=lambda plan: plan.status == SavingPlan.Status.ADOPTED, default=None)


def plan_in_force(municipality: Actor) -> SavingPlan | None:
    """Return the plan for saving that is adopted, whatever else has been asked for since."""
    plans = SavingPlan.objects.filter(municipality=municipality)
    return plans.filter(status=SavingPlan.Status.ADOPTED).first()


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
