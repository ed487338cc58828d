"""Plan, call, move, cancel, begin and end a meeting."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from actors import audit
from actors.models import Function, User
from common.clock import clock, local
from common.counts import counted
from common.errors import RuleError
from common.transitions import require_transition
from forums import hooks, rules, who_leads
from forums.locks import changed, locked_meeting, log
from forums.meetings import agendas, attendance, messages
from forums.meetings.contradictions import contradictions_of
from forums.models import AgendaItem, Attendance, Forum, Meeting, Protocol, Seat
from forums.places import Place, place_of


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
    Källa: Avsiktsförklaringen "Så aktiveras olika forum"; Avsiktsförklaringen scen 1, scen 2.
    """
    function = acting or who_leads.require_forum_leader(by, forum)
    _check_time(starts_at, at)
    where = place_of(forum) if place is None or place.is_empty else place
    if where.is_empty:
        raise RuleError(NO_PLACE, field="bridge_number")
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

    Källa: domain.md 3.2.
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

    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """
    Attendance.objects.bulk_create(
        [
            Attendance(
                meeting=meeting,
                actor_id=function.actor_id,
                actor_name=function.actor.name,
                function=function,
                function_name=function.label,
                mandate_level=function.mandate_level,
            )
            for function in functions
        ],
        ignore_conflicts=True,
    )


def call_meeting(*, meeting: Meeting, at: datetime) -> None:
    """Mark that the summons of a meeting are out; whoever sends them has checked the right."""
    require_transition(meeting, meeting.call, "Mötet", "kallas")
    meeting.call(at=at)
    meeting.save(update_fields=["status", "called_at", "sequence"])
    changed(meeting)


@transaction.atomic
def send_call(*, meeting_id: int, by: User, at: datetime) -> int:
    """Call the standing seats of the forum to an ordinary meeting; return how many were told.

    Meetings in activated mode are called by summons of their activation.
    Källa: Avsiktsförklaringen "Organisation och styrning".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
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

    Källa: domain.md 6.1; Avsiktsförklaringen "Så aktiveras olika forum".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    require_transition(meeting, meeting.begin, "Mötet", "flyttas")
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

    Källa: domain.md 6.1; Avsiktsförklaringen "Så aktiveras olika forum".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv varför mötet ställs in.", field="reason")
    require_transition(meeting, meeting.cancel, "Mötet", "ställas in")
    was_called = meeting.status == Meeting.Status.CALLED
    meeting.cancel(at=at, reason=reason)
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

    Whoever opens it is present from then on, called or not.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
    första möte".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    require_transition(meeting, meeting.begin, "Mötet", "börja")
    if meeting.chair_function is None:
        meeting.chair_function = function
    meeting.begin(at=at)
    meeting.save()
    if not meeting.is_activated:
        expect(meeting, _seated(meeting.forum))
    _keep_names(meeting)
    is_listed = meeting.attendances.filter(function=function).exists()
    leader = attendance.enter(meeting, function, at=at)
    log(meeting, "meeting.begin", f"Öppnade {_name(meeting)}.", by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_begin(meeting, label, at))
    if is_listed:
        hooks.tell(lambda hook: hook.on_attendance(leader, label, at))
    changed(meeting)
    return meeting


@transaction.atomic
def end_meeting(*, meeting_id: int, explanation: str = "", by: User, at: datetime) -> Meeting:
    """Close a meeting: those never ticked off were absent, and its protocol is drafted.

    What contradicts itself is mended first, or explained in the protocol.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
    information".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    require_transition(meeting, meeting.end, "Mötet", "avslutas")
    explanation = rules.legible(explanation)
    odd = contradictions_of(meeting)
    if odd and len(explanation) < rules.SHORTEST_REASON:
        raise RuleError(
            f"{' '.join(odd)} Rätta det, eller förklara hur det hänger ihop.",
            code="contradictions",
            field="explanation",
        )
    meeting.end(at=at)
    meeting.save()
    meeting.attendances.filter(status=Attendance.Status.EXPECTED).update(
        status=Attendance.Status.ABSENT
    )
    kept = explanation if odd else ""
    Protocol.objects.create(meeting=meeting, drafted_at=at, explanation=kept)
    log(meeting, "meeting.end", f"Avslutade {_name(meeting)}.", by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_end(meeting, label, at))
    changed(meeting)
    return meeting


def _keep_names(meeting: Meeting) -> None:
    """Let the list say what its actors and functions are called the day the meeting begins."""
    rows = list(meeting.attendances.select_related("actor", "function"))
    for row in rows:
        row.actor_name, row.function_name = row.actor.name, row.function.label
    Attendance.objects.bulk_update(rows, ["actor_name", "function_name"])


NO_PLACE = "Ange minst ett sätt att delta: telefonbrygga, länk eller rum."


def _check_time(starts_at: datetime, at: datetime) -> None:
    problem = rules.time_problem(starts_at, at)
    if problem:
        raise RuleError(problem, field="starts_at")


def _seated(forum: Forum) -> list[Function]:
    seats = Seat.objects.filter(forum=forum, function__is_active=True)
    return [seat.function for seat in seats.select_related("function__actor", "actor")]


def _expected(meeting: Meeting) -> list[Function]:
    rows = meeting.attendances.select_related("function__actor", "actor")
    return [row.function for row in rows]


def _name(meeting: Meeting) -> str:
    shown = local(meeting.starts_at)
    return f"{meeting} {shown:%Y-%m-%d} {clock(meeting.starts_at)}"
