"""Write the annual report field by field; two who write at once lose nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.http import Http404

from actors import audit
from actors.models import Actor, Function, User
from common.autosave import mark_of
from common.errors import RuleError
from common.numbers import whole
from followup import access
from followup.annual.models import AnnualReport, IndicatorAnswer, ReportedItem
from followup.annual.reports import queries, rules
from followup.terms.models import Area, Indicator

COMMENT: Final = "comment"
ANSWER: Final = "a"
REMARK: Final = "c"
LONGEST: Final = {COMMENT: 8000, REMARK: 2000}
WRITTEN: Final = ("value", "value_by", "comment", "comment_by", "written_at")


@dataclass(frozen=True)
class Typed:
    """What somebody wrote in a field, and the mark of what stood there when they began."""

    value: str
    seen: str


@dataclass(frozen=True)
class Clash:
    """A field that somebody else has written in meanwhile."""

    field: str
    value: str
    by: str


class FieldConflict(RuleError):
    """Somebody else wrote in the same fields; nothing was stored, both can be shown."""

    def __init__(self, clashes: list[Clash]) -> None:
        who = clashes[0].by or "Någon annan"
        super().__init__(f"{who} ändrade samma fält medan du skrev.", code="conflict")
        self.clashes = clashes


def answer_field(indicator: Indicator) -> str:
    """Return the name of the field that holds an indicator's answer.

    Källa: Vägledningen 2.4.
    """
    return f"{ANSWER}-{indicator.pk}"


def remark_field(indicator: Indicator) -> str:
    """Return the name of the field that holds the remark on an answer.

    Källa: Vägledningen 2.4.
    """
    return f"{REMARK}-{indicator.pk}"


@transaction.atomic
def write_fields(
    *, report_id: int, typed: Mapping[str, Typed], by: User, at: datetime
) -> AnnualReport:
    """Store what was written in the fields named, all of it or nothing.

    A field that its writer left as it was is left as it is now, whoever changed it meanwhile.
    Källa: Vägledningen 2.4 "bedöma sin generella krisberedskap enligt de indikatorer".

    :raises FieldConflict: if somebody else has written in one of the fields meanwhile.
    """
    report, function = _writable(report_id, by)
    label = audit.label_of(by, function)
    indicators = {one.pk: one for one in report.indicator_set.indicators.all()}
    answers = {one.indicator_id: one for one in report.answers.all()}
    clashes, changed = [], 0
    touched: dict[int, IndicatorAnswer] = {}
    for name, written in typed.items():
        kind, indicator = _field_of(name, indicators)
        value = _clean(kind, indicator, written.value, name)
        row: AnnualReport | IndicatorAnswer = report
        if indicator is not None:
            new = IndicatorAnswer(report=report, indicator=indicator)
            row = answers.setdefault(indicator.pk, new)
        attribute = "value" if kind == ANSWER else "comment"
        stored = getattr(row, attribute)
        if value == stored or mark_of(value) == written.seen:
            continue
        if mark_of(stored) != written.seen and (stored or written.seen):
            clashes.append(Clash(name, stored, getattr(row, f"{attribute}_by")))
            continue
        changed += 1
        setattr(row, attribute, value)
        setattr(row, f"{attribute}_by", label)
        if isinstance(row, IndicatorAnswer):
            row.written_at = at
            touched[row.indicator_id] = row
    if clashes:
        raise FieldConflict(clashes)
    if changed:
        report.save(update_fields=["comment", "comment_by"])
        old = [one for one in touched.values() if one.pk is not None]
        IndicatorAnswer.objects.bulk_create(one for one in touched.values() if one.pk is None)
        IndicatorAnswer.objects.bulk_update(old, WRITTEN)
        _log(report, "report.write", f"skrev i {changed} fält", by, function, at)
    return report


# Events and measures ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """An event or a measure taken, as read from a form or the API."""

    kind: str
    text: str
    happened_date: date | None = None
    area: str = ""
    effect: str = ""


@transaction.atomic
def add_item(*, report_id: int, item: Item, by: User, at: datetime) -> ReportedItem:
    """Add an event, or a measure that was taken with its effect.

    Källa: Vägledningen 2.4 "händelser och vidtagna åtgärder".
    """
    report, function = _writable(report_id, by)
    _check_item(report, item)
    added = ReportedItem.objects.create(report=report, **_stripped(item))
    _log(report, "report.item", f"införde {_word(item)}", by, function, at)
    return added


@transaction.atomic
def change_item(*, item_id: int, item: Item, seen: str, by: User, at: datetime) -> ReportedItem:
    """Change what was written of an event or a measure, if nobody else has since.

    Källa: Vägledningen 2.4.

    :raises FieldConflict: if somebody else has changed it meanwhile.
    """
    stored, report, function = _item(item_id, by)
    _check_item(report, item)
    if mark_of_item(stored) != seen:
        raise FieldConflict([Clash("text", stored.text, "")])
    for name, value in _stripped(item).items():
        setattr(stored, name, value)
    stored.save()
    _log(report, "report.item", f"ändrade {_word(item)}", by, function, at)
    return stored


@transaction.atomic
def remove_item(*, item_id: int, by: User, at: datetime) -> AnnualReport:
    """Take away an event or a measure that should not be there.

    Källa: Vägledningen 2.4.
    """
    stored, report, function = _item(item_id, by)
    stored.delete()
    _log(report, "report.item", "tog bort en rad", by, function, at)
    return report


def mark_of_item(item: ReportedItem) -> str:
    """Return the mark of the item as it stands.

    Källa: domain.md 1.10.
    """
    whole = (item.kind, item.happened_date, item.area, item.text, item.effect)
    return mark_of("|".join(str(part or "") for part in whole))


# Shared -----------------------------------------------------------------------------------------


def locked_report(report_id: int) -> AnnualReport:
    """Return the report, locked behind its municipality, as costs are.

    Källa: domain.md 1.4.
    """
    found = AnnualReport.objects.filter(pk=report_id).values_list("municipality", flat=True).first()
    if found is None:
        raise Http404
    municipality = (
        Actor.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county")
        .get(pk=found)
    )
    report = AnnualReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    report.municipality = municipality
    return report


def _writable(report_id: int, by: User) -> tuple[AnnualReport, Function]:
    report = locked_report(report_id)
    function = access.require_reporter(by, report.municipality)
    if not queries.may_be_written(report):
        raise RuleError(
            "Redovisningen är inskickad och kan inte ändras."
            " Länsstyrelsen kan begära komplettering.",
            code="report_is_closed",
        )
    return report, function


def _item(item_id: int, by: User) -> tuple[ReportedItem, AnnualReport, Function]:
    owner = ReportedItem.objects.filter(pk=item_id).values_list("report", flat=True).first()
    if owner is None:
        raise Http404
    report, function = _writable(owner, by)
    stored = ReportedItem.objects.select_for_update().filter(pk=item_id).first()
    if stored is None:
        raise Http404
    return stored, report, function


def _field_of(name: str, indicators: dict[int, Indicator]) -> tuple[str, Indicator | None]:
    if name == COMMENT:
        return COMMENT, None
    kind, _, number = name.partition("-")
    key = whole(number)
    indicator = None if key is None else indicators.get(key)
    if kind not in {ANSWER, REMARK} or indicator is None:
        raise Http404
    return kind, indicator


def _clean(kind: str, indicator: Indicator | None, typed: str, name: str) -> str:
    if kind == ANSWER and indicator is not None:
        try:
            return rules.read_answer(indicator.answer_type, typed)
        except rules.NotAnAnswer as problem:
            raise RuleError(str(problem), code="not_an_answer", field=name) from problem
    value = typed.replace("\r\n", "\n").strip()
    if len(value) > LONGEST[kind]:
        raise RuleError(f"Högst {LONGEST[kind]} tecken.", code="too_long", field=name)
    return value


def _check_item(report: AnnualReport, item: Item) -> None:
    if not item.text.strip():
        raise RuleError("Skriv vad det gäller.", field="text")
    if item.kind not in ReportedItem.Kind.values:
        raise RuleError("Välj händelse eller vidtagen åtgärd.", field="kind")
    if item.area and item.area not in Area.values:
        raise RuleError("Välj ett område.", field="area")
    if item.happened_date and item.happened_date.year != report.year:
        raise RuleError(f"Dagen ska vara under {report.year}.", field="happened_date")


def _stripped(item: Item) -> dict[str, object]:
    return asdict(item) | {"text": item.text.strip(), "effect": item.effect.strip()}


def _word(item: Item) -> str:
    return ReportedItem.Kind(item.kind).label.lower()


def _log(
    report: AnnualReport, action: str, what: str, by: User, function: Function, at: datetime
) -> None:
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=report,
        text=f"{report.municipality}, årlig redovisning {report.year}: {what}.",
    )
