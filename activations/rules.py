"""Rules of requests and activations: pure functions and constants, each with its source."""

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from common import clock
from common.errors import RuleError

REASON_MIN_CHARACTERS = 10
# After the first rounds an unanswered alarm goes on at longer intervals, so that it never falls
# silent and yet does not drown the next one.
LONGEST_ROUND_FACTOR = 6


# Numbers --------------------------------------------------------------------------------------


def request_number(year: int, serial: int) -> str:
    """Return ``A-2026-0142``.

    Källa: domain.md 4.1.
    """
    return f"A-{year}-{serial:04d}"


def event_number(year: int, serial: int) -> str:
    """Return ``2026-014``.

    Källa: domain.md 5.1.
    """
    return f"{year}-{serial:03d}"


def year_of(at: datetime) -> int:
    """Return the year of the moment on Swedish clocks.

    Källa: domain.md 1.7.
    """
    return clock.local(at).year


# The convener's chain -------------------------------------------------------------------------


def step_interval(round_number: int, acknowledge_minutes: int) -> timedelta:
    """Return how long each step of a round waits before the next is called.

    Källa: domain.md 4.2.
    """
    return timedelta(minutes=acknowledge_minutes * min(round_number, LONGEST_ROUND_FACTOR))


def is_pressing(*, is_planned: bool, ahead: timedelta | None, planned_hours: int) -> bool:
    """Return whether a need wakes somebody: all but what is planned for later than the limit.

    ``ahead`` is how long there is until it is expected, None if nobody has said.
    Källa: domain.md 4.2.
    """
    return not is_planned or (ahead is not None and ahead <= timedelta(hours=planned_hours))


def round_times(
    *, starts_at: datetime, length: int, round_number: int, acknowledge_minutes: int
) -> list[datetime]:
    """Return when each step of a round is due: the first at once, the others one limit apart.

    Källa: domain.md 4.2.
    """
    gap = step_interval(round_number, acknowledge_minutes)
    return [starts_at + gap * index for index in range(length)]


def next_round_at(
    *, last_called_at: datetime, round_number: int, acknowledge_minutes: int
) -> datetime:
    """Return when the chain starts over after its last step has been called.

    Källa: domain.md 4.2.
    """
    return last_called_at + step_interval(round_number, acknowledge_minutes)


def brought_forward(due: list[datetime], at: datetime) -> list[datetime]:
    """Return the times of the waiting steps with the first one due at once, gaps kept.

    Nothing is ever put off: a step that is due already keeps its time.
    Källa: domain.md 4.2.
    """
    if not due or due[0] <= at:
        return due
    earlier = due[0] - at
    return [moment - earlier for moment in due]


def ring_yourself_at(submitted_at: datetime, acknowledge_minutes: int) -> datetime:
    """Return when the requester should wait no longer but ring: after twice the region's limit.

    Källa: domain.md 4.2.
    """
    return submitted_at + timedelta(minutes=2 * acknowledge_minutes)


# Siblings -------------------------------------------------------------------------------------

SAME_TYPE = "samma typ"
SAME_PLACE = "samma kommun"


def is_near(moment: datetime, start: datetime, end: datetime, hours: int) -> bool:
    """Return whether a moment is at most so many hours from the time between start and end.

    Källa: domain.md 4.3.
    """
    margin = timedelta(hours=hours)
    return start - margin <= moment <= max(start, end) + margin


def kinship(*, same_type: bool, shares_place: bool) -> list[str]:
    """Return why two accounts near in time may tell of one event; empty if they do not.

    Källa: domain.md 4.3.
    """
    return [SAME_TYPE] * same_type + [SAME_PLACE] * shares_place


# Input ----------------------------------------------------------------------------------------


def require_reason(reason: str) -> str:
    """Return the reason without outer space.

    Källa: domain.md 4.1; Målbilden 1.4.
    """
    cleaned = reason.strip()
    if len(cleaned) < REASON_MIN_CHARACTERS:
        raise RuleError(
            f"Skriv ett skäl på minst {REASON_MIN_CHARACTERS} tecken: den som begärt läser det.",
            code="reason_too_short",
            field="reason",
        )
    return cleaned


# The chase of the silent ----------------------------------------------------------------------

DEPUTY_NOTE_MAX_CHARACTERS = 120
DEFAULT_MINUTES_TO_MEETING = 30
PRESET_MINUTES = (20, 30, 45, 60)


@dataclass(frozen=True)
class Ladder:
    """When a silent function is reminded, when its deputy is called, when we ring."""

    remind_at: datetime
    call_deputy_at: datetime
    phone_at: datetime


def ladder(
    *,
    called_at: datetime,
    starts_at: datetime,
    reminder_minutes: int,
    deputy_minutes: int,
    phone_minutes: int,
) -> Ladder:
    """Return the steps of the chase: the region's minutes for an urgent call.

    For a meeting further away the steps keep their proportions and end half-way to the meeting,
    so that nobody is hunted at once for a meeting next week.
    Källa: domain.md 5.3, 5.3.
    """
    half_way = (starts_at - called_at) / 2
    limit = timedelta(minutes=max(reminder_minutes, deputy_minutes, phone_minutes))
    stretch = max(1.0, half_way / limit)
    return Ladder(
        remind_at=called_at + stretch * timedelta(minutes=reminder_minutes),
        call_deputy_at=called_at + stretch * timedelta(minutes=deputy_minutes),
        phone_at=called_at + stretch * timedelta(minutes=phone_minutes),
    )


# Times achieved -------------------------------------------------------------------------------


def minutes_between(start: datetime | None, end: datetime | None) -> int | None:
    """Return whole minutes from one step to another, or nothing before both have happened.

    Källa: domain.md 4.5.
    """
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds() // 60))


def median(values: list[int]) -> float | None:
    """Return the middle value, or nothing if there is none.

    Källa: domain.md 4.5.
    """
    return statistics.median(values) if values else None


def share_within(values: list[int], aim_minutes: int) -> float | None:
    """Return which part of the values keeps the aim, from 0 to 1; nothing if there is none.

    Källa: domain.md 4.5.
    """
    if not values:
        return None
    return sum(value <= aim_minutes for value in values) / len(values)


def countdown(starts_at: datetime, at: datetime) -> str:
    """Return "om 12 min", "nu" or "skulle ha börjat för 3 min sedan".

    Källa: domain.md 11.1.
    """
    minutes = int((starts_at - at).total_seconds() // 60)
    if minutes > 0:
        hours, rest = divmod(minutes, 60)
        return f"om {hours} tim {rest} min" if hours else f"om {rest} min"
    return "nu" if minutes > -2 else f"skulle ha börjat för {-minutes} min sedan"  # noqa: PLR2004
