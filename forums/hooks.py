"""Doors for higher apps: what happens at a meeting is told to whoever builds on it.

All hooks run in the transaction of the act, after it is written; an error undoes the act.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from actors.models import Function, User
from forums.models import Attendance, Meeting, MeetingDecision, Protocol


class MeetingHooks:
    """What a higher app may answer; override what concerns it, and only for its own meetings."""

    def on_begin(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting has begun."""

    def on_attendance(self, attendance: Attendance, by_label: str, at: datetime) -> None:
        """Hear that somebody is present, replaced or absent."""

    def on_decision(self, decision: MeetingDecision, by: User, by_label: str, at: datetime) -> None:
        """Hear what the meeting settled about its own work, written down by this user."""

    def on_end(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting has ended."""

    def on_moved(self, meeting: Meeting, was_at: datetime, by_label: str, at: datetime) -> None:
        """Hear that a meeting in activated mode has a new time or place; tell those called."""

    def on_cancelled(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Hear that a meeting in activated mode is called off; tell those called."""

    def on_adopted(self, protocol: Protocol, at: datetime) -> None:
        """Hear that a protocol is adopted and sealed."""

    def participants_of(self, meeting: Meeting) -> Iterable[Function]:
        """Return the functions that take part beside those in the attendance list."""
        return ()

    def answers_of(self, meeting: Meeting) -> Mapping[int, str]:
        """Return what each function has answered to its summons, by the function's key."""
        return {}

    def secrecy_page(self, meeting: Meeting, user: User) -> str:
        """Return the address of the meeting's page on secrecy, "" if the user takes no part."""
        return ""

    def lacking(self, meeting: Meeting, at: datetime) -> Iterable[tuple[Function, str]]:
        """Return the functions that may not be told what is secret, with what each lacks."""
        return ()


_hooks: list[MeetingHooks] = []


def register(hooks: MeetingHooks) -> MeetingHooks:
    """Add hooks; those of the same class replace the earlier ones."""
    _hooks[:] = [other for other in _hooks if type(other) is not type(hooks)]
    _hooks.append(hooks)
    return hooks


def tell(what: Callable[[MeetingHooks], None]) -> None:
    """Tell everybody who listens: ``tell(lambda hooks: hooks.on_begin(…))``."""
    for hooks in _hooks:
        what(hooks)


def participants_of(meeting: Meeting) -> list[Function]:
    """Return the functions that take part in the meeting by what higher apps know."""
    found: dict[int, Function] = {}
    for hooks in _hooks:
        found.update({function.pk: function for function in hooks.participants_of(meeting)})
    return list(found.values())


def answers_of(meeting: Meeting) -> dict[int, str]:
    """Return what each function has answered to its summons, by the function's key."""
    return {key: given for hooks in _hooks for key, given in hooks.answers_of(meeting).items()}


def secrecy_page(meeting: Meeting, user: User) -> str:
    """Return the address of the meeting's page on secrecy, "" if the user may not know of one.

    Källa: reliability.md K05, K19.
    """
    return next((page for hooks in _hooks if (page := hooks.secrecy_page(meeting, user))), "")


def lacking(meeting: Meeting, at: datetime) -> list[tuple[Function, str]]:
    """Return the functions that may not be told what is secret, with what each lacks.

    Källa: reliability.md K19 "participants without right are listed before start".
    """
    return [row for hooks in _hooks for row in hooks.lacking(meeting, at)]
