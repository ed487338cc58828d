"""The rules that all counties share, as lists to read: what holds, and what has held."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from common import sources
from followup.terms.dates import month_day
from followup.terms.models import (
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

HELD, HOLDS, COMES = "Har gällt", "Gäller", "Kommer att gälla"
OWN_LEVEL: Final = "Kommunen väljer själv nivå för beslutet."
AFTERWARDS: Final = (
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
    edit: str = ""
    notes: tuple[str, ...] = ()
    rows: tuple[RuleRow, ...] = ()


_SECTIONS: Final[tuple[tuple[Section, tuple[QuerySet[Any], ...]], ...]] = (
    (
        Section(
            "requirements",
            "Dokument som kommunen ska ha",
            "Inga dokumentkrav är inlagda.",
            "followup:method_requirement",
            ("En ny version gäller mandatperioder som börjar den dagen eller senare.",),
        ),
        (
            DocumentRequirement.objects.prefetch_related("headings").order_by(
                "month", "day", "kind", "valid_from"
            ),
        ),
    ),
    (
        Section(
            "key-dates",
            "Återkommande datum och antal",
            "Inga datum är inlagda.",
            "followup:method_key_date",
        ),
        (KeyDate.objects.order_by("month", "day", "code", "valid_from"),),
    ),
    (
        Section(
            "agreements",
            "Överenskommelser och uppgifter",
            "Ingen känd överenskommelse gäller den här dagen.",
            "followup:method_agreement",
        ),
        (GrantAgreement.objects.prefetch_related("tasks"),),
    ),
    (
        Section(
            "components",
            "Ersättningens delar",
            "Inga delar är inlagda.",
            "followup:method_component",
            ("Belopp, trappsteg och formel finns inte i källorna. De räknas aldrig ut här.",),
        ),
        (CompensationComponent.objects.all(),),
    ),
    (
        Section("sets", "Kriterier och indikatorer", "Inga uppsättningar är inlästa."),
        (CriteriaSet.objects.all(), IndicatorSet.objects.all()),
    ),
)


def sections(day: date, *, every_version: bool = False) -> list[Section]:
    """Return all rules in force on the day, or every version there is."""
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    when = Q() if every_version else in_force
    last = GrantAgreement.objects.order_by("-valid_to").first()
    found = []
    for section, kinds in _SECTIONS:
        versions = [each for kind in kinds for each in kind.filter(when)]
        notes = section.notes
        if section.key == "agreements" and last is not None and last.valid_to is not None:
            notes = (f"Den sista kända överenskommelsen slutar {last.valid_to}. {AFTERWARDS}",)
        rows = tuple(_row(each, day) for each in versions)
        found.append(replace(section, notes=notes, rows=rows))
    return found


def state_of(version: Dated, day: date) -> str:
    """Return whether the version has held, holds or will hold."""
    if version.valid_from > day:
        return COMES
    return HELD if version.valid_to is not None and version.valid_to < day else HOLDS


def _row(version: Dated, day: date) -> RuleRow:
    parts: Iterable[object] = ()
    code = getattr(version, "code", "")
    match version:
        case DocumentRequirement():
            code, parts = version.kind, version.headings.all()
            body = version.lowest_body
            lowest = f"Beslutas lägst av: {DecidingBody(body).label}." if body else OWN_LEVEL
            day_text = month_day(version.month, version.day)
            value = f"Senast {day_text} år {version.year_of_term}. {lowest}"
        case KeyDate(month=int(month), day=int(number)):
            value = f"{month_day(month, number).capitalize()} varje år"
        case KeyDate():
            value = f"Minst {version.count} per mandatperiod"
            value += f", gärna {version.recommended}" if version.recommended else ""
        case GrantAgreement():
            parts = [
                f"{task.get_area_display()}: {task.text} ({sources.words(task.source)})"
                for task in version.tasks.all()
            ]
            question = version.get_question_display() or "källan säger inte"
            value = f"{version.get_part_display()}. Följs upp: {question}"
        case CompensationComponent():
            value = version.get_part_display()
        case CriteriaSet():
            code, value = "criteria", "Bedömningskriterier"
        case _:
            code, value = "indicators", "Indikatorer"
    told = tuple(str(part) for part in parts)
    return RuleRow(str(version), value, version, state_of(version, day), code, told)


def compared(kind: str, old_pk: int, new_pk: int) -> list[tuple[str, str, str, str]]:
    """Return what differs between two versions of a set: the code, what became of it, old, new."""
    old, new = _texts(kind, old_pk), _texts(kind, new_pk)
    found = []
    for code in sorted(old.keys() | new.keys()):
        before, after = old.get(code, ""), new.get(code, "")
        if before == after:
            continue
        what = "Ändrad" if before and after else ("Ny" if after else "Utgår")
        found.append((code, what, before or "–", after or "–"))
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
