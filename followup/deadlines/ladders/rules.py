"""When a deadline is reminded of, and who is told: a ladder of rungs per kind, as dated data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from common.clock import STOCKHOLM, local

# A reminder leaves at this hour in Stockholm, whatever the season: after the quiet hours.
SEND_HOUR: Final = time(8)
# A deadline that ended longer ago than this when it was laid is history: nobody is reminded.
HISTORY_AFTER: Final = timedelta(days=30)
# Later than this after its time a reminder is shown as late. The tick comes each minute.
LATE_AFTER: Final = timedelta(minutes=10)
MOST_DAYS: Final = 365
MOST_RUNGS: Final = 12
# What stands open after its ladder is reminded of again, as often as this.
AGAIN_AFTER: Final = 30

COORDINATOR: Final = "coordinator"
LEADERSHIP: Final = "leadership"
HANDLER: Final = "handler"
CHIEF: Final = "chief"


@dataclass(frozen=True)
class Ladder:
    """On which days, counted from the deadline, whom to remind.

    ``offsets`` are days from the deadline, negative before it. The first audience is told at each.
    ``leadership_from`` and ``handler_from`` say from which day the next ones are told as well.
    """

    offsets: tuple[int, ...]
    leadership_from: int | None = 0
    handler_from: int | None = 1


@dataclass(frozen=True)
class DatedLadder:
    """A ladder, the kinds of deadline it holds for, from which day, and by what source."""

    kinds: frozenset[str]
    ladder: Ladder
    valid_from: date
    source: str
    valid_to: date | None = None


@dataclass(frozen=True)
class Rung:
    """One reminder to one audience, at a moment."""

    offset_days: int
    audience: str
    send_at: datetime


LONG: Final = Ladder((-60, -30, -7, 0, 1))
MIDDLE: Final = Ladder((-30, -7, 0, 1))
SHORT: Final = Ladder((-7, 0, 1))
_SINCE: Final = date(2019, 1, 1)
_SOURCE: Final = "Systemets förval; länet kan ändra. Ingen källa anger när en frist ska påminnas om"

DEFAULTS: Final[tuple[DatedLadder, ...]] = tuple(
    DatedLadder(frozenset(kinds), ladder, _SINCE, _SOURCE)
    for ladder, *kinds in (
        (LONG, "document", "annual_report", "compilation", "economic_review", "saving_plan"),
        (MIDDLE, "measure", "saving_activity", "visit", "referral", "missing_document_plan"),
        (SHORT, "completion", "feedback", "protocol", "material", "question"),
    )
)


def default_for(kind: str, day: date) -> DatedLadder:
    """Return the ladder that holds for a kind of deadline on a day, unless the county has its own.

    Källa: key_dates.csv ARLIG_UPPFOLJNING; Vägledningen tabell 2.2 (31 oktober, 31 december);
    domain.md 8.2.

    :raises KeyError: if the kind is unknown (a programming error).
    """
    for found in DEFAULTS:
        if kind in found.kinds and (found.valid_to is None or day <= found.valid_to):
            return found
    raise KeyError(kind)


def audiences(ladder: Ladder, offset: int, *, is_countys: bool) -> tuple[str, ...]:
    """Return who is told on a day: the nearest always, those above near or after the deadline.

    What the municipality is to do: the coordinator, then the leadership, then the county's
    handler. What the county is to do: the handler, then the chief, where the leadership would be.
    Källa: Vägledningen 2.1.1 (beredskapssamordnaren är den löpande kontakten; ledningen har
    ansvaret).
    """
    found = [HANDLER if is_countys else COORDINATOR]
    if ladder.leadership_from is not None and offset >= ladder.leadership_from:
        found.append(CHIEF if is_countys else LEADERSHIP)
    if not is_countys and ladder.handler_from is not None and offset >= ladder.handler_from:
        found.append(HANDLER)
    return tuple(found)


def send_at(due: date, offset: int) -> datetime:
    """Return 08:00 in Stockholm on the day, summer as winter: never within the quiet hours.

    Källa: Vägledningen tabell 2.2, 2.3 (fristerna är dagar); domain.md 1.7.
    """
    return datetime.combine(due + timedelta(days=offset), SEND_HOUR, tzinfo=STOCKHOLM)


def next_morning(at: datetime) -> datetime:
    """Return the next 08:00 in Stockholm after a moment.

    Källa: Vägledningen 2.1 (löpande dialog i god tid).
    """
    today = datetime.combine(local(at).date(), SEND_HOUR, tzinfo=STOCKHOLM)
    if today > at:
        return today
    return datetime.combine(local(at).date() + timedelta(days=1), SEND_HOUR, tzinfo=STOCKHOLM)


def rungs(
    ladder: Ladder, due: date, at: datetime, *, is_countys: bool, told: Iterable[int] = ()
) -> list[Rung]:
    """Return the reminders to plan when a deadline arises or moves at a moment.

    Rungs whose time has passed are not sent: who gets a deadline with ten days left needs no
    mail that says "60 days". The nearest passed one is the exception: it is sent the next
    morning, so that nobody waits untold for weeks, unless a coming rung falls within a day after
    that morning, or it was passed by already when this deadline was told of (``told``).
    A deadline that ended more than 30 days ago is history and is not reminded of at all.
    Källa: Vägledningen 2.1 (återkoppling i god tid); domain.md 8.3.
    """
    ahead = [day for day in sorted(ladder.offsets) if send_at(due, day) > at]
    passed = [day for day in sorted(ladder.offsets) if send_at(due, day) <= at]
    found = [
        Rung(day, audience, send_at(due, day))
        for day in ahead
        for audience in audiences(ladder, day, is_countys=is_countys)
    ]
    nearest = passed[-1] if passed else None
    if nearest is None or nearest in told or send_at(due, 0) < at - HISTORY_AFTER:
        return found
    morning = next_morning(at)
    if ahead and send_at(due, ahead[0]) <= morning + timedelta(days=1):
        return found
    late = [
        Rung(nearest, audience, morning)
        for audience in audiences(ladder, nearest, is_countys=is_countys)
    ]
    return [*late, *found]


def again(ladder: Ladder, due: date, at: datetime, *, is_countys: bool) -> list[Rung]:
    """Return the next reminders of a deadline that stands open though its ladder has ended.

    The first falls the day after its day, the others a month apart, until it is met or moved.
    Källa: Vägledningen 2.2, 2.7.3, 3.2 (det som inte är gjort följs upp; ingen tid anges);
    domain.md 8.2.
    """
    passed = (local(at).date() - due).days
    day = passed + AGAIN_AFTER if passed > 0 else 1
    return [
        Rung(day, audience, send_at(due, day))
        for audience in audiences(ladder, day, is_countys=is_countys)
    ]


def lateness(planned: datetime, at: datetime) -> timedelta | None:
    """Return how late a reminder left, None if it left in time.

    Källa: domain.md 8.3; Vägledningen 2.1.
    """
    gap = at - planned
    return gap if gap >= LATE_AFTER else None


def days_left(due: date, at: datetime) -> str:
    """Return how long is left, as people say it; reckoned when it is sent, not when planned.

    Källa: domain.md 8.2; Vägledningen tabell 2.2.
    """
    days = (due - local(at).date()).days
    if days == 0:
        return "sista dagen i dag"
    number = abs(days)
    unit = "dag" if number == 1 else "dagar"
    return f"{number} {unit} kvar" if days > 0 else f"{number} {unit} sen"


def faults(
    offsets: Iterable[int], leadership_from: int | None, handler_from: int | None
) -> list[str]:
    """Return what is wrong with a county's own ladder, as Swedish sentences.

    Källa: Vägledningen 2.1 (i god tid).
    """
    days = list(offsets)
    found = []
    if not days:
        found.append("Ange minst en dag.")
    if len(days) != len(set(days)):
        found.append("Samma dag står två gånger.")
    if len(days) > MOST_RUNGS:
        found.append(f"Ange högst {MOST_RUNGS} dagar.")
    if any(abs(day) > MOST_DAYS for day in days):
        found.append("En påminnelse kan gå högst ett år före eller efter fristen.")
    if days and min(days) > 0:
        found.append("Minst en påminnelse måste gå före fristen eller på dagen.")
    if any(day is not None and abs(day) > MOST_DAYS for day in (leadership_from, handler_from)):
        found.append("Ledning och handläggare kan läggas till högst ett år före eller efter.")
    return found
