"""The year wheel of a term, and what would move in it if a rule were another."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from actors.models import Actor, County
from followup.models import (
    Deadline,
    DecidingBody,
    DocumentKind,
    DocumentRequirement,
    ElectoralTerm,
    KeyDate,
    MunicipalDocument,
)
from followup.reports import method
from followup.rules import terms as rules
from followup.rules.why import ExplainedDate, Explanation

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
        """Return the day itself."""
        return self.date.day


@dataclass(frozen=True)
class TermCount:
    """Something that is to be done a number of times in a term."""

    what: str
    least: int | None
    recommended: int | None
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
    municipality: Actor
    old: datetime.date
    new: ExplainedDate


@dataclass(frozen=True)
class _Wheel:
    term: ElectoralTerm
    requirements: Sequence[DocumentRequirement]
    day: datetime.date
    overrides: dict[str, KeyDate] = field(default_factory=dict)

    def items(self) -> list[CalendarItem]:
        found = [*self._documents(), self._check(), *self._yearly()]
        return sorted(found, key=lambda item: (item.day, item.what))

    def _item(
        self, key: str, what: str, whose: str, when: ExplainedDate, body: str = ""
    ) -> CalendarItem:
        number = when.day.year - self.term.election_date.year
        return CalendarItem(key, what, whose, when, number, when.day < self.day, body)

    def _documents(self) -> list[CalendarItem]:
        return [
            self._item(
                f"document:{each.kind}",
                each.get_kind_display(),
                MUNICIPALITY,
                method.document_due(each, self.term),
                DecidingBody(each.lowest_body).label if each.lowest_body else "",
            )
            for each in self.requirements
        ]

    def _check(self) -> CalendarItem:
        return self._item(
            "check",
            "Länsstyrelsen följer upp att dokumenten finns",
            COUNTY,
            method.year_two_check(self.term),
        )

    def _yearly(self) -> list[CalendarItem]:
        found = []
        known = list(KeyDate.objects.filter(code__in=[code for code, _, _ in YEARLY]))
        for code, whose, what in YEARLY:
            versions = [each for each in known if each.code == code]
            for year in range(self.term.first_year, self.term.last_year + 1):
                held = self.overrides.get(code) or method.version_of_year(versions, year)
                if held is None or held.month is None:
                    continue
                name = f"{what} för {year - 1}" if code == rules.ANNUAL_REPORT else what
                found.append(self._item(f"{code}:{year}", name, whose, method.yearly(held, year)))
        return found


def term_calendar(term: ElectoralTerm, day: datetime.date) -> list[CalendarItem]:
    """Return all that has a day in the term, in order, each with its reason.

    Källa: 003 bild 2.1, tabell 2.2, §2.4, §3.3.
    """
    return _Wheel(term, method.requirements(term), day).items()


def term_counts(term: ElectoralTerm) -> list[TermCount]:
    """Return what is to be done a number of times in the term.

    Källa: 003 §2.5, §2.7.
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
            found.append(TermCount(held.what, held.count, held.recommended, why))
    return found


def what_if(term: ElectoralTerm, draft: Draft, day: datetime.date) -> list[Move]:
    """Return each day of the term as it is and as it would be; nothing is saved.

    Källa: issue 3 §1 "change an election date or a rule in a draft and see what moves".
    """
    held = method.requirements(term)
    changed = {each.kind: each for each in draft.requirements}
    other = ElectoralTerm(election_date=draft.election_date or term.election_date)
    old = _Wheel(term, held, day).items()
    new = _Wheel(
        other,
        [changed.get(each.kind, each) for each in held],
        day,
        {each.code: each for each in draft.key_dates},
    ).items()
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
    Källa: issue 3 §1; architecture.md §2 "a changed deadline replans visibly".
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
    documents = {
        f"document:{pk}": f"document:{kind}"
        for pk, kind in MunicipalDocument.objects.filter(
            term=term, kind__in=DocumentKind.values
        ).values_list("pk", "kind")
    }
    found = []
    for deadline in deadlines.order_by("municipality__name", "due_date"):
        move = moved.get(documents.get(deadline.key) or _report_key(deadline.key))
        if move is not None and deadline.due_date == move.old.day:
            found.append(
                DeadlineMove(deadline, deadline.municipality, deadline.due_date, move.new.date)
            )
    return found


def _report_key(key: str) -> str:
    """Return the calendar's key of ``report:0115:2026``: the report on 2026 comes in 2027."""
    parts = key.split(":")
    if parts[0] != "report" or not parts[-1].isdecimal():
        return ""
    return f"{rules.ANNUAL_REPORT}:{int(parts[-1]) + 1}"
