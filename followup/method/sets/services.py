"""Criteria and indicators from Excel: looked through, confirmed, all or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from actors import audit
from actors.imports import spreadsheets
from actors.models import User
from common import workbooks
from common.counts import counted
from common.errors import RuleError
from common.second_look import require_another
from followup import access
from followup.method.models import MethodImport
from followup.method.sets.rows import CRITERIA, FIELDS, HEADS, INDICATORS, Fault, Row, read_rows
from followup.method.versions import check_start, close
from followup.terms.dates import in_words
from followup.terms.models import (
    Area,
    AssessmentCriterion,
    CriteriaSet,
    DocumentKind,
    Indicator,
    IndicatorSet,
)
from records.files import files

# Of each kind: the set, its rows, and what a row calls its set.
MODELS: Final[dict[str, tuple[type[Any], type[Any], str]]] = {
    CRITERIA: (CriteriaSet, AssessmentCriterion, "criteria_set"),
    INDICATORS: (IndicatorSet, Indicator, "indicator_set"),
}


@dataclass
class Plan:
    """What the file would do to the set in force, or what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    hidden: str = ""

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

    Källa: Vägledningen 2.2, 4.1; MSBFS 2015:5 § 5.
    """
    access.require_method(by)
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

    Källa: Vägledningen 2.2, 4.1; MSBFS 2015:5 § 5.
    """
    function = access.require_method(by)
    item = MethodImport.objects.select_for_update().select_related("file").get(pk=import_id)
    if item.applied_at is not None:
        raise RuleError("Filen är redan inläst.")
    require_another(
        by.pk,
        [item.uploaded_by_id],
        "Du har själv laddat upp filen. En annan metodförvaltare läser in den.",
    )
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
    model, row_model, owner = MODELS[item.kind]
    made = model(name=item.name, valid_from=item.valid_from, source=item.source)
    if item.kind == CRITERIA:
        made.registry_number = item.registry_number
    made.save()
    is_ordered = item.kind == INDICATORS  # as in the file
    row_model.objects.bulk_create(
        row_model(**{owner: made}, **dict(row.values), **({"order": number} if is_ordered else {}))
        for number, row in enumerate(plan.rows, start=1)
    )
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
    _, row_model, owner = MODELS[kind]
    rows = row_model.objects.filter(**{owner: found}) if found else []
    return [tuple(_shown(each, name) for name in FIELDS[kind]) for each in rows]


def _shown(row: object, name: str) -> str:
    """Return a field's value; the label of one that is chosen from a list."""
    label = getattr(row, f"get_{name}_display", None)
    return str(label() if label else getattr(row, name))


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
    latest: CriteriaSet | IndicatorSet | None = (
        MODELS[kind][0].objects.select_for_update().order_by("valid_from", "pk").last()
    )
    return latest


def _plan(kind: str, content: bytes, name: str) -> Plan:
    read = spreadsheets.read(content, name=name, head=HEADS[kind])
    rows, faults = read_rows(kind, read)
    plan = Plan(rows, faults, hidden=spreadsheets.mention_hidden(read))
    model, row_model, owner = MODELS[kind]
    held = row_model.objects.filter(**{owner: model.objects.order_by("valid_from", "pk").last()})
    latest = {values[0]: values for values in held.values_list(*FIELDS[kind])}
    for row in rows:
        if row.code not in latest:
            plan.new.append(row.code)
        elif latest[row.code] != tuple(value for _, value in row.values):
            plan.changed.append(row.code)
    wanted = {row.code for row in rows}
    plan.gone = [code for code in latest if code not in wanted]
    return plan


def _content(item: MethodImport) -> bytes:
    with files.open(item.file) as file:
        return file.read()
