"""Read the annual reports: the sheet of one with last year beside, the years of a municipality."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from actors.models import Actor
from common.clock import local
from followup.annual.models import AnnualReport, IndicatorAnswer, ReportedItem
from followup.annual.reports import rules
from followup.economy.models import Cost
from followup.terms import queries as method
from followup.terms.models import Indicator, IndicatorSet, Part
from followup.why import ExplainedDate, Explanation

Status = AnnualReport.Status
OPEN_STATUSES = frozenset({Status.DRAFT.value, Status.COMPLETION_REQUESTED.value})


@dataclass(frozen=True)
class Row:
    """One indicator with its answer, and last year's beside it."""

    indicator: Indicator
    value: str
    comment: str
    last_value: str
    last_comment: str

    @property
    def shown(self) -> str:
        return rules.shown_answer(self.indicator.answer_type, self.value)

    @property
    def last_shown(self) -> str:
        return rules.shown_answer(self.indicator.answer_type, self.last_value)


@dataclass(frozen=True)
class CostSum:
    """What one part of the work cost, this year and the year before."""

    part: Part
    amount: Decimal
    last_amount: Decimal


@dataclass(frozen=True)
class Sheet:
    """Everything a report says, ready to be shown."""

    areas: list[tuple[str, list[Row]]]
    progress: rules.Progress
    events: list[ReportedItem]
    measures: list[ReportedItem]
    last_events: list[ReportedItem]
    last_measures: list[ReportedItem]
    costs: list[Cost]
    sums: list[CostSum]
    hides_civil_defence: bool
    last: AnnualReport | None
    unanswered: list[Indicator] = field(default_factory=list)

    @property
    def doubts(self) -> list[str]:
        """Return what the sender should look at once more; none of it stops the sending."""
        found = []
        if not self.events:
            found.append("Inga händelser är införda. Stämmer det?")
        if not self.measures:
            found.append("Inga vidtagna åtgärder är införda. Stämmer det?")
        if not self.costs:
            found.append("Inga kostnader är införda. Stämmer det?")
        return found


@dataclass(frozen=True)
class YearRow:
    year: int
    due: ExplainedDate
    report: AnnualReport | None
    is_open: bool
    is_late: bool
    why: Explanation


def may_be_written(report: AnnualReport) -> bool:
    return report.status in OPEN_STATUSES


def indicator_set_of(year: int) -> IndicatorSet | None:
    """Return the set that a year's report answers: the one in force when it is to be handed in.

    Källa: Vägledningen 2.4 "MSB tar årligen fram anvisningar".
    """
    return method.indicator_set(rules.opens_on(year))


def find(municipality: Actor, year: int) -> AnnualReport | None:
    reports = AnnualReport.objects.select_related("indicator_set", "municipality__county")
    return reports.filter(municipality=municipality, year=year).first()


def years_of(municipality: Actor, today: date) -> list[YearRow]:
    """Return the years to report, the latest first; the running one is shown as not yet open.

    Källa: Vägledningen 2.4.
    """
    found = {one.year: one for one in AnnualReport.objects.filter(municipality=municipality)}
    rows = []
    for year in range(today.year, min([*found, today.year - 1]) - 1, -1):
        due, report = method.annual_report_due(year), found.get(year)
        sent = local(report.sent_at).date() if report and report.sent_at else None
        is_late, why = rules.is_late(sent, due.day, today), rules.why_late(sent, due.day)
        rows.append(YearRow(year, due, report, rules.is_open(year, today), is_late, why))
    return rows


def sheet(report: AnnualReport, *, sees_civil_defence: bool = True) -> Sheet:
    """Return what the report says, with last year's values by the indicators' codes.

    Källa: Vägledningen 2.4 "ekonomisk redovisning samt händelser och vidtagna åtgärder".
    """
    last = find(report.municipality, report.year - 1)
    answers = {one.indicator_id: one for one in report.answers.all()}
    before = last.answers.select_related("indicator") if last else []
    lasts, none = {one.indicator.code: one for one in before}, IndicatorAnswer()
    indicators = indicators_of(report)
    by_area: dict[str, list[Row]] = defaultdict(list)
    for indicator in indicators:
        now, then = answers.get(indicator.pk, none), lasts.get(indicator.code, none)
        row = Row(indicator, now.value, now.comment, then.value, then.comment)
        by_area[indicator.area].append(row)
    unanswered = [one for one in indicators if not answers.get(one.pk, none).value]
    items, last_items = list(report.items.all()), list(last.items.all()) if last else []
    costs = _costs(report.municipality, report.year)
    shown = [cost for cost in costs if sees_civil_defence or cost.part != Part.CIVIL_DEFENCE]
    last_costs = _costs(report.municipality, report.year - 1)
    return Sheet(
        areas=list(by_area.items()),
        progress=rules.Progress(len(indicators) - len(unanswered), len(indicators)),
        events=_of_kind(items, ReportedItem.Kind.EVENT),
        measures=_of_kind(items, ReportedItem.Kind.MEASURE),
        last_events=_of_kind(last_items, ReportedItem.Kind.EVENT),
        last_measures=_of_kind(last_items, ReportedItem.Kind.MEASURE),
        costs=shown,
        sums=[
            CostSum(part, _total(costs, part), _total(last_costs, part))
            for part in Part
            if sees_civil_defence or part != Part.CIVIL_DEFENCE
        ],
        hides_civil_defence=len(shown) < len(costs),
        last=last,
        unanswered=unanswered,
    )


def indicators_of(report: AnnualReport) -> list[Indicator]:
    return list(report.indicator_set.indicators.all())


def progress_of(report: AnnualReport) -> rules.Progress:
    of = report.indicator_set.indicators.count()
    return rules.Progress(report.answers.exclude(value="").count(), of)


def _of_kind(items: Iterable[ReportedItem], kind: ReportedItem.Kind) -> list[ReportedItem]:
    return [item for item in items if item.kind == kind]


def _costs(municipality: Actor, year: int) -> list[Cost]:
    return list(Cost.objects.filter(municipality=municipality, year=year).order_by("part", "pk"))


def _total(costs: Iterable[Cost], part: Part) -> Decimal:
    return sum((cost.amount for cost in costs if cost.part == part), Decimal(0))
