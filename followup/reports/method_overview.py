"""The rules that all counties share, as lists to read: what holds, and what has held."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q

from followup.models import (
    AssessmentCriterion,
    CompensationComponent,
    CriteriaSet,
    Dated,
    DecidingBody,
    DocumentRequirement,
    GrantAgreement,
    Indicator,
    IndicatorSet,
    KeyDate,
)
from followup.rules.dates import month_day

HELD, HOLDS, COMES = "Har gällt", "Gäller", "Kommer att gälla"
SUCCESSOR_UNKNOWN: Final = (
    "Vilken överenskommelse som gäller därefter är inte känt. Den läggs in här när den är beslutad."
)


@dataclass(frozen=True)
class RuleRow:
    """One version of one rule."""

    label: str
    value: str
    version: Dated
    state: str
    code: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Rules of one kind. ``edit`` is the URL name of the page for a new version."""

    key: str
    title: str
    empty: str
    rows: list[RuleRow]
    edit: str = ""
    notes: list[str] = field(default_factory=list)


def sections(day: date, *, every_version: bool = False) -> list[Section]:
    """Return all rules in force on the day, or every version there is."""
    when = (
        Q() if every_version else Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    )
    return [
        _requirements(day, when),
        _key_dates(day, when),
        _agreements(day, when),
        _components(day, when),
        _sets(day, when),
    ]


def state_of(version: Dated, day: date) -> str:
    """Return whether the version has held, holds or will hold."""
    if version.valid_from > day:
        return COMES
    return HELD if version.valid_to is not None and version.valid_to < day else HOLDS


def _requirements(day: date, when: Q) -> Section:
    found = DocumentRequirement.objects.filter(when).prefetch_related("headings")
    rows = [
        RuleRow(
            each.get_kind_display(),
            f"Senast {month_day(each.month, each.day)} år {each.year_of_term}. "
            + (
                f"Beslutas lägst av: {DecidingBody(each.lowest_body).label}."
                if each.lowest_body
                else "Kommunen väljer själv nivå för beslutet."
            ),
            each,
            state_of(each, day),
            each.kind,
            tuple(str(heading) for heading in each.headings.all()),
        )
        for each in found.order_by("month", "day", "kind", "valid_from")
    ]
    return Section(
        "requirements",
        "Dokument som kommunen ska ha",
        "Inga dokumentkrav är inlagda.",
        rows,
        "followup:method_requirement",
        ["En ny version gäller mandatperioder som börjar den dagen eller senare."],
    )


def _key_dates(day: date, when: Q) -> Section:
    rows = []
    for each in KeyDate.objects.filter(when).order_by("month", "day", "code", "valid_from"):
        if each.month is not None and each.day is not None:
            value = f"{month_day(each.month, each.day).capitalize()} varje år"
        else:
            value = f"Minst {each.count} per mandatperiod"
            value += f", gärna {each.recommended}" if each.recommended else ""
        rows.append(RuleRow(each.what, value, each, state_of(each, day), each.code))
    return Section(
        "key-dates",
        "Återkommande datum och antal",
        "Inga datum är inlagda.",
        rows,
        "followup:method_key_date",
    )


def _agreements(day: date, when: Q) -> Section:
    found = GrantAgreement.objects.filter(when).prefetch_related("tasks")
    rows = [
        RuleRow(
            each.name,
            f"{each.get_part_display()}. Följs upp: "
            f"{each.get_question_display() or 'källan säger inte'}",
            each,
            state_of(each, day),
            "",
            tuple(
                f"{task.get_area_display()}: {task.text} ({task.source})"
                for task in each.tasks.all()
            ),
        )
        for each in found
    ]
    last = GrantAgreement.objects.order_by("-valid_to").first()
    notes = []
    if last is not None and last.valid_to is not None:
        notes.append(
            f"Den sista kända överenskommelsen slutar {last.valid_to}. {SUCCESSOR_UNKNOWN}"
        )
    return Section(
        "agreements",
        "Överenskommelser och uppgifter",
        "Ingen känd överenskommelse gäller den här dagen.",
        rows,
        "followup:method_agreement",
        notes,
    )


def _components(day: date, when: Q) -> Section:
    rows = [
        RuleRow(each.name, each.get_part_display(), each, state_of(each, day), each.code)
        for each in CompensationComponent.objects.filter(when)
    ]
    return Section(
        "components",
        "Ersättningens delar",
        "Inga delar är inlagda.",
        rows,
        "followup:method_component",
        ["Belopp, trappsteg och formel finns inte i källorna. De räknas aldrig ut här."],
    )


def _sets(day: date, when: Q) -> Section:
    rows = [
        RuleRow(each.name, "Bedömningskriterier", each, state_of(each, day), "criteria")
        for each in CriteriaSet.objects.filter(when)
    ]
    rows += [
        RuleRow(each.name, "Indikatorer", each, state_of(each, day), "indicators")
        for each in IndicatorSet.objects.filter(when)
    ]
    return Section("sets", "Kriterier och indikatorer", "Inga uppsättningar är inlästa.", rows)


@dataclass(frozen=True)
class Difference:
    """What became of one criterion or indicator between two versions."""

    code: str
    what: str
    old: str
    new: str


def compared(kind: str, old_pk: int, new_pk: int) -> list[Difference]:
    """Return what differs between two versions of a set, by code."""
    old, new = _texts(kind, old_pk), _texts(kind, new_pk)
    found = []
    for code in sorted(old.keys() | new.keys()):
        before, after = old.get(code, ""), new.get(code, "")
        if before == after:
            continue
        what = "Ändrad" if before and after else ("Ny" if after else "Utgår")
        found.append(Difference(code, what, before, after))
    return found


def _texts(kind: str, pk: int) -> dict[str, str]:
    if kind == "criteria":
        criteria = AssessmentCriterion.objects.filter(criteria_set=pk)
        return {
            each.code: f"{each.get_kind_display()}, {each.get_area_display()}"
            f"{', ' + each.get_document_display() if each.document else ''}: {each.text}"
            f"{' (' + each.guidance + ')' if each.guidance else ''}"
            for each in criteria
        }
    indicators = Indicator.objects.filter(indicator_set=pk)
    return {
        each.code: f"{each.area}, {each.get_answer_type_display()}: {each.text}"
        f"{' (' + each.guidance + ')' if each.guidance else ''}"
        for each in indicators
    }
