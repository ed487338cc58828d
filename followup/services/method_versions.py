"""New versions of the rules that all counties share; what has held is never edited."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actors import audit
from actors.models import Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.models import (
    AgreementTask,
    CompensationComponent,
    Dated,
    DocumentRequirement,
    ElectoralTerm,
    GrantAgreement,
    KeyDate,
    RequiredHeading,
)
from followup.reports import method, method_calendar
from followup.rules.dates import exists_every_year, in_words
from followup.services import deadlines

Version = TypeVar("Version", bound=Dated)


@dataclass(frozen=True)
class Grounds:
    """From when a new version holds, by what source, and why it is made."""

    valid_from: date
    source: str
    reason: str
    note: str = ""
    valid_to: date | None = field(default=None)


def require_method(by: User) -> Function:
    """Return the function in which the user looks after the common rules.

    :raises PermissionDenied: if none does.
    """
    function = access.method_function(by)
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function


@transaction.atomic
def change_requirement(
    *,
    kind: str,
    lowest_body: str,
    year_of_term: int,
    month: int,
    day: int,
    grounds: Grounds,
    by: User,
    at: datetime,
) -> DocumentRequirement:
    """Make a new version of a document's requirement; it holds for terms that begin from then.

    Open deadlines that stand on a day which moves are moved, visibly.
    Källa: 003 tabell 2.2.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if the day does not exist every year, or the start is in the past.
    """
    function = require_method(by)
    _check_day(month, day)
    versions = DocumentRequirement.objects.select_for_update().filter(kind=kind)
    latest = _latest(list(versions.order_by("valid_from")), grounds, at)
    before = _calendars(at)
    _close(latest, grounds)
    made = DocumentRequirement.objects.create(
        kind=kind,
        lowest_body=lowest_body,
        year_of_term=year_of_term,
        month=month,
        day=day,
        is_reported=latest.is_reported if latest else False,
        **_dated(grounds),
    )
    if latest is not None:
        RequiredHeading.objects.bulk_create(
            RequiredHeading(requirement=made, number=each.number, text=each.text)
            for each in latest.headings.all()
        )
    _tell(made, made.get_kind_display(), grounds, by, function, at)
    _replan(before, grounds, by, function, at)
    return made


@transaction.atomic
def change_key_date(
    *, code: str, values: dict[str, int | None], grounds: Grounds, by: User, at: datetime
) -> KeyDate:
    """Make a new version of a recurring day or count; ``values`` are the numbers it has.

    Källa: 003 §2.4, §2.5, §2.7, §3.3.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if the day does not exist every year, or the start is in the past.
    """
    function = require_method(by)
    if values.get("month") is not None:
        _check_day(values["month"] or 0, values.get("day") or 0)
    versions = list(KeyDate.objects.select_for_update().filter(code=code).order_by("valid_from"))
    if not versions:
        raise RuleError("Datumet finns inte.")
    latest = _latest(versions, grounds, at)
    before = _calendars(at)
    _close(latest, grounds)
    made = KeyDate.objects.create(code=code, what=versions[-1].what, **values, **_dated(grounds))
    _tell(made, made.what, grounds, by, function, at)
    _replan(before, grounds, by, function, at)
    return made


@transaction.atomic
def add_term(
    *, election_date: date, source: str, reason: str, by: User, at: datetime
) -> ElectoralTerm:
    """Add the term of an ordinary election to come.

    Källa: 003 §2.2 (mandatperiod), tabell 2.2.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if the term would overlap another.
    """
    function = require_method(by)
    for term in ElectoralTerm.objects.select_for_update():
        if abs(term.election_date.year - election_date.year) < 4:  # noqa: PLR2004 - the term
            raise RuleError(
                f"Mandatperioden går över {term}. Val hålls vart fjärde år.",
                field="election_date",
            )
    made = ElectoralTerm.objects.create(election_date=election_date, source=source)
    audit.record(
        by=by,
        function=function,
        at=at,
        action="method.term",
        thing=made,
        text=f"Mandatperiod {made} tillagd, val {in_words(election_date)}.",
        data={"reason": reason},
    )
    return made


@transaction.atomic
def add_agreement(
    *,
    part: str,
    values: dict[str, str],
    tasks: list[tuple[str, str]],
    grounds: Grounds,
    by: User,
    at: datetime,
) -> GrantAgreement:
    """Add an agreement; one of the same part that still runs ends the day before.

    Källa: 003 §1.2, §2.1.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if it starts in the past or ends before it starts.
    """
    function = require_method(by)
    if grounds.valid_to is not None and grounds.valid_to < grounds.valid_from:
        raise RuleError("Slutet kan inte vara före början.", field="valid_to")
    versions = GrantAgreement.objects.select_for_update().filter(part=part)
    latest = _latest(list(versions.order_by("valid_from")), grounds, at)
    _close(latest, grounds)
    made = GrantAgreement.objects.create(
        part=part, valid_to=grounds.valid_to, **values, **_dated(grounds)
    )
    AgreementTask.objects.bulk_create(
        AgreementTask(agreement=made, area=area, text=text, source=grounds.source)
        for area, text in tasks
    )
    _tell(made, made.name, grounds, by, function, at)
    return made


@transaction.atomic
def change_component(
    *, code: str, name: str, part: str, grounds: Grounds, by: User, at: datetime
) -> CompensationComponent:
    """Add a component of compensation, or a new version of one.

    Källa: 003 §1.2; domain.md A.9.

    :raises PermissionDenied: unless the user looks after the method.
    :raises RuleError: if it starts in the past.
    """
    function = require_method(by)
    versions = CompensationComponent.objects.select_for_update().filter(code=code)
    latest = _latest(list(versions.order_by("valid_from")), grounds, at)
    _close(latest, grounds)
    made = CompensationComponent.objects.create(code=code, name=name, part=part, **_dated(grounds))
    _tell(made, made.name, grounds, by, function, at)
    return made


def check_start(latest: Dated | None, valid_from: date, at: datetime) -> None:
    """Refuse a version that would change what has held.

    :raises RuleError: if it starts in the past, or not after the version before it.
    """
    if valid_from < local(at).date():
        raise RuleError(
            "Välj i dag eller en senare dag. Det som har gällt ändras inte.", field="valid_from"
        )
    if latest is not None and valid_from <= latest.valid_from:
        raise RuleError(
            f"Det finns redan en version från {in_words(latest.valid_from)}. Välj en senare dag.",
            field="valid_from",
        )


def _latest(versions: list[Version], grounds: Grounds, at: datetime) -> Version | None:
    latest = versions[-1] if versions else None
    check_start(latest, grounds.valid_from, at)
    return latest


def _close(latest: Dated | None, grounds: Grounds) -> None:
    close(latest, grounds.valid_from)


def close(latest: Dated | None, valid_from: date) -> None:
    """Let a version end the day before the next begins, if it has not ended already."""
    if latest is None:
        return
    if latest.valid_to is None or latest.valid_to >= valid_from:
        latest.valid_to = valid_from - timedelta(days=1)
        latest.save(update_fields=["valid_to"])


def _check_day(month: int, day: int) -> None:
    if not exists_every_year(month, day):
        raise RuleError("Dagen finns inte varje år. Välj en annan.", field="day")


def _dated(grounds: Grounds) -> dict[str, Any]:
    return {
        "valid_from": grounds.valid_from,
        "source": grounds.source,
        "note": grounds.note,
    }


def _tell(  # noqa: PLR0913 - what the audit log asks for
    made: Dated, what: str, grounds: Grounds, by: User, function: Function, at: datetime
) -> None:
    audit.record(
        by=by,
        function=function,
        at=at,
        action="method.version",
        thing=made,
        text=f"Ny version av {what} från och med {in_words(grounds.valid_from)}.",
        data={"reason": grounds.reason, "source": grounds.source},
    )


def _calendars(at: datetime) -> dict[int, list[method_calendar.CalendarItem]]:
    """Return the calendars of the terms that have not ended, as the rules are now."""
    today = local(at).date()
    return {
        term.pk: method_calendar.term_calendar(term, today)
        for term in method.terms()
        if term.last_year >= today.year
    }


def _replan(
    before: dict[int, list[method_calendar.CalendarItem]],
    grounds: Grounds,
    by: User,
    function: Function,
    at: datetime,
) -> None:
    after = _calendars(at)
    for term in method.terms():
        if term.pk not in before:
            continue
        new = {item.key: item for item in after[term.pk]}
        moves = [
            method_calendar.Move(item, new[item.key]) for item in before[term.pk] if item.key in new
        ]
        for move in method_calendar.deadline_moves(term, moves):
            deadlines.change(
                key=move.deadline.key,
                due_date=move.new.day,
                reason=f"Regeln ändras: {grounds.reason}",
                by=by,
                function=function,
                at=at,
            )
