"""The areas and criteria of a visit: what is in force, chosen and touched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from common.clock import local
from common.errors import RuleError
from followup.terms import queries as method
from followup.terms.models import Area, AssessmentCriterion
from followup.visits import rules
from followup.visits.models import Visit, VisitArea, VisitCriterion
from followup.why import Verdict


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


def touched(visit: Visit, day: date) -> Verdict:
    """Return whether every area in force has been touched."""
    done = set(visit.areas.filter(is_touched=True).values_list("area", flat=True))
    return rules.areas_touched([str(area) for area in method.areas(day)], done)


def chosen_verdict(visit: Visit, day: date) -> Verdict:
    """Return whether every area in force has a criterion chosen."""
    chosen = set(visit.criteria.values_list("criterion__area", flat=True))
    return rules.areas_touched([str(area) for area in method.areas(day)], chosen)


def names(codes: Iterable[str]) -> list[str]:
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
        for criterion in method.criteria(day).select_related("criteria_set"):
            row(criterion.area).offered.append(criterion)
    return list(found.values())


def require_demands(visit: Visit, day: date) -> None:
    """Refuse a visit without those who must be there, or an area untouched, that has no reason.

    Källa: Vägledningen 2.7 "ska … delta"; Vägledningen 2.7.3 "samtliga områden … berörs"; domain.md
    7.7.
    """
    present = visit.participants.filter(is_present=True).values_list("role", flat=True)
    allowed = rules.may_hold(set(present), visit.participants_exception)
    if not allowed.holds:
        who = " och ".join(allowed.missing)
        raise RuleError(f"{who} var inte med. Skriv skälet.", field="participants_exception")
    found = touched(visit, day)
    if found.holds is False and not visit.areas_exception:
        missing = ", ".join(names(found.missing))
        raise RuleError(f"Inte berörda områden: {missing}. Skriv skälet.", field="areas_exception")
