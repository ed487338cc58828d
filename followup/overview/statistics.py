"""How long each requirement takes: on time or late, and the days between one act and the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from actors.models import County
from common.clock import local
from followup.annual.models import AnnualReport
from followup.documents import queries as documents
from followup.documents.models import Feedback
from followup.overview import queries
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits.measures.models import Measure
from followup.visits.models import VisitProtocol


@dataclass(frozen=True)
class Punctuality:
    """How many handed in on time, late, or not at all."""

    what: str
    due: date
    on_time: int
    late: int
    missing: int

    @property
    def total(self) -> int:
        return self.on_time + self.late + self.missing


@dataclass(frozen=True)
class Lead:
    """Days between two acts: how many, the median, and the longest."""

    what: str
    days: tuple[int, ...]

    @property
    def median(self) -> float | None:
        return median(self.days) if self.days else None

    @property
    def longest(self) -> int | None:
        return max(self.days, default=None)

    @property
    def count(self) -> int:
        return len(self.days)


def punctuality(county: County, term: ElectoralTerm, today: date) -> list[Punctuality]:
    """Return how the term's documents and annual reports came in.

    A document counts as its own page says: missing, in time or not.
    Källa: Vägledningen 2.2, 2.4.
    """
    municipalities = queries.municipalities_of(county)
    keys = [one.pk for one in municipalities]
    rows = documents.county_table(county, municipalities, term, today)
    found = []
    for cells in zip(*(row.cells for row in rows), strict=True):
        in_time = [cell.on_time.holds for cell in cells if cell.on_time is not None]
        on_time, late = in_time.count(True), len(in_time) - in_time.count(True)
        need = cells[0]
        found.append(
            Punctuality(
                str(need.requirement), need.due.day, on_time, late, len(cells) - on_time - late
            )
        )
    sent = {
        (year, key): local(at).date()
        for year, key, at in AnnualReport.objects.filter(
            municipality__in=keys, year__gte=term.first_year, year__lte=term.last_year
        ).values_list("year", "municipality", "sent_at")
        if at
    }
    for year in sorted({year for year, _ in sent}):
        due = method.annual_report_due(year).day
        found.append(
            _counted(f"Årlig redovisning {year}", due, [sent.get((year, key)) for key in keys])
        )
    return found


def leads(county: County, term: ElectoralTerm) -> list[Lead]:
    """Return how many days the county and the municipalities take, act by act.

    Källa: Vägledningen 2.3 "i god tid"; Vägledningen 2.7.3 (källan anger inga tal, så inget
    bedöms).
    """
    keys = [one.pk for one in queries.municipalities_of(county)]
    within: dict[str, Any] = {"municipality__in": keys}
    feedback = Feedback.objects.filter(
        version__document__municipality__in=keys,
        version__document__term=term,
        sent_at__isnull=False,
    ).values_list("version__received_date", "sent_at")
    visit_reports = VisitProtocol.objects.filter(
        visit__municipality__in=keys, visit__plan__term=term, sent_at__isnull=False
    ).values_list("visit__held_date", "sent_at")
    measures = Measure.objects.filter(
        **within, created_at__year__gte=term.first_year, status="verified"
    ).values_list("agreed_at", "done_at")
    return [
        Lead("Dokument inkommet → återkoppling skickad", _days(feedback)),
        Lead("Besök genomfört → protokoll skickat", _days(visit_reports)),
        Lead("Åtgärd överenskommen → anmäld som klar", _days(measures)),
    ]


def _counted(what: str, due: date, days: Sequence[date | None]) -> Punctuality:
    on_time = sum(1 for day in days if day is not None and day <= due)
    late = sum(1 for day in days if day is not None and day > due)
    return Punctuality(what, due, on_time, late, len(days) - on_time - late)


def _days(pairs: Iterable[tuple[Any, Any]]) -> tuple[int, ...]:
    return tuple(sorted((_day(last) - _day(first)).days for first, last in pairs if first and last))


def _day(at: Any) -> date:
    day: date = local(at).date() if hasattr(at, "hour") else at
    return day
