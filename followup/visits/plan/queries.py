"""The plan of visits as a table: municipalities by quarters, load per handler, what is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from django.db.models import Count, Max, Q, QuerySet

from actors.models import Actor, County, Function
from common.clock import local
from followup import access
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits import rules
from followup.visits.models import Visit, VisitPlan
from followup.why import Verdict

Status = Visit.Status


@dataclass
class Cell:
    """A quarter of a municipality's row."""

    year: int
    quarter: int
    visits: list[Visit] = field(default_factory=list)


@dataclass
class Row:
    """A municipality with its quarters and the facts a plan may rest on."""

    municipality: Actor
    cells: list[Cell]
    verdict: Verdict
    count: int = 0
    last_visit: date | None = None
    open_deficiencies: int = 0

    @property
    def lacks(self) -> bool:
        return self.verdict.holds is False


@dataclass(frozen=True)
class Load:
    """How many visits a handler has in each quarter."""

    handler: Function
    letter: str
    counts: list[int]
    total: int


@dataclass
class Table:
    term: ElectoralTerm
    plan: VisitPlan | None
    years: list[int]
    rows: list[Row]
    loads: list[Load]
    lacking: list[Row]

    @property
    def is_empty(self) -> bool:
        return not any(row.count for row in self.rows)


def plan_for(county: County, term: ElectoralTerm) -> VisitPlan | None:
    """Return the county's plan for the term, if any is begun."""
    return VisitPlan.objects.filter(county=county, term=term).select_related("term").first()


def needed(term: ElectoralTerm) -> tuple[int | None, int | None]:
    """Return how many visits a term demands, at least and preferably; nothing if not entered."""
    found = method.key_date(rules.KEY_DATE, date(term.first_year, 1, 1))
    return (found.count, found.recommended) if found else (None, None)


def table(county: County, term: ElectoralTerm, today: date) -> Table:
    """Return the plan as a table; the same number of queries however many municipalities.

    Källa: domain.md 7.7.
    """
    plan = plan_for(county, term)
    visits = visits_in(plan)
    by_place: dict[tuple[int, int, int], list[Visit]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for visit in visits:
        mark_late(visit, today)
        by_place[(visit.municipality_id, visit.year, visit.quarter)].append(visit)
        counts[visit.municipality_id] += 1
    years = list(range(term.first_year, term.last_year + 1))
    at_least, recommended = needed(term)
    is_open = Q(deficiencies__mended_at=None, deficiencies__withdrawn_at=None)
    municipalities = _municipalities(county).annotate(
        last_visit=Max("visits__held_date"),
        open_count=Count("deficiencies", filter=is_open, distinct=True),
    )
    rows = [
        Row(
            municipality,
            [
                Cell(year, quarter, by_place.get((municipality.pk, year, quarter), []))
                for year in years
                for quarter in range(1, rules.QUARTERS + 1)
            ],
            rules.enough_visits(counts[municipality.pk], at_least, recommended),
            counts[municipality.pk],
            municipality.last_visit,
            municipality.open_count,
        )
        for municipality in municipalities
    ]
    loads = load_rows(county, visits, years)
    letters = {load.handler.pk: load.letter for load in loads}
    for visit in visits:
        visit.letter = letters[visit.handler_id]  # type: ignore[attr-defined]
    return Table(term, plan, years, rows, loads, [row for row in rows if row.lacks])


def show_where_told(visit: Visit) -> None:
    """Let a visit that has been moved in the plan since stand where the municipality was told.

    Källa: Vägledningen 2.7.1 "Kommunerna informeras om planen".
    """
    if visit.status == Status.PLANNED and visit.told_year and visit.told_quarter:
        visit.year, visit.quarter = visit.told_year, visit.told_quarter


def visits_in(plan: VisitPlan | None) -> list[Visit]:
    """Return the visits of a plan that have not been called off."""
    if plan is None:
        return []
    found = plan.visits.exclude(status=Status.CANCELLED)
    return list(found.select_related("municipality", "handler__actor"))


def mark_late(visit: Visit, today: date) -> None:
    """Note on the visit whether it should have been booked or held by now."""
    day = local(visit.starts_at).date() if visit.starts_at else None
    visit.is_late = rules.is_overdue(  # type: ignore[attr-defined]
        status=visit.status, year=visit.year, quarter=visit.quarter, day=day, today=today
    )


def load_rows(county: County, visits: Iterable[Visit], years: list[int]) -> list[Load]:
    """Return each handler's visits per quarter, those who have none too."""
    handlers = {found.pk: found for found in access.functions_with(access.HANDLE, county)}
    counts: dict[tuple[int, int, int], int] = defaultdict(int)
    for visit in visits:
        handlers.setdefault(visit.handler_id, visit.handler)
        counts[(visit.handler_id, visit.year, visit.quarter)] += 1
    found: list[Load] = []
    for pk, handler in handlers.items():
        row = [counts[(pk, year, q)] for year in years for q in range(1, rules.QUARTERS + 1)]
        found.append(Load(handler, ascii_uppercase[len(found) % 26], row, sum(row)))
    return found


def proposal(
    county: County,
    term: ElectoralTerm,
    *,
    first: tuple[tuple[int, int], tuple[int, int]],
    second: tuple[tuple[int, int], tuple[int, int]] | None,
) -> list[rules.Slot]:
    """Return visits for those that have none, spread evenly; with ``second`` two each.

    A proposal: nothing is laid before somebody takes it.
    Källa: Vägledningen 2.7 "minst en gång per mandatperiod, gärna två gånger".
    """
    visits = visits_in(plan_for(county, term))
    counts: dict[int, int] = defaultdict(int)
    load: dict[tuple[int, int, int], int] = defaultdict(int)
    for visit in visits:
        counts[visit.municipality_id] += 1
        load[(visit.year, visit.quarter, visit.handler_id)] += 1
    handlers = [found.pk for found in access.functions_with(access.HANDLE, county)]
    order = list(_municipalities(county).values_list("pk", flat=True))
    without = [pk for pk in order if not counts[pk]]
    slots = rules.spread(without, handlers, rules.quarters_between(*first), load)
    if second is not None:
        for slot in slots:
            load[(slot.year, slot.quarter, slot.handler)] += 1
        places = rules.quarters_between(*second)
        own = {slot.municipality: slot.handler for slot in slots}
        taken = {(v.municipality_id, v.year, v.quarter) for v in visits}
        for pk in [pk for pk in order if counts[pk] <= 1]:
            free = [place for place in places if (pk, *place) not in taken]
            hands = [own[pk]] if pk in own else handlers
            more = rules.spread([pk], hands, free, load)
            slots += more
            for slot in more:
                load[(slot.year, slot.quarter, slot.handler)] += 1
    return slots


def _municipalities(county: County) -> QuerySet[Actor]:
    return Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
