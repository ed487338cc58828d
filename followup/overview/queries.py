"""The county at a glance: every municipality by part, in the same number of queries however many.

Nothing here reads one municipality at a time.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from actors.models import Actor, County
from common.clock import local
from followup.annual.models import AnnualReport
from followup.cases.models import Referral
from followup.cases.queries import OVER
from followup.deadlines.models import Deadline
from followup.documents.models import MunicipalDocument
from followup.economy import queries as economy
from followup.economy.models import CostQuestion, EconomicReview, SavingPlan, SavingPlanCheck
from followup.economy.reviews.rules import Done
from followup.economy.savings import rules as saving_plans
from followup.overview import rules
from followup.overview.rules import Cell
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits import rules as visit_rules
from followup.visits.measures.models import Measure
from followup.visits.models import Visit
from followup.visits.plan import queries as visit_plan

Kind = Deadline.Kind
SOON_DAYS = 30
PARTS = (
    ("documents", "Dokument", "followup:documents"),
    ("report", "Årlig redovisning", "followup:reports"),
    ("visit", "Besök", "followup:visits"),
    ("economy", "Ekonomi", "followup:economy"),
    ("measures", "Åtgärder", "followup:measures"),
)


@dataclass(frozen=True)
class Row:
    """One municipality: its cells by part, and whether a case is open."""

    municipality: Actor
    cells: dict[str, Cell]
    has_case: bool

    @property
    def state(self) -> str:
        return rules.worst(list(self.cells.values()))

    @property
    def parts(self) -> list[tuple[str, str, Cell]]:
        """Return label, URL name and cell of each part."""
        return [(label, url_name, self.cells[key]) for key, label, url_name in PARTS]

    @property
    def waits(self) -> list[str]:
        return [cell.county for cell in self.cells.values() if cell.county]


@dataclass
class _Facts:
    """What is read of many municipalities at once, by municipality."""

    keys: list[int]
    term: ElectoralTerm | None
    today: date
    documents: dict[int, dict[str, tuple[str, date | None]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    reports: dict[int, str] = field(default_factory=dict)
    held: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    late_visits: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    unvisited: dict[int, str] = field(default_factory=dict)
    near: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    plans: dict[int, str] = field(default_factory=dict)
    checks: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))
    reviews: dict[int, list[Done]] = field(default_factory=lambda: defaultdict(list))
    late: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    overdue: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    questions: dict[int, int] = field(default_factory=dict)
    measures: dict[int, dict[str, int]] = field(default_factory=dict)
    cases: set[int] = field(default_factory=set)

    def read_visits(self) -> None:
        found = (
            Visit.objects.filter(municipality__in=self.keys, plan__term=self.term)
            .exclude(status=Visit.Status.CANCELLED)
            .order_by("year", "quarter")
        )
        for key, status, year, quarter, held, starts_at in found.values_list(
            "municipality", "status", "year", "quarter", "held_date", "starts_at"
        ):
            if held is not None:
                self.held[key].append(held)
                continue
            self.planned[key].append((year, quarter))
            day = local(starts_at).date() if starts_at else None
            if visit_rules.is_overdue(
                status=status, year=year, quarter=quarter, day=day, today=self.today
            ):
                self.late_visits[key] += 1

    def read_term_before(self, county: County) -> None:
        """Read who got too few visits in the term before, if the county planned them here."""
        before = method.term_of_year(self.term.first_year - 1) if self.term else None
        plan = visit_plan.plan_for(county, before) if before else None
        least = visit_plan.needed(before)[0] if before and plan else None
        if least is None:
            return
        held = Visit.objects.filter(plan=plan, held_date__isnull=False).order_by()
        counts = dict(held.values_list("municipality").annotate(total=Count("pk")))
        self.unvisited = {key: str(before) for key in self.keys if counts.get(key, 0) < least}

    def read_near(self, soon_days: int) -> None:
        """Count the open deadlines that fall soon, by kind."""
        near = Deadline.objects.filter(
            municipality__in=self.keys,
            kind__in=[kind for kinds in rules.NEAR.values() for kind in kinds],
            state=Deadline.State.OPEN,
            due_date__range=(self.today, self.today + timedelta(days=soon_days)),
        )
        found = near.order_by().values_list("municipality", "kind").annotate(total=Count("pk"))
        for key, kind, total in found:
            self.near[key][kind] = total

    def read_economy(self) -> None:
        plans = SavingPlan.objects.filter(municipality__in=self.keys, status__in=SavingPlan.OPEN)
        found = plans.values_list("municipality", "status")
        # One in force counts, whatever else has been asked for since.
        self.plans = dict(sorted(found, key=lambda row: row[1] == SavingPlan.Status.ADOPTED))
        if self.term is not None:
            reviews = EconomicReview.objects.filter(
                municipality__in=self.keys,
                done_date__year__gte=self.term.first_year,
                done_date__year__lte=self.term.last_year,
            ).order_by("done_date")
            for key, day, occasion in reviews.values_list("municipality", "done_date", "occasion"):
                self.reviews[key].append(Done(day, occasion))
        checks = SavingPlanCheck.objects.filter(
            plan__municipality__in=self.keys, plan__status=SavingPlan.Status.ADOPTED
        ).order_by("checked_date", "pk")
        names = ("plan__municipality", "checked_date", "is_kept")
        for key, day, is_kept in checks.values_list(*names):
            self.checks[key].append((day, is_kept))
        late = Deadline.objects.filter(
            municipality__in=self.keys,
            kind__in=rules.LATE_WORDS,
            state=Deadline.State.OPEN,
            due_date__lt=self.today,
        )
        for key, kind, total in (
            late.order_by().values_list("municipality", "kind").annotate(total=Count("pk"))
        ):
            self.late[key][kind] = total
        waiting = CostQuestion.objects.filter(
            municipality__in=self.keys, answered_at=None, withdrawn_at=None
        )
        totals = waiting.order_by().values_list("municipality").annotate(total=Count("pk"))
        self.questions = dict(totals)

    def read_overdue(self) -> None:
        """Count what is late and not told by the documents of the term and the year's report."""
        shown = f":{self.term.first_year}:" if self.term else ""
        late = Deadline.objects.filter(
            municipality__in=self.keys, state=Deadline.State.OPEN, due_date__lt=self.today
        ).filter(kind__in=[Kind.DOCUMENT, Kind.COMPLETION, Kind.FEEDBACK, Kind.ANNUAL_REPORT])
        for owner, kind, key in late.order_by().values_list("municipality", "kind", "key"):
            if kind == Kind.DOCUMENT and shown and shown in key:
                continue
            if kind == Kind.ANNUAL_REPORT and key.endswith(f":{self.today.year - 1}"):
                continue
            name = key.rpartition(":")[0] if kind == Kind.COMPLETION else str(kind)
            counted = self.overdue[owner]
            counted[name] = counted.get(name, 0) + 1

    def read_rest(self) -> None:
        documents = MunicipalDocument.objects.filter(municipality__in=self.keys, term=self.term)
        names = ("municipality", "kind", "status", "planned_date")
        for key, kind, status, planned in documents.values_list(*names).order_by():
            self.documents[key][kind] = (status, planned)
        reports = AnnualReport.objects.filter(municipality__in=self.keys).order_by()
        reports = reports.filter(year=self.today.year - 1)
        self.reports = {
            key: "" if status == AnnualReport.Status.DRAFT else status
            for key, status in reports.values_list("municipality", "status")
        }
        standing = {"proposed", "agreed", "reported_done", "not_done"}
        late = Q(status__in=["agreed", "not_done"], due_date__lt=self.today)
        counted = (
            Measure.objects.filter(municipality__in=self.keys, told_at__isnull=False)
            .filter(status__in=standing)
            .order_by()
            .values("municipality")
            .annotate(
                open_=Count("pk"),
                overdue=Count("pk", filter=late),
                to_verify=Count("pk", filter=Q(status="reported_done")),
                to_agree=Count("pk", filter=Q(status="proposed")),
            )
        )
        for found in counted:
            self.measures[found["municipality"]] = {
                name: found[name] for name in ("open_", "overdue", "to_verify", "to_agree")
            }
        cases = Referral.objects.filter(municipality__in=self.keys).exclude(status__in=OVER)
        self.cases = set(cases.values_list("municipality", flat=True))


def rows_of(municipalities: list[Actor], county: County, today: date) -> list[Row]:
    """Return the municipalities with their cells, those that need action first.

    Källa: domain.md 7.11; Vägledningen 2.8 (ingen sammanvägd poäng).
    """
    keys = [one.pk for one in municipalities]
    term = method.current_term(today)
    facts = _Facts(keys, term, today)
    facts.read_visits()
    facts.read_term_before(county)
    facts.read_economy()
    facts.read_overdue()
    facts.read_rest()
    limits = economy.limits_of(county, today)
    savings = economy.crisis_economies(municipalities, limits, today)
    needs = method.requirements(term) if term else []
    dues = {need.kind: method.document_due(need, term).day for need in needs if term}
    report_due = method.annual_report_due(today.year - 1).day
    soon = method.setting(county, "soon_days", today)
    soon_days = soon if isinstance(soon, int) else SOON_DAYS
    facts.read_near(soon_days)
    check_day = method.year_two_check(term).day if term else None
    least = method.key_date("UPPFOLJNINGSBESOK", today)
    rows = []
    for one in municipalities:
        key, saved = one.pk, savings[one.pk]
        cells = {
            "documents": rules.documents(
                [
                    _document_fact(due, *facts.documents[key].get(kind, _MISSING), today)
                    for kind, due in dues.items()
                ],
                today,
                soon_days,
                check_day=check_day,
            ),
            "report": rules.annual_report(
                facts.reports.get(key, ""), report_due, today.year - 1, today, soon_days
            ),
            "visit": rules.visits(
                rules.VisitFact(
                    facts.held[key],
                    facts.planned[key],
                    least=least.count if least else None,
                    late=facts.late_visits[key],
                    end=date(term.last_year, 12, 31) if term else None,
                    unvisited=facts.unvisited.get(key, ""),
                ),
                today,
                soon_days,
            ),
            "economy": rules.economy(
                rules.EconomyFact(
                    is_large=saved.large.holds,
                    is_growing=saved.growing.holds,
                    has_limit=limits.is_set,
                    plan=facts.plans.get(key, ""),
                    kept=saving_plans.kept(
                        facts.checks[key], facts.late[key].get("saving_activity", 0)
                    ).holds,
                    reviews=facts.reviews[key],
                    visits=len(facts.held[key]) + len(facts.planned[key]),
                    questions=facts.questions.get(key, 0),
                    late=facts.late[key],
                )
            ),
            "measures": rules.measures(**facts.measures.get(key, _NO_MEASURES)),
        }
        for part in rules.OVERDUE:
            cells[part] = rules.with_overdue(part, cells[part], facts.overdue[key])
        for part in rules.NEAR:
            cells[part] = rules.with_near(part, cells[part], facts.near[key])
        rows.append(Row(one, cells, key in facts.cases))
    return sorted(
        rows,
        key=lambda row: (
            rules.urgency(list(row.cells.values()), has_case=row.has_case),
            row.municipality.name,
        ),
    )


_MISSING = ("missing", None)
_NO_MEASURES = {"open_": 0, "overdue": 0, "to_verify": 0, "to_agree": 0}


def _document_fact(due: date, status: str, planned: date | None, today: date) -> rules.DocumentFact:
    return rules.DocumentFact(due, status, planned is not None and planned >= today)


def municipalities_of(county: County) -> list[Actor]:
    found = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
    return list(found.select_related("county").order_by("name"))


def counts_by_state(rows: list[Row]) -> list[tuple[str, dict[str, int]]]:
    """Return, for each part, how many municipalities stand in each state."""
    found = []
    for key, label, _ in PARTS:
        counts: dict[str, int] = defaultdict(int)
        for row in rows:
            counts[row.cells[key].state] += 1
        found.append((label, dict(counts)))
    return found
