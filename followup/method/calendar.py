"""The year wheel of a term, and what would move in it if a rule were another."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from actors.models import County
from followup.deadlines.models import Deadline
from followup.documents.models import MunicipalDocument
from followup.terms import queries as method
from followup.terms import rules
from followup.terms.models import (
    DecidingBody,
    DocumentKind,
    DocumentRequirement,
    ElectoralTerm,
    KeyDate,
)
from followup.why import ExplainedDate, Explanation

MUNICIPALITY: Final = "Kommunen"
COUNTY: Final = "Länsstyrelsen"
STATE: Final = "MSB/MCF"
YEARLY: Final = (
    (rules.ANNUAL_REPORT, MUNICIPALITY, "Årlig redovisning"),
    (rules.REFERRAL_CUTOFF, COUNTY, "Gräns för yttrande till MSB/MCF"),
    (rules.COMPENSATION_NOTICE, STATE, "Besked om ersättning, senast"),
    (rules.COMPENSATION_PAYMENT, STATE, "Ersättningen betalas ut, senast"),
)


@dataclass(frozen=True)
class CalendarItem:
    """Something that comes in a term: what, when, whose it is, and why."""

    key: str
    what: str
    whose: str
    date: ExplainedDate
    year_of_term: int
    is_past: bool
    body: str = ""

    @property
    def day(self) -> datetime.date:
        return self.date.day


@dataclass(frozen=True)
class TermCount:
    """Something that is to be done a number of times in a term."""

    what: str
    why: Explanation


@dataclass(frozen=True)
class Draft:
    """Other rules, tried and never saved; what is left out stays as it is."""

    election_date: datetime.date | None = None
    requirements: Sequence[DocumentRequirement] = ()
    key_dates: Sequence[KeyDate] = ()


@dataclass(frozen=True)
class Move:
    """What one item is by the rules in force, and what it would be by the draft."""

    old: CalendarItem
    new: CalendarItem

    @property
    def is_moved(self) -> bool:
        """Return whether the day or the deciding body would be another."""
        return self.old.day != self.new.day or self.old.body != self.new.body


@dataclass(frozen=True)
class DeadlineMove:
    """An open deadline that a changed rule would move."""

    deadline: Deadline
    new: ExplainedDate


def term_calendar(term: ElectoralTerm, day: datetime.date) -> list[CalendarItem]:
    """Return all that has a day in the term, in order, each with its reason.

    Källa: Vägledningen bild 2.1, tabell 2.2, 2.4, 3.3.
    """
    return _items(term, method.requirements(term), day)


def _items(
    term: ElectoralTerm,
    requirements: Sequence[DocumentRequirement],
    day: datetime.date,
    key_dates: Sequence[KeyDate] = (),
) -> list[CalendarItem]:
    """Return what comes in a term by these requirements; ``key_dates`` replace those that hold."""

    def item(key: str, what: str, whose: str, when: ExplainedDate, body: str = "") -> CalendarItem:
        year_of_term = when.day.year - term.election_date.year
        return CalendarItem(key, what, whose, when, year_of_term, when.day < day, body)

    check = "Länsstyrelsen följer upp att dokumenten finns"
    found = [item("check", check, COUNTY, method.year_two_check(term))]
    for each in requirements:
        body = DecidingBody(each.lowest_body).label if each.lowest_body else ""
        key, due = f"document:{each.kind}", method.document_due(each, term)
        found.append(item(key, each.get_kind_display(), MUNICIPALITY, due, body))
    overrides = {each.code: each for each in key_dates}
    known = list(KeyDate.objects.filter(code__in=[code for code, _, _ in YEARLY]))
    for code, whose, what in YEARLY:
        versions = [each for each in known if each.code == code]
        for year in range(term.first_year, term.last_year + 1):
            held = overrides.get(code) or method.version_of_year(versions, year)
            if held is not None and held.month is not None:
                name = f"{what} för {year - 1}" if code == rules.ANNUAL_REPORT else what
                found.append(item(f"{code}:{year}", name, whose, method.yearly(held, year)))
    return sorted(found, key=lambda each: (each.day, each.what))


def term_counts(term: ElectoralTerm) -> list[TermCount]:
    """Return what is to be done a number of times in the term.

    Källa: Vägledningen 2.5, 2.7.
    """
    found = []
    for code in (rules.VISITS, rules.ECONOMIC_REVIEWS):
        held = method.key_date(code, rules.first_day(term.election_date))
        if held is not None:
            why = rules.count_in_term(
                what=held.what,
                least=held.count,
                preferred=held.recommended,
                source=held.source,
                validity=rules.validity(held.valid_from, held.valid_to),
            )
            found.append(TermCount(held.what, why))
    return found


def what_if(term: ElectoralTerm, draft: Draft, day: datetime.date) -> list[Move]:
    """Return each day of the term as it is and as it would be; nothing is saved.

    Källa: domain.md 8.1.
    """
    held = method.requirements(term)
    changed = {each.kind: each for each in draft.requirements}
    other = ElectoralTerm(election_date=draft.election_date or term.election_date)
    old = _items(term, held, day)
    new = _items(other, [changed.get(each.kind, each) for each in held], day, draft.key_dates)
    shift = other.election_date.year - term.election_date.year
    by_key = {item.key: item for item in new}
    return [Move(item, by_key[_shifted(item.key, shift)]) for item in old]


def _shifted(key: str, years: int) -> str:
    """Return the key of the same thing in a term that begins so many years later."""
    start, _, end = key.partition(":")
    return f"{start}:{int(end) + years}" if end.isdecimal() else key


def deadline_moves(
    term: ElectoralTerm, moves: Sequence[Move], county: County | None = None
) -> list[DeadlineMove]:
    """Return the open deadlines that stand on a day which moves.

    One that somebody has moved already stands on another day, and is left.
    Källa: domain.md 8.1.
    """
    moved = {move.old.key: move for move in moves if move.old.day != move.new.day}
    if not moved:
        return []
    deadlines = Deadline.objects.filter(
        state=Deadline.State.OPEN,
        kind__in=[Deadline.Kind.DOCUMENT, Deadline.Kind.ANNUAL_REPORT],
    ).select_related("municipality")
    if county is not None:
        deadlines = deadlines.filter(municipality__county=county)
    kinds = MunicipalDocument.objects.filter(term=term, kind__in=DocumentKind.values)
    documents = {
        f"document:{pk}": f"document:{kind}" for pk, kind in kinds.values_list("pk", "kind")
    }
    found = []
    for deadline in deadlines.order_by("municipality__name", "due_date"):
        move = moved.get(documents.get(deadline.key) or _report_key(deadline.key))
        if move is not None and deadline.due_date == move.old.day:
            found.append(DeadlineMove(deadline, move.new.date))
    return found


def _report_key(key: str) -> str:
    """Return the calendar's key of ``report:0115:2026``: the report on 2026 comes in 2027."""
    parts = key.split(":")
    if parts[0] != "report" or not parts[-1].isdecimal():
        return ""
    return f"{rules.ANNUAL_REPORT}:{int(parts[-1]) + 1}"
