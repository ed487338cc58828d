"""The plan of measures as it is read: a municipality's own, and a county's list."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from actors.models import Actor, County, User
from followup import access
from followup.visits.measures import rules
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.measures.rules import ACTION_LABELS, Action
from followup.why import ExplainedDate

Status = Measure.Status


@dataclass(frozen=True)
class Row:
    """A measure with what it waits for and why its day is what it is."""

    measure: Measure
    action: Action
    due: ExplainedDate

    @property
    def label(self) -> str:
        return ACTION_LABELS[self.action]

    @property
    def is_overdue(self) -> bool:
        return self.action is Action.OVERDUE


@dataclass(frozen=True)
class Group:
    """A deficiency with its measures; ``deficiency`` is None for those that hang on none."""

    deficiency: Deficiency | None
    rows: list[Row]


def visible_to(user: User, municipality: Actor) -> QuerySet[Measure]:
    """Return the measures that the user sees: the municipality sees what it has been told."""
    found = Measure.objects.filter(municipality=municipality).select_related(
        "municipality__county", "deficiency", "visit__protocol"
    )
    if access.reach_of(user, municipality).for_county:
        return found
    return found.filter(told_at__isnull=False)


def deficiencies_visible_to(user: User, municipality: Actor) -> QuerySet[Deficiency]:
    """Return the deficiencies that the user sees, without those struck out."""
    found = Deficiency.objects.filter(municipality=municipality, withdrawn_at=None)
    if access.reach_of(user, municipality).for_county:
        return found
    return found.filter(told_at__isnull=False)


def row_of(measure: Measure, today: date) -> Row:
    facts = rules.Facts(
        measure.status, measure.due_date, measure.told_at is not None, measure.counter_date
    )
    return Row(measure, rules.action_of(facts, today), rules.explain_due(facts))


def plan(
    user: User, municipality: Actor, today: date, *, status: str = "", area: str = ""
) -> list[Group]:
    """Return the plan by deficiency, what stands open first."""
    measures = visible_to(user, municipality)
    if area:
        measures = measures.filter(area=area)
    if status == "overdue":
        measures = measures.filter(status=Status.AGREED, due_date__lt=today)
    elif status:
        measures = measures.filter(status=status)
    deficiencies = deficiencies_visible_to(user, municipality)
    return _grouped(measures, deficiencies, today, is_narrowed=bool(status or area))


def told_plan(municipality: Actor, today: date) -> list[Group]:
    """Return the plan as both parties see it, for paper."""
    measures = Measure.objects.filter(municipality=municipality, told_at__isnull=False)
    deficiencies = Deficiency.objects.filter(
        municipality=municipality, withdrawn_at=None, told_at__isnull=False
    )
    return _grouped(measures, deficiencies, today, is_narrowed=False)


def open_rows(user: User, municipality: Actor, today: date) -> list[Row]:
    """Return the measures that are neither done nor struck out, the nearest day first."""
    found = visible_to(user, municipality).filter(status__in=rules.OPEN)
    return [row_of(measure, today) for measure in found.order_by("due_date", "pk")]


def county_rows(county: County, today: date, chosen: dict[str, Any]) -> list[Row]:
    """Return the county's measures: what needs the county first, then what is late.

    Källa: Vägledningen 3.2 "kontinuerlig dialog och uppföljning av planerna".
    """
    found = Measure.objects.filter(municipality__county=county).select_related(
        "municipality", "deficiency"
    )
    if chosen.get("kommun"):
        found = found.filter(municipality__scb_code=chosen["kommun"])
    if chosen.get("omrade"):
        found = found.filter(area=chosen["omrade"])
    if chosen.get("fore"):
        found = found.filter(due_date__lte=chosen["fore"])
    rows = [row_of(measure, today) for measure in found]
    wanted = chosen.get("vantar")
    if wanted:
        rows = [row for row in rows if row.action == wanted]
    return sorted(
        rows, key=lambda row: (rules.ORDER[row.action], row.measure.due_date, row.measure.pk)
    )


def municipalities_of(county: County) -> list[Actor]:
    found = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
    return list(found.order_by("name"))


def _grouped(
    measures: QuerySet[Measure],
    deficiencies: QuerySet[Deficiency],
    today: date,
    *,
    is_narrowed: bool,
) -> list[Group]:
    rows = [row_of(measure, today) for measure in measures.order_by("due_date", "pk")]
    groups = []
    for deficiency in sorted(deficiencies, key=lambda one: (not one.is_open, one.pk)):
        own = [row for row in rows if row.measure.deficiency_id == deficiency.pk]
        if own or not is_narrowed:
            groups.append(Group(deficiency, own))
    known = {group.deficiency.pk for group in groups if group.deficiency}
    rest = [row for row in rows if row.measure.deficiency_id not in known]
    return [*groups, Group(None, rest)] if rest else groups
