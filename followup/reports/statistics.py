"""How long each requirement takes: on time or late, and the days between one act and the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Min

from actors.models import County
from common.clock import local
from followup.models import (
    AnnualReport,
    DocumentVersion,
    ElectoralTerm,
    Feedback,
    Measure,
    VisitProtocol,
)
from followup.reports import method, overview


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
        """Return how many it was asked of."""
        return self.on_time + self.late + self.missing


@dataclass(frozen=True)
class Lead:
    """Days between two acts: how many, the median, and the longest."""

    what: str
    days: tuple[int, ...]

    @property
    def median(self) -> float | None:
        """Return the middle number of days."""
        return median(self.days) if self.days else None

    @property
    def longest(self) -> int | None:
        """Return the most days."""
        return max(self.days, default=None)

    @property
    def count(self) -> int:
        """Return how many there were."""
        return len(self.days)


def punctuality(county: County, term: ElectoralTerm) -> list[Punctuality]:
    """Return how the term's documents and annual reports came in.

    A document counts by the day its first version was received.
    Källa: 003 §2.2, §2.4.
    """
    keys = [one.pk for one in overview.municipalities_of(county)]
    first: dict[tuple[str, int], date] = {
        (kind, key): day
        for kind, key, day in DocumentVersion.objects.filter(
            document__municipality__in=keys, document__term=term
        )
        .order_by()
        .values_list("document__kind", "document__municipality")
        .annotate(first=Min("received_date"))
    }
    found = []
    for need in method.requirements(term):
        due = method.document_due(need, term).day
        days = [first.get((need.kind, key)) for key in keys]
        found.append(_counted(str(need), due, days))
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

    Källa: 003 §2.3 "i god tid", §2.7.3; källan anger inga tal, så inget bedöms.
    """
    keys = [one.pk for one in overview.municipalities_of(county)]
    within: dict[str, Any] = {"municipality__in": keys}
    feedback = Feedback.objects.filter(
        version__document__municipality__in=keys,
        version__document__term=term,
        sent_at__isnull=False,
    ).values_list("version__received_date", "sent_at")
    protocols = VisitProtocol.objects.filter(
        visit__municipality__in=keys, visit__plan__term=term, sent_at__isnull=False
    ).values_list("visit__held_date", "sent_at")
    measures = Measure.objects.filter(
        **within, created_at__year__gte=term.first_year, status="verified"
    ).values_list("agreed_at", "done_at")
    return [
        Lead("Dokument inkommet → återkoppling skickad", _days(feedback)),
        Lead("Besök genomfört → protokoll skickat", _days(protocols)),
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
