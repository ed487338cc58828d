"""Plan, call, move, cancel, begin and end a meeting."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django_fsm import can_proceed

from actors import audit
from actors.models import Function, User
from common.clock import clock, local
from common.counts import counted
from common.errors import RuleError
from forums import agendas, hooks, leading, messages, rules
from forums.models import AgendaItem, Attendance, Forum, Meeting, Protocol, Seat
from forums.places import Place, place_of
from forums.services.locks import changed, locked_meeting, log


@transaction.atomic
def plan_meeting(
    *,
    forum: Forum,
    kind: str,
    starts_at: datetime,
    place: Place | None = None,
    chair_function: Function | None,
    exercise: bool,
    title: str = "",
    agenda: list[str] | None = None,
    by: User,
    at: datetime,
    acting: Function | None = None,
) -> Meeting:
    """Write down a meeting with its agenda and place; nobody is told yet.

    ``acting`` is the function in which a higher app has already found that the user may do this
    (the chair of an activation); without it the user must lead the forum.
    Källa: 001 "Så aktiveras olika forum"; scen 1–2.

    :raises PermissionDenied: if the user may not lead the forum.
    :raises RuleError: if the time is wrong or no place is known.
    """
    function = acting or leading.require_forum_leader(by, forum)
    _check_time(starts_at, at)
    where = _place_or_default(place, forum)
    meeting = Meeting.objects.create(
        forum=forum,
        kind=kind,
        title=title,
        starts_at=starts_at,
        exercise=exercise,
        chair_function=chair_function,
        **where.as_dict(),
    )
    points = agendas.default_for(kind) if agenda is None else [agendas.Point(t) for t in agenda]
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=number, title=point.title, hint=point.hint)
        for number, point in enumerate(points, start=1)
    )
    log(meeting, "meeting.plan", f"Planerade {_name(meeting)}.", by=by, function=function, at=at)
    changed(meeting)
    return meeting


@transaction.atomic
def plan_series(
    *,
    forum: Forum,
    kind: str,
    starts_at: datetime,
    weeks: int,
    place: Place | None,
    chair_function: Function | None,
    exercise: bool,
    title: str = "",
    agenda: list[str] | None = None,
    by: User,
    at: datetime,
) -> list[Meeting]:
    """Plan the same meeting once a week, at the same time by Swedish clocks all the year.

    Källa: domain.md B.5 "Ordinary conference weekly".

    :raises RuleError: if the number of weeks is out of bounds, or as for one meeting.
    """
    if not 1 <= weeks <= rules.MAX_SERIES:
        raise RuleError(f"En serie kan ha 1–{rules.MAX_SERIES} möten.", field="weeks")
    first = local(starts_at)
    return [
        plan_meeting(
            forum=forum,
            kind=kind,
            # Local arithmetic on purpose: 09:00 stays 09:00 when the clocks change.
            starts_at=first + timedelta(weeks=week),
            place=place,
            chair_function=chair_function,
            exercise=exercise,
            title=title,
            agenda=agenda,
            by=by,
            at=at,
        )
        for week in range(weeks)
    ]


def expect(meeting: Meeting, functions: Iterable[Function]) -> None:
    """Put functions on the attendance list, with the mandate each has now; none twice.

    Källa: 001 "Representation utifrån mandat".
    """
    Attendance.objects.bulk_create(
        [
            Attendance(
                meeting=meeting,
                actor_id=function.actor_id,
                function=function,
                mandate_level=function.mandate_level,
            )
            for function in functions
        ],
        ignore_conflicts=True,
    )


def call_meeting(*, meeting: Meeting, at: datetime) -> None:
    """Mark that the summons of a meeting are out; whoever sends them has checked the right.

    :raises RuleError: unless the meeting is planned.
    """
    _must(meeting, meeting.call, "kan inte kallas")
    meeting.call(at=at)
    meeting.save(update_fields=["status", "called_at"])
    changed(meeting)


@transaction.atomic
def send_call(*, meeting_id: int, by: User, at: datetime) -> int:
    """Call the standing seats of the forum to an ordinary meeting; return how many were told.

    Meetings in activated mode are called by summons of their activation.
    Källa: 001 "deltagarna kallas utifrån funktion och mandat snarare än person".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: unless it is a planned meeting in ordinary mode with somebody to call.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    if meeting.is_activated:
        raise RuleError("Möten i aktiverat läge kallas från aktiveringen.")
    functions = _seated(meeting.forum)
    if not functions:
        raise RuleError("Forumet har inga platser. Fyll platserna först.")
    call_meeting(meeting=meeting, at=at)
    expect(meeting, functions)
    messages.tell_called(meeting, functions, at=at)
    text = f"Kallade {counted(len(functions), 'funktion', 'funktioner')} till {_name(meeting)}."
    log(meeting, "meeting.call", text, by=by, function=function, at=at)
    return len(functions)


@transaction.atomic
def move_meeting(
    *,
    meeting_id: int,
    starts_at: datetime,
    place: Place | None = None,
    by: User,
    at: datetime,
) -> Meeting:
    """Give a meeting a new time or place, and tell those already called.

    Källa: ux.md §4 N05; 001 "Så aktiveras olika forum".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting has begun or is called off, or the time is wrong.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must(meeting, meeting.begin, "kan inte flyttas")
    where = place or place_of(meeting)
    if starts_at == meeting.starts_at and where == place_of(meeting):
        return meeting
    _check_time(starts_at, at)
    if where.is_empty:
        raise RuleError(NO_PLACE, field="bridge_number")
    was_at = meeting.starts_at
    meeting.starts_at = starts_at
    meeting.sequence += 1
    for name, value in where.as_dict().items():
        setattr(meeting, name, value)
    meeting.save()
    text = f"Flyttade {_name(meeting)} från {local(was_at):%Y-%m-%d} {clock(was_at)}."
    log(meeting, "meeting.move", text, by=by, function=function, at=at)
    if meeting.is_activated:
        label = audit.label_of(by, function)
        hooks.tell(lambda hook: hook.on_moved(meeting, was_at, label, at))
    elif meeting.status == Meeting.Status.CALLED:
        meeting.attendances.update(answer="", answered_at=None)  # everybody is asked again
        messages.tell_moved(meeting, _expected(meeting), was_at=was_at, at=at)
    changed(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, by: User, at: datetime) -> Meeting:
    """Call a meeting off, and tell those already called.

    Källa: ux.md §4 N06; 001 "Så aktiveras olika forum".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting has begun or is called off, or no reason is given.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv varför mötet ställs in.", field="reason")
    _must(meeting, meeting.cancel, "kan inte ställas in")
    was_called = meeting.status == Meeting.Status.CALLED
    meeting.cancel(at=at, reason=reason)
    meeting.sequence += 1
    meeting.save()
    log(meeting, "meeting.cancel", f"Ställde in {_name(meeting)}.", by=by, function=function, at=at)
    if meeting.is_activated:
        label = audit.label_of(by, function)
        hooks.tell(lambda hook: hook.on_cancelled(meeting, label, at))
    elif was_called:
        messages.tell_cancelled(meeting, _expected(meeting), at=at)
    changed(meeting)
    return meeting


@transaction.atomic
def begin_meeting(*, meeting_id: int, by: User, at: datetime) -> Meeting:
    """Open a meeting; the first in activated mode only the convener may open.

    Källa: 001 "Länsstyrelsen leder normalt forumets första möte".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if it has already begun or is called off.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must(meeting, meeting.begin, "kan inte börja")
    meeting.begin(at=at)
    if meeting.chair_function is None:
        meeting.chair_function = function
    meeting.save()
    if not meeting.is_activated:
        expect(meeting, _seated(meeting.forum))
    log(meeting, "meeting.begin", f"Öppnade {_name(meeting)}.", by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_begin(meeting, label, at))
    changed(meeting)
    return meeting


@transaction.atomic
def end_meeting(*, meeting_id: int, by: User, at: datetime) -> Meeting:
    """Close a meeting: those never ticked off were absent, and its protocol is drafted.

    Källa: 001 "dokumenterar arbetet och all information".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: unless it is running.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must(meeting, meeting.end, "kan inte avslutas")
    meeting.end(at=at)
    meeting.save()
    meeting.attendances.filter(status=Attendance.Status.EXPECTED).update(
        status=Attendance.Status.ABSENT
    )
    Protocol.objects.create(meeting=meeting, drafted_at=at)
    log(meeting, "meeting.end", f"Avslutade {_name(meeting)}.", by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_end(meeting, label, at))
    changed(meeting)
    return meeting


NO_PLACE = "Ange minst ett sätt att delta: telefonbrygga, länk eller rum."


def _check_time(starts_at: datetime, at: datetime) -> None:
    problem = rules.time_problem(starts_at, at)
    if problem:
        raise RuleError(problem, field="starts_at")


def _place_or_default(place: Place | None, forum: Forum) -> Place:
    where = place_of(forum) if place is None or place.is_empty else place
    if where.is_empty:
        raise RuleError(NO_PLACE, field="bridge_number")
    return where


def _must(meeting: Meeting, move: object, cannot: str) -> None:
    """Refuse in Swedish what the state machine does not allow.

    :raises RuleError: if it does not.
    """
    if not can_proceed(move):
        status = Meeting.Status(meeting.status).label.lower()
        raise RuleError(f"Mötet {cannot}: läget är ”{status}”.")


def _seated(forum: Forum) -> list[Function]:
    seats = Seat.objects.filter(forum=forum, function__is_active=True)
    return [seat.function for seat in seats.select_related("function__actor", "actor")]


def _expected(meeting: Meeting) -> list[Function]:
    rows = meeting.attendances.select_related("function__actor", "actor")
    return [row.function for row in rows]


def _name(meeting: Meeting) -> str:
    shown = local(meeting.starts_at)
    return f"{meeting} {shown:%Y-%m-%d} {clock(meeting.starts_at)}"
