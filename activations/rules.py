"""Rules of requests and activations: pure functions and constants, each with its source."""

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers

from common import clock
from common.errors import RuleError

REASON_MIN_CHARACTERS = 10
# After the first rounds an unanswered alarm goes on at longer intervals, so that it never falls
# silent and yet does not drown the next one.
LONGEST_ROUND_FACTOR = 6
SWEDEN = "SE"


# Numbers --------------------------------------------------------------------------------------


def request_number(year: int, serial: int) -> str:
    """Return ``A-2026-0142``.

    Källa: ux.md §2 "Ärende A-2026-0142".
    """
    return f"A-{year}-{serial:04d}"


def event_number(year: int, serial: int) -> str:
    """Return ``2026-014``.

    Källa: ux.md §3.1 "/handelser/2026-014/".
    """
    return f"{year}-{serial:03d}"


def year_of(at: datetime) -> int:
    """Return the year of the moment on Swedish clocks.

    Källa: model.md §0.7.
    """
    return clock.local(at).year


# The convener's chain -------------------------------------------------------------------------


def step_interval(round_number: int, acknowledge_minutes: int) -> timedelta:
    """Return how long each step of a round waits before the next is called.

    Källa: model.md §3.1 "the next in the chain is called, and again".
    """
    return timedelta(minutes=acknowledge_minutes * min(round_number, LONGEST_ROUND_FACTOR))


def round_times(
    *, starts_at: datetime, length: int, round_number: int, acknowledge_minutes: int
) -> list[datetime]:
    """Return when each step of a round is due: the first at once, the others one limit apart.

    Källa: model.md §3.1 (default 5 min, the region's setting).
    """
    gap = step_interval(round_number, acknowledge_minutes)
    return [starts_at + gap * index for index in range(length)]


def next_round_at(
    *, last_called_at: datetime, round_number: int, acknowledge_minutes: int
) -> datetime:
    """Return when the chain starts over after its last step has been called.

    Källa: model.md §3.1 "and again".
    """
    return last_called_at + step_interval(round_number, acknowledge_minutes)


def brought_forward(due: list[datetime], at: datetime) -> list[datetime]:
    """Return the times of the waiting steps with the first one due at once, gaps kept.

    Nothing is ever put off: a step that is due already keeps its time.
    Källa: model.md §3.1 "if nobody acknowledges … the next in the chain is called".
    """
    if not due or due[0] <= at:
        return due
    earlier = due[0] - at
    return [moment - earlier for moment in due]


def ring_yourself_at(submitted_at: datetime, acknowledge_minutes: int) -> datetime:
    """Return when the requester should wait no longer but ring: after twice the region's limit.

    Källa: ux.md §2 "Har ingen ringt 03:14? Ring 08-…" (begäran 03:04, gräns 5 min).
    """
    return submitted_at + timedelta(minutes=2 * acknowledge_minutes)


# Input ----------------------------------------------------------------------------------------


def require_reason(reason: str) -> str:
    """Return the reason without outer space.

    :raises RuleError: if it is too short to explain anything.
    Källa: model.md §3.1 "declined (reason)"; 002 §1.4.
    """
    cleaned = reason.strip()
    if len(cleaned) < REASON_MIN_CHARACTERS:
        raise RuleError(
            f"Skriv ett skäl på minst {REASON_MIN_CHARACTERS} tecken: den som begärt läser det.",
            code="reason_too_short",
            field="reason",
        )
    return cleaned


@dataclass(frozen=True)
class Phone:
    """A telephone number as the world writes it, and whether text messages reach it."""

    number: str
    takes_sms: bool


def read_phone(typed: str) -> Phone | None:
    """Return the number that somebody typed in any common way, or nothing if it is none.

    Källa: ux.md §1 "accept many formats of phone, date, dnr and normalise".
    """
    try:
        parsed = phonenumbers.parse(typed, SWEDEN)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or parsed.extension:
        return None
    kinds = phonenumbers.PhoneNumberType
    return Phone(
        number=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        takes_sms=phonenumbers.number_type(parsed) in {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE},
    )


def shown_phone(number: str) -> str:
    """Return the number as Swedes write it, ``08-465 00 04``.

    Källa: ux.md §2 "Ring 08-…".
    """
    try:
        parsed = phonenumbers.parse(number, SWEDEN)
    except phonenumbers.NumberParseException:
        return number
    formats = phonenumbers.PhoneNumberFormat
    is_swedish = parsed.country_code == phonenumbers.country_code_for_region(SWEDEN)
    style = formats.NATIONAL if is_swedish else formats.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


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
    Källa: model.md §3.2; the region's limits.
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

    Källa: features.md C8 "Measured activation".
    """
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds() // 60))


def median(values: list[int]) -> float | None:
    """Return the middle value, or nothing if there is none.

    Källa: ux.md §6 "How fast are we?".
    """
    return statistics.median(values) if values else None


def share_within(values: list[int], aim_minutes: int) -> float | None:
    """Return which part of the values keeps the aim, from 0 to 1; nothing if there is none.

    Källa: domain.md B.4 "a good 40 actors can begin within 15–20 minutes".
    """
    if not values:
        return None
    return sum(value <= aim_minutes for value in values) / len(values)
