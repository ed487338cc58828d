"""The areas and criteria of a visit: what is in force, chosen and touched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from common.clock import local
from followup.models import Area, AssessmentCriterion, Visit, VisitArea, VisitCriterion
from followup.reports import method
from followup.rules import visits as rules
from followup.rules.why import Verdict


@dataclass
class AreaRow:
    """An area with what was chosen and said on it."""

    code: str
    label: str
    is_in_force: bool = True
    is_touched: bool = False
    note: str = ""
    chosen: list[VisitCriterion] = field(default_factory=list)
    offered: list[AssessmentCriterion] = field(default_factory=list)


def day_of(visit: Visit, today: date) -> date:
    """Return the day whose rules hold for the visit: its own, else the quarter's first."""
    if visit.held_date:
        return visit.held_date
    if visit.starts_at:
        return local(visit.starts_at).date()
    first = date(visit.year, visit.quarter * 3 - 2, 1)
    return max(first, today) if visit.is_open else first


def criteria_on(day: date) -> "QuerySet[AssessmentCriterion]":
    """Return the criteria in force."""
    return method.criteria(day)


def touched(visit: Visit, day: date) -> Verdict:
    """Return whether every area in force has been touched."""
    done = set(visit.areas.filter(is_touched=True).values_list("area", flat=True))
    return rules.areas_touched([str(area) for area in method.areas(day)], done)


def chosen_verdict(visit: Visit, day: date) -> Verdict:
    """Return whether every area in force has a criterion chosen."""
    chosen = set(visit.criteria.values_list("criterion__area", flat=True))
    return rules.areas_touched([str(area) for area in method.areas(day)], chosen)


def names(codes: Iterable[str]) -> list[str]:
    """Return the areas' names."""
    return [Area(code).label for code in codes]


def rows_of(visit: Visit, day: date, *, with_offered: bool = False) -> list[AreaRow]:
    """Return the areas in force, and any other on which something is chosen or noted."""
    in_force = [str(area) for area in method.areas(day)]
    found = {code: AreaRow(code, Area(code).label) for code in in_force}

    def row(code: str) -> AreaRow:
        return found.setdefault(code, AreaRow(code, Area(code).label, is_in_force=False))

    for kept in VisitArea.objects.filter(visit=visit):
        area = row(kept.area)
        area.is_touched, area.note = kept.is_touched, kept.note
    chosen = VisitCriterion.objects.filter(visit=visit).select_related("criterion__criteria_set")
    for choice in chosen.order_by("criterion__area", "criterion__code"):
        row(choice.criterion.area).chosen.append(choice)
    if with_offered:
        for criterion in criteria_on(day).select_related("criteria_set"):
            row(criterion.area).offered.append(criterion)
    return list(found.values())
