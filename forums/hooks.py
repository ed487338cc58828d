"""Doors for higher apps: what happens at a meeting is told to whoever builds on it.

All hooks run in the transaction of the act, after it is written; an error undoes the act.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from actors.models import Function, User
from common.registry import Registry
from forums.models import (
    ActorDecision,
    Attendance,
    Meeting,
    MeetingDecision,
    MinutesCorrection,
    Protocol,
)


class Outcome(NamedTuple):
    """What came of something settled at a meeting, in a few words, and where to read on."""

    text: str
    url: str


class MeetingHooks:
    """What a higher app may answer; override what concerns it, and only for its own meetings."""

    def on_begin(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting has begun."""

    def on_attendance(self, attendance: Attendance, by_label: str, at: datetime) -> None:
        """Hear that somebody is present, replaced or absent."""

    def on_decision(self, decision: MeetingDecision, by: User, by_label: str, at: datetime) -> None:
        """Hear what the meeting settled about its own work, written down by this user."""

    def on_own_decision(
        self, decision: ActorDecision, text: str, by_label: str, at: datetime
    ) -> None:
        """Hear what an actor has decided for itself on a direction, in a sentence."""

    def on_end(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting has ended."""

    def on_moved(self, meeting: Meeting, was_at: datetime, by_label: str, at: datetime) -> None:
        """Hear that a meeting in activated mode has a new time or place; tell those called."""

    def on_cancelled(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting in activated mode is called off; tell those called."""

    def on_adopted(self, protocol: Protocol, at: datetime) -> None:
        """Hear that a protocol is adopted and sealed."""

    def on_corrected(self, correction: MinutesCorrection, by_label: str, at: datetime) -> None:
        """Hear that adopted minutes have a correction beside them."""

    def participants_of(self, meeting: Meeting) -> Iterable[Function]:
        """Return the functions that take part beside those in the attendance list."""
        return ()

    def outcomes_of(self, meeting: Meeting, user: User) -> Mapping[int, Outcome]:
        """Return what became of what the meeting settled, by the decision's key."""
        return {}

    def answers_of(self, meeting: Meeting) -> Mapping[int, str]:
        """Return what each function has answered to its summons, by the function's key."""
        return {}

    def secrecy_page(self, meeting: Meeting, user: User) -> str:
        """Return the address of the meeting's page on secrecy, "" if the user takes no part."""
        return ""

    def lacking(self, meeting: Meeting, at: datetime) -> Iterable[tuple[Function, str]]:
        """Return the functions that may not be told what is secret, with what each lacks."""
        return ()


listeners: Final = Registry[MeetingHooks](type)
register = listeners.register


def tell(what: Callable[[MeetingHooks], None]) -> None:
    """Tell everybody who listens: ``tell(lambda hooks: hooks.on_begin(…))``."""
    for hooks in listeners:
        what(hooks)


def participants_of(meeting: Meeting) -> list[Function]:
    """Return the functions that take part in the meeting by what higher apps know."""
    found: dict[int, Function] = {}
    for hooks in listeners:
        found.update({function.pk: function for function in hooks.participants_of(meeting)})
    return list(found.values())


def outcomes_of(meeting: Meeting, user: User) -> dict[int, Outcome]:
    """Return what became of what the meeting settled, by the decision's key."""
    return {
        key: outcome
        for hooks in listeners
        for key, outcome in hooks.outcomes_of(meeting, user).items()
    }


def answers_of(meeting: Meeting) -> dict[int, str]:
    """Return what each function has answered to its summons, by the function's key."""
    return {key: given for hooks in listeners for key, given in hooks.answers_of(meeting).items()}


def secrecy_page(meeting: Meeting, user: User) -> str:
    """Return the address of the meeting's page on secrecy, "" if the user may not know of one.

    Källa: domain.md 9.4, 3.5.
    """
    return next((page for hooks in listeners if (page := hooks.secrecy_page(meeting, user))), "")


def lacking(meeting: Meeting, at: datetime) -> list[tuple[Function, str]]:
    """Return the functions that may not be told what is secret, with what each lacks.

    Källa: domain.md 3.5.
    """
    return [row for hooks in listeners for row in hooks.lacking(meeting, at)]
