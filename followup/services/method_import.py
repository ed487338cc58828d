"""Criteria and indicators from Excel: looked through, confirmed, all or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from actors import audit, spreadsheets
from actors.models import User
from common import workbooks
from common.counts import counted
from common.errors import RuleError
from followup.models import (
    Area,
    AssessmentCriterion,
    CriteriaSet,
    DocumentKind,
    Indicator,
    IndicatorSet,
    MethodImport,
)
from followup.rules.dates import in_words
from followup.services.method_rows import HEADS, Fault, Row, read_rows
from followup.services.method_versions import check_start, close, require_method
from records import files

CRITERIA: Final = MethodImport.Kind.CRITERIA.value
FIELDS: Final = {
    CRITERIA: ("code", "kind", "area", "document", "text", "guidance"),
    MethodImport.Kind.INDICATORS.value: ("code", "area", "text", "answer_type", "guidance"),
}


@dataclass
class Plan:
    """What the file would do to the set in force, or what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        """Return whether the set in force already says the same."""
        return not (self.faults or self.new or self.changed or self.gone)

    @property
    def summary(self) -> str:
        """Return ``12 nya, 3 ändras, 0 utgår, 2 fel``."""
        return (
            f"{counted(len(self.new), 'ny', 'nya')}, "
            f"{len(self.changed)} ändras, {len(self.gone)} utgår, "
            f"{len(self.faults)} fel"
        )

    @property
    def fingerprint(self) -> str:
        """Return what tells this plan from another."""
        told = (self.rows, self.faults, self.new, self.changed, self.gone)
        return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def upload(
    *,
    kind: str,
    file_name: str,
    content: bytes,
    name: str,
    registry_number: str,
    valid_from: date,
    source: str,
    reason: str,
    by: User,
    at: datetime,
) -> MethodImport:
    """Keep the file and look through it; nothing of it is carried out.

    Källa: 003 §2.2, §4.1; MSBFS 2015:5 § 5.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if it is no file that we can read, or the start is in the past.
    """
    require_method(by)
    check_start(_latest(kind), valid_from, at)
    plan = _plan(kind, content, file_name)
    stored = files.store(content, name=file_name, content_type=workbooks.CONTENT_TYPE, at=at)
    return MethodImport.objects.create(
        kind=kind,
        file=stored,
        name=name,
        registry_number=registry_number,
        valid_from=valid_from,
        source=source,
        reason=reason,
        fingerprint=plan.fingerprint,
        uploaded_by=by,
        uploaded_at=at,
    )


def look_through(item: MethodImport) -> Plan:
    """Return what the file would do to the set as it is now."""
    return _plan(item.kind, _content(item), item.file.name)


@transaction.atomic
def apply(*, import_id: UUID, by: User, at: datetime) -> Plan:
    """Carry out the whole file as a new version; the one before ends the day before.

    Källa: 003 §2.2, §4.1; MSBFS 2015:5 § 5.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if there are faults, nothing changes, or the set has changed since.
    """
    function = require_method(by)
    item = MethodImport.objects.select_for_update().select_related("file").get(pk=import_id)
    if item.applied_at is not None:
        raise RuleError("Filen är redan inläst.")
    plan = look_through(item)
    if plan.faults:
        raise RuleError("Rätta felen i filen och ladda upp den på nytt.")
    if plan.changes_nothing:
        raise RuleError("Filen stämmer redan med det som gäller. Inget ändras.")
    if plan.fingerprint != item.fingerprint:
        raise RuleError("Det som gäller har ändrats sedan granskningen. Ladda upp filen på nytt.")
    latest = _latest(item.kind)
    check_start(latest, item.valid_from, at)
    close(latest, item.valid_from)
    made = _make(item, plan)
    item.applied_at = at
    item.save(update_fields=["applied_at"])
    audit.record(
        by=by,
        function=function,
        at=at,
        action="method.import",
        thing=made,
        text=f"{item.get_kind_display()} inlästa från och med {in_words(item.valid_from)}: "
        f"{plan.summary}.",
        data={"reason": item.reason, "source": item.source},
    )
    return plan


def marked_file(item: MethodImport, plan: Plan) -> bytes:
    """Return the uploaded rows as a file where each fault is marked and explained."""
    head = HEADS[item.kind]
    rows = spreadsheets.read(_content(item), name=item.file.name, head=head)
    cells = {row.number: row.cells for row in rows}
    return spreadsheets.write(
        head,
        [cells.get(number, ("",) * len(head)) for number in range(2, max(cells) + 1)],
        notes=["Felen står i kolumnen Fel. Rätta dem, ta bort kolumnen och ladda upp filen."],
        marks=[fault.mark() for fault in plan.faults],
    )


def export_rows(kind: str, found: CriteriaSet | IndicatorSet | None) -> list[tuple[str, ...]]:
    """Return a set in the form of the import; a new one has no rows."""
    if isinstance(found, CriteriaSet):
        return [
            (
                each.code,
                each.get_kind_display(),
                each.get_area_display(),
                each.get_document_display(),
                each.text,
                each.guidance,
            )
            for each in found.criteria.all()
        ]
    if isinstance(found, IndicatorSet):
        return [
            (each.code, each.area, each.text, each.get_answer_type_display(), each.guidance)
            for each in found.indicators.all()
        ]
    return []


def template(kind: str, rows: Sequence[tuple[str, ...]]) -> bytes:
    """Return the workbook to fill in, with lists to choose from."""
    notes = [
        "En rad för varje post. Koden är unik och skiljer posterna åt mellan versioner.",
        "Filen blir en ny version. Den som gäller nu slutar gälla dagen innan.",
        "Samma fil två gånger ändrar inget.",
    ]
    choices: dict[int, Sequence[str]]
    if kind == CRITERIA:
        notes += [
            f"Område är ett av: {', '.join(Area.labels)}.",
            f"Dokument lämnas tomt eller är ett av: {', '.join(DocumentKind.labels)}.",
        ]
        choices = {1: AssessmentCriterion.Kind.labels}
    else:
        choices = {3: Indicator.AnswerType.labels}
    return spreadsheets.write(HEADS[kind], rows, notes=notes, choices=choices)


def _latest(kind: str) -> CriteriaSet | IndicatorSet | None:
    if kind == CRITERIA:
        return CriteriaSet.objects.select_for_update().order_by("valid_from", "pk").last()
    return IndicatorSet.objects.select_for_update().order_by("valid_from", "pk").last()


def _make(item: MethodImport, plan: Plan) -> CriteriaSet | IndicatorSet:
    dated = {"name": item.name, "valid_from": item.valid_from, "source": item.source}
    if item.kind == CRITERIA:
        criteria_set = CriteriaSet.objects.create(registry_number=item.registry_number, **dated)
        AssessmentCriterion.objects.bulk_create(
            AssessmentCriterion(criteria_set=criteria_set, **dict(row.values)) for row in plan.rows
        )
        return criteria_set
    indicator_set = IndicatorSet.objects.create(**dated)
    Indicator.objects.bulk_create(
        Indicator(indicator_set=indicator_set, order=number, **dict(row.values))
        for number, row in enumerate(plan.rows, start=1)
    )
    return indicator_set


def _plan(kind: str, content: bytes, name: str) -> Plan:
    rows, faults = read_rows(kind, spreadsheets.read(content, name=name, head=HEADS[kind]))
    plan = Plan(rows, faults)
    latest = _latest_rows(kind)
    for row in rows:
        if row.code not in latest:
            plan.new.append(row.code)
        elif latest[row.code] != tuple(value for _, value in row.values):
            plan.changed.append(row.code)
    wanted = {row.code for row in rows}
    plan.gone = [code for code in latest if code not in wanted]
    return plan


def _latest_rows(kind: str) -> dict[str, tuple[str, ...]]:
    found: list[tuple[str, ...]]
    if kind == CRITERIA:
        criteria_set = CriteriaSet.objects.order_by("valid_from", "pk").last()
        found = list(
            AssessmentCriterion.objects.filter(criteria_set=criteria_set).values_list(*FIELDS[kind])
        )
    else:
        indicator_set = IndicatorSet.objects.order_by("valid_from", "pk").last()
        found = list(
            Indicator.objects.filter(indicator_set=indicator_set).values_list(*FIELDS[kind])
        )
    return {values[0]: values for values in found}


def _content(item: MethodImport) -> bytes:
    with files.open(item.file) as file:
        return file.read()
