"""New versions of the rules that all counties share; what has held is never edited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from actors import audit
from actors.models import User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.deadlines import services as deadlines
from followup.method import calendar
from followup.terms import queries as method
from followup.terms.dates import exists_every_year, in_words
from followup.terms.models import (
    AgreementTask,
    CompensationComponent,
    Dated,
    DocumentRequirement,
    ElectoralTerm,
    GrantAgreement,
    KeyDate,
    RequiredHeading,
)

Version = TypeVar("Version", bound=Dated)


@dataclass(frozen=True)
class Grounds:
    """From when a new version holds, by what source, and why it is made."""

    valid_from: date
    source: str
    reason: str
    note: str = ""
    valid_to: date | None = None


class _Change:
    """A new version in the making: on what grounds, by whom, in which function, when."""

    def __init__(self, grounds: Grounds, by: User, at: datetime) -> None:
        self.function = access.require_method(by)
        self.grounds, self.by, self.at = grounds, by, at
        self.before: dict[int, list[calendar.CalendarItem]] = {}
        self.dated: dict[str, Any] = {
            "valid_from": grounds.valid_from,
            "source": grounds.source,
            "note": grounds.note,
        }

    def end(self, versions: QuerySet[Version], *, moves: bool = False) -> Version | None:
        """Let the newest version end the day before; ``moves``: days of deadlines may move."""
        latest = versions.select_for_update().order_by("valid_from").last()
        check_start(latest, self.grounds.valid_from, self.at)
        if moves:
            self.before = _calendars(self.at)
        close(latest, self.grounds.valid_from)
        return latest

    def log(self, made: Dated) -> None:
        """Write the log, and move the open deadlines that stand on a day which moves."""
        start = in_words(self.grounds.valid_from)
        audit.record(
            by=self.by,
            function=self.function,
            at=self.at,
            action="method.version",
            thing=made,
            text=f"Ny version av {made} från och med {start}.",
            data={"reason": self.grounds.reason, "source": self.grounds.source},
        )
        after = _calendars(self.at) if self.before else {}
        for term in method.terms() if self.before else ():
            new = {item.key: item for item in after.get(term.pk, ())}
            old = self.before.get(term.pk, ())
            moves = [calendar.Move(item, new[item.key]) for item in old if item.key in new]
            for move in calendar.deadline_moves(term, moves):
                deadlines.change(
                    key=move.deadline.key,
                    due_date=move.new.day,
                    reason=f"Regeln ändras: {self.grounds.reason}",
                    by=self.by,
                    function=self.function,
                    at=self.at,
                )


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
    Källa: Vägledningen tabell 2.2.
    """
    change = _Change(grounds, by, at)
    _check_day(month, day)
    latest = change.end(DocumentRequirement.objects.filter(kind=kind), moves=True)
    made = DocumentRequirement.objects.create(
        kind=kind,
        lowest_body=lowest_body,
        year_of_term=year_of_term,
        month=month,
        day=day,
        is_reported=latest.is_reported if latest else False,
        **change.dated,
    )
    if latest is not None:
        RequiredHeading.objects.bulk_create(
            RequiredHeading(requirement=made, number=each.number, text=each.text)
            for each in latest.headings.all()
        )
    change.log(made)
    return made


@transaction.atomic
def change_key_date(
    *, code: str, values: dict[str, int | None], grounds: Grounds, by: User, at: datetime
) -> KeyDate:
    """Make a new version of a recurring day or count; ``values`` are the numbers it has.

    Källa: Vägledningen 2.4, 2.5, 2.7, 3.3.
    """
    change = _Change(grounds, by, at)
    if values.get("month") is not None:
        _check_day(values["month"] or 0, values.get("day") or 0)
    latest = change.end(KeyDate.objects.filter(code=code), moves=True)
    if latest is None:
        raise RuleError("Datumet finns inte.")
    made = KeyDate.objects.create(code=code, what=latest.what, **values, **change.dated)
    change.log(made)
    return made


@transaction.atomic
def add_term(
    *, election_date: date, source: str, reason: str, by: User, at: datetime
) -> ElectoralTerm:
    """Add the term of an ordinary election to come.

    Källa: Vägledningen 2.2 (mandatperiod); Vägledningen tabell 2.2.
    """
    function = access.require_method(by)
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

    Källa: Vägledningen 1.2, 2.1.
    """
    change = _Change(grounds, by, at)
    if grounds.valid_to is not None and grounds.valid_to < grounds.valid_from:
        raise RuleError("Slutet kan inte vara före början.", field="valid_to")
    change.end(GrantAgreement.objects.filter(part=part))
    made = GrantAgreement.objects.create(
        part=part, valid_to=grounds.valid_to, **values, **change.dated
    )
    AgreementTask.objects.bulk_create(
        AgreementTask(agreement=made, area=area, text=text, source=grounds.source)
        for area, text in tasks
    )
    change.log(made)
    return made


@transaction.atomic
def change_component(
    *, code: str, name: str, part: str, grounds: Grounds, by: User, at: datetime
) -> CompensationComponent:
    """Add a component of compensation, or a new version of one.

    Källa: Vägledningen 1.2; domain.md 7.5.
    """
    change = _Change(grounds, by, at)
    change.end(CompensationComponent.objects.filter(code=code))
    made = CompensationComponent.objects.create(code=code, name=name, part=part, **change.dated)
    change.log(made)
    return made


def check_start(latest: Dated | None, valid_from: date, at: datetime) -> None:
    """Refuse a version that would change what has held."""
    if valid_from < local(at).date():
        raise RuleError(
            "Välj i dag eller en senare dag. Det som har gällt ändras inte.", field="valid_from"
        )
    if latest is not None and valid_from <= latest.valid_from:
        raise RuleError(
            f"Det finns redan en version från {in_words(latest.valid_from)}. Välj en senare dag.",
            field="valid_from",
        )


def close(latest: Dated | None, valid_from: date) -> None:
    """Let a version end the day before the next begins, if it has not ended already."""
    if latest is not None and (latest.valid_to is None or latest.valid_to >= valid_from):
        latest.valid_to = valid_from - timedelta(days=1)
        latest.save(update_fields=["valid_to"])


def _check_day(month: int, day: int) -> None:
    if not exists_every_year(month, day):
        raise RuleError("Dagen finns inte varje år. Välj en annan.", field="day")


def _calendars(at: datetime) -> dict[int, list[calendar.CalendarItem]]:
    """Return the calendars of the terms that have not ended, as the rules are now."""
    today = local(at).date()
    return {
        term.pk: calendar.term_calendar(term, today)
        for term in method.terms()
        if term.last_year >= today.year
    }
