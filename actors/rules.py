"""Rules of the register that need no database: gaps in a rota, clocks, secrets."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import STOCKHOLM, exists, is_ambiguous

GAP_HORIZON = timedelta(days=14)
LONGEST_SHIFT = timedelta(days=31)
INVITATION_LIFETIME = timedelta(days=7)
TEST_LIFETIME = timedelta(days=3)


@dataclass(frozen=True)
class Span:
    """A stretch of time, its end not included."""

    starts_at: datetime
    ends_at: datetime


def gaps(taken: Iterable[Span], *, starts_at: datetime, ends_at: datetime) -> list[Span]:
    """Return the stretches between the two moments that nobody covers.

    Källa: domain.md 2.3; Förordning (2017:870) 2 §.
    """
    found = []
    free_from = starts_at
    for span in sorted(taken, key=lambda span: span.starts_at):
        if span.starts_at > free_from:
            found.append(Span(free_from, min(span.starts_at, ends_at)))
        free_from = max(free_from, span.ends_at)
        if free_from >= ends_at:
            return found
    return [*found, Span(free_from, ends_at)]


class ClockError(ValueError):
    """A reading of the clock that does not happen, told in one Swedish sentence."""


def local_moment(day: date, reading: time) -> datetime:
    """Return the moment when Swedish clocks show this, the first one if it comes twice.

    :raises ClockError: if the clocks skip it in spring.
    Källa: Förordningen om sommartid.
    """
    shown = datetime.combine(day, reading, tzinfo=STOCKHOLM)
    if not exists(shown):
        raise ClockError(
            f"Klockan {reading:%H:%M} finns inte den {day.isoformat()}: den natten ställs "
            "klockan fram från 02:00 till 03:00. Välj en annan tid."
        )
    return shown.replace(fold=0)


def comes_twice(at: datetime) -> bool:
    """Return whether Swedish clocks show this reading twice that night.

    Källa: Förordningen om sommartid.
    """
    return is_ambiguous(at.astimezone(STOCKHOLM))


def new_secret() -> tuple[str, str]:
    """Return a secret for an address, and the hash of it that is kept.

    Källa: OWASP ASVS 2.9, 3.2.2 (at least 64 bits; here 192).
    """
    secret = secrets.token_urlsafe(24)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret.

    Källa: OWASP ASVS 2.9.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
