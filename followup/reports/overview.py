"""The county at a glance: every municipality by part, in the same number of queries however many.

Nothing here reads one municipality at a time.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from actors.models import Actor, County
from common.clock import local
from followup.models import (
    AnnualReport,
    CostQuestion,
    Deadline,
    EconomicReview,
    ElectoralTerm,
    Measure,
    MunicipalDocument,
    Referral,
    SavingPlan,
    SavingPlanCheck,
    Visit,
)
from followup.reports import economy, method
from followup.reports.cases import OVER
from followup.rules import overview as rules
from followup.rules import saving_plans
from followup.rules import visits as visit_rules
from followup.rules.economy_reviews import Done
from followup.rules.overview import Cell

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
        """Return the state that needs action most."""
        return rules.worst(list(self.cells.values()))

    @property
    def parts(self) -> list[tuple[str, str, Cell]]:
        """Return label, URL name and cell of each part."""
        return [(label, url_name, self.cells[key]) for key, label, url_name in PARTS]

    @property
    def waits(self) -> list[str]:
        """Return what waits for the county."""
        return [cell.county for cell in self.cells.values() if cell.county]


@dataclass
class _Facts:
    """What was read, by municipality."""

    documents: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    reports: dict[int, str] = field(default_factory=dict)
    held: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    late_visits: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    plans: dict[int, str] = field(default_factory=dict)
    checks: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))
    reviews: dict[int, list[Done]] = field(default_factory=lambda: defaultdict(list))
    late: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    overdue: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    questions: dict[int, int] = field(default_factory=dict)
    measures: dict[int, dict[str, int]] = field(default_factory=dict)
    cases: set[int] = field(default_factory=set)


def rows_of(municipalities: list[Actor], county: County, today: date) -> list[Row]:
    """Return the municipalities with their cells, those that need action first.

    Källa: issue 3 §8; 003 §2.8 (ingen sammanvägd poäng).
    """
    keys = [one.pk for one in municipalities]
    term = method.current_term(today)
    facts = _Facts()
    _read_documents(facts, keys, term)
    _read_visits(facts, keys, term, today)
    _read_economy(facts, keys, term, today)
    _read_overdue(facts, keys, term, today)
    _read_rest(facts, keys, today)
    limits = economy.limits_of(county, today)
    savings = economy.crisis_economies(municipalities, limits, today)
    needs = method.requirements(term) if term else []
    dues = {need.kind: method.document_due(need, term).day for need in needs if term}
    report_due = method.annual_report_due(today.year - 1).day
    soon = method.setting(county, "soon_days", today)
    soon_days = soon if isinstance(soon, int) else SOON_DAYS
    least = method.key_date("UPPFOLJNINGSBESOK", today)
    rows = []
    for one in municipalities:
        saved = savings[one.pk]
        key = one.pk
        cells = {
            "documents": rules.documents(
                [
                    rules.DocumentFact(due, facts.documents[key].get(kind, "missing"))
                    for kind, due in dues.items()
                ],
                today,
                soon_days,
            ),
            "report": rules.annual_report(
                facts.reports.get(key, ""), report_due, today.year - 1, today, soon_days
            ),
            "visit": rules.visits(
                facts.held[key],
                facts.planned[key],
                least=least.count if least else None,
                late=facts.late_visits[key],
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
        rows.append(Row(one, cells, key in facts.cases))
    return sorted(
        rows,
        key=lambda row: (
            rules.urgency(list(row.cells.values()), has_case=row.has_case),
            row.municipality.name,
        ),
    )


_NO_MEASURES = {"open_": 0, "overdue": 0, "to_verify": 0, "to_agree": 0}


def municipalities_of(county: County) -> list[Actor]:
    """Return the county's municipalities by name."""
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


def _read_documents(facts: _Facts, keys: list[int], term: ElectoralTerm | None) -> None:
    documents = MunicipalDocument.objects.filter(municipality__in=keys, term=term).order_by()
    for key, kind, status in documents.values_list("municipality", "kind", "status"):
        facts.documents[key][kind] = status


def _read_visits(facts: _Facts, keys: list[int], term: ElectoralTerm | None, today: date) -> None:
    found = (
        Visit.objects.filter(municipality__in=keys, plan__term=term)
        .exclude(status=Visit.Status.CANCELLED)
        .order_by("year", "quarter")
    )
    for key, status, year, quarter, held, starts_at in found.values_list(
        "municipality", "status", "year", "quarter", "held_date", "starts_at"
    ):
        if held is not None:
            facts.held[key].append(held)
            continue
        facts.planned[key].append((year, quarter))
        day = local(starts_at).date() if starts_at else None
        if visit_rules.is_overdue(status=status, year=year, quarter=quarter, day=day, today=today):
            facts.late_visits[key] += 1


def _read_economy(facts: _Facts, keys: list[int], term: ElectoralTerm | None, today: date) -> None:
    plans = SavingPlan.objects.filter(municipality__in=keys).order_by("requested_at")
    facts.plans = dict(
        plans.exclude(status__in=["replaced", "fulfilled"]).values_list("municipality", "status")
    )
    if term is not None:
        reviews = EconomicReview.objects.filter(
            municipality__in=keys,
            done_date__year__gte=term.first_year,
            done_date__year__lte=term.last_year,
        ).order_by("done_date")
        for key, day, occasion in reviews.values_list("municipality", "done_date", "occasion"):
            facts.reviews[key].append(Done(day, occasion))
    checks = SavingPlanCheck.objects.filter(
        plan__municipality__in=keys, plan__status=SavingPlan.Status.ADOPTED
    ).order_by("checked_date", "pk")
    for key, day, is_kept in checks.values_list("plan__municipality", "checked_date", "is_kept"):
        facts.checks[key].append((day, is_kept))
    late = Deadline.objects.filter(
        municipality__in=keys,
        kind__in=rules.LATE_WORDS,
        state=Deadline.State.OPEN,
        due_date__lt=today,
    )
    for key, kind, total in (
        late.order_by().values_list("municipality", "kind").annotate(total=Count("pk"))
    ):
        facts.late[key][kind] = total
    waiting = CostQuestion.objects.filter(
        municipality__in=keys, answered_at=None, withdrawn_at=None
    )
    facts.questions = _counted(waiting)


def _read_overdue(facts: _Facts, keys: list[int], term: ElectoralTerm | None, today: date) -> None:
    """Count what is late and is not told by the documents of the term and the year's report."""
    shown = f":{term.first_year}:" if term else ""
    late = Deadline.objects.filter(
        municipality__in=keys, state=Deadline.State.OPEN, due_date__lt=today
    ).filter(kind__in=[Kind.DOCUMENT, Kind.COMPLETION, Kind.FEEDBACK, Kind.ANNUAL_REPORT])
    for owner, kind, key in late.order_by().values_list("municipality", "kind", "key"):
        if kind == Kind.DOCUMENT and shown and shown in key:
            continue
        if kind == Kind.ANNUAL_REPORT and key.endswith(f":{today.year - 1}"):
            continue
        name = key.rpartition(":")[0] if kind == Kind.COMPLETION else str(kind)
        counted = facts.overdue[owner]
        counted[name] = counted.get(name, 0) + 1


def _read_rest(facts: _Facts, keys: list[int], today: date) -> None:
    reports = AnnualReport.objects.filter(municipality__in=keys, year=today.year - 1).order_by()
    facts.reports = {
        key: "" if status == AnnualReport.Status.DRAFT else status
        for key, status in reports.values_list("municipality", "status")
    }
    standing = {"proposed", "agreed", "reported_done", "not_done"}
    counted = (
        Measure.objects.filter(municipality__in=keys, status__in=standing, told_at__isnull=False)
        .order_by()
        .values("municipality")
        .annotate(
            open_=Count("pk"),
            overdue=Count("pk", filter=Q(status__in=["agreed", "not_done"], due_date__lt=today)),
            to_verify=Count("pk", filter=Q(status="reported_done")),
            to_agree=Count("pk", filter=Q(status="proposed")),
        )
    )
    for found in counted:
        facts.measures[found["municipality"]] = {
            name: found[name] for name in ("open_", "overdue", "to_verify", "to_agree")
        }
    cases = Referral.objects.filter(municipality__in=keys).exclude(status__in=OVER)
    facts.cases = set(cases.values_list("municipality", flat=True))


def _counted(found: Any) -> dict[int, int]:
    """Return how many there are of each municipality."""
    return dict(
        found.order_by()
        .values_list("municipality")
        .annotate(total=Count("pk"))
        .values_list("municipality", "total")
    )
