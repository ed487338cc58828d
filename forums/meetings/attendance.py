"""Who is in a meeting, and when: ticked off, gone, back again, put right afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from actors import audit
from actors.models import Function, User
from common.clock import clock
from common.errors import RuleError
from forums import hooks, rules, who_leads
from forums.locks import changed, locked_meeting, log, must_be_open, must_run
from forums.models import Attendance, Meeting, Presence

HERE = {Attendance.Status.PRESENT, Attendance.Status.DEPUTY}


@dataclass(frozen=True)
class Span:
    """When somebody was in the meeting, and whether by a deputy."""

    came_at: datetime
    left_at: datetime | None = None  # none: stayed to the end
    is_deputy: bool = False
    deputy_function: str = ""


@transaction.atomic
def mark_attendance(
    *,
    meeting_id: int,
    attendance_id: int,
    status: str,
    deputy_function: str = "",
    by: User,
    at: datetime,
) -> Attendance:
    """Write down that an actor is present, replaced by another function, or absent.

    The same mark twice changes nothing. A deputy who takes over while the meeting runs has a time
    of its own; afterwards the mark says by whom the actor was there, and the times stand. Somebody
    who has been there is not made absent by a mark: the time is taken away, or ended. A deputy is
    named by function, never by person.
    Källa: Avsiktsförklaringen "Representation utifrån mandat"; domain.md 3.4.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_be_open(meeting)
    row = _row(meeting, attendance_id)
    wanted = Attendance.Status(status)
    deputy = deputy_function.strip() if wanted == Attendance.Status.DEPUTY else ""
    is_back = row.left_at is not None and meeting.status == Meeting.Status.RUNNING
    if (row.status, row.deputy_function) == (wanted, deputy) and not (is_back and wanted in HERE):
        return row
    if wanted in HERE:
        _be_here(row, wanted == Attendance.Status.DEPUTY, deputy, at)
    else:
        _was_never_here(row, at)
    _sum_up(row, wanted)
    text = f"{row.actor}: {wanted.label.lower()}."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell(row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def mark_left(*, meeting_id: int, attendance_id: int, by: User, at: datetime) -> Attendance:
    """Write down that somebody present has left.

    Källa: domain.md 3.4.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_run(meeting)
    row = _row(meeting, attendance_id)
    if row.status not in HERE:
        raise RuleError(f"{row.actor} är inte markerad som närvarande.")
    if row.left_at is not None:
        return row
    row.presences.filter(left_at=None).update(left_at=at)
    _sum_up(row, row.status)
    text = f"{row.actor} lämnade mötet."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell(row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def put_right(
    *,
    meeting_id: int,
    attendance_id: int,
    presence_id: int | None,
    span: Span,
    by: User,
    at: datetime,
) -> Attendance:
    """Correct a time in the meeting, or add one that was forgotten (``presence_id`` None).

    Källa: domain.md 3.4.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_be_open(meeting)
    row = _row(meeting, attendance_id)
    others = row.presences.exclude(pk=presence_id or 0)
    _check(span, list(others), meeting, at)
    presence = _presence(row, presence_id) if presence_id else Presence(attendance=row)
    presence.came_at, presence.left_at = span.came_at, span.left_at
    presence.is_deputy = span.is_deputy
    presence.deputy_function = span.deputy_function.strip() if span.is_deputy else ""
    presence.save()
    _sum_up(row, Attendance.Status.PRESENT)
    until = clock(span.left_at) if span.left_at else ""
    text = f"{row.actor}: rättade närvaron till {clock(span.came_at)}–{until}."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell(row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def take_away(
    *, meeting_id: int, attendance_id: int, presence_id: int, by: User, at: datetime
) -> Attendance:
    """Take away a time in the meeting that never was; without any the actor was absent.

    Källa: domain.md 3.4.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_be_open(meeting)
    row = _row(meeting, attendance_id)
    presence = _presence(row, presence_id)
    presence.delete()
    _sum_up(row, Attendance.Status.ABSENT)
    text = f"{row.actor}: tog bort närvaron från {clock(presence.came_at)}."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell(row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def set_by_phone(
    *, meeting_id: int, attendance_id: int, by_phone: bool, by: User, at: datetime
) -> Attendance:
    """Write down that somebody takes part by telephone only, so that the chair writes for them.

    Källa: domain.md 3.4.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_be_open(meeting)
    row = _row(meeting, attendance_id)
    if row.by_phone != by_phone:
        row.by_phone = by_phone
        row.save()
        how = "endast per telefon" if by_phone else "inte längre endast per telefon"
        log(meeting, "meeting.attendance", f"{row.actor}: {how}.", by=by, function=function, at=at)
        changed(meeting, lists=False)
    return row


@transaction.atomic
def add_unexpected(
    *, meeting_id: int, function_id: int, by_phone: bool = False, by: User, at: datetime
) -> Attendance:
    """Write down somebody present who was not called ("kom ändå").

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "fler aktörer kallas in … anpassad
    sammansättning".
    """
    meeting = locked_meeting(meeting_id)
    leader = who_leads.require_leading(by, meeting)
    must_run(meeting)
    guests = Function.objects.visible_to(by).filter(is_active=True).select_related("actor")
    guest = guests.filter(pk=function_id).first()
    if guest is None:
        raise RuleError("Välj en funktion i listan.", field="function")
    if meeting.attendances.filter(function=guest).exists():
        raise RuleError(f"{guest} finns redan på listan.", field="function")
    row = enter(meeting, guest, by_phone=by_phone, was_called=False, at=at)
    log(meeting, "meeting.attendance", f"{guest} kom ändå.", by=by, function=leader, at=at)
    _tell(row, audit.label_of(by, leader), at)
    return row


def enter(
    meeting: Meeting,
    function: Function,
    *,
    at: datetime,
    by_phone: bool = False,
    was_called: bool = True,
) -> Attendance:
    """Put a function that stands in the room on the list, present from now.

    Källa: domain.md 3.4.
    """
    row, _ = Attendance.objects.get_or_create(
        meeting=meeting,
        function=function,
        defaults={
            "actor_id": function.actor_id,
            "actor_name": function.actor.name,
            "function_name": function.label,
            "mandate_level": function.mandate_level,
            "was_called": was_called,
            "by_phone": by_phone,
        },
    )
    row.meeting = meeting
    _be_here(row, False, "", at)
    _sum_up(row, Attendance.Status.PRESENT)
    return row


def _be_here(row: Attendance, is_deputy: bool, deputy: str, at: datetime) -> None:
    """Let the actor be in the meeting, by function or deputy, from now or as it has been."""
    latest = row.presences.last()
    is_over = row.meeting.status == Meeting.Status.HELD
    # Times are told by the minute: another mark within it corrects the first.
    is_slip = latest is not None and _is_same_minute(latest.came_at, at)
    if latest is not None and (is_over or is_slip or latest.left_at is None):
        if is_over or is_slip or latest.is_deputy == is_deputy:
            latest.is_deputy, latest.deputy_function = is_deputy, deputy
            latest.left_at = latest.left_at if is_over else None
            latest.save()
            return
        latest.left_at = at
        latest.save()
    # Whoever is ticked off afterwards came at the beginning.
    came_at = row.meeting.began_at if is_over else at
    row.presences.create(came_at=came_at or at, is_deputy=is_deputy, deputy_function=deputy)


def _was_never_here(row: Attendance, at: datetime) -> None:
    """Take back a mark of this minute; refuse if the actor has been in the meeting."""
    for presence in row.presences.all():
        if row.meeting.status == Meeting.Status.HELD or not _is_same_minute(presence.came_at, at):
            raise RuleError(
                f"{row.actor} har varit med sedan {clock(presence.came_at)}. Tryck Gick när någon "
                "lämnar, eller ta bort tiden under Rätta tider om den är fel."
            )
        presence.delete()


def _is_same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _sum_up(row: Attendance, status: str) -> None:
    """Let the row tell what its times say; without any it has the given status."""
    times = list(row.presences.all())
    row.status, row.deputy_function = Attendance.Status(status), ""
    row.came_at = row.left_at = None
    if times:
        last = times[-1]
        is_deputy = last.is_deputy
        row.status = Attendance.Status.DEPUTY if is_deputy else Attendance.Status.PRESENT
        row.deputy_function = last.deputy_function
        row.came_at, row.left_at = times[0].came_at, last.left_at
    row.save()


def _check(span: Span, others: list[Presence], meeting: Meeting, at: datetime) -> None:
    """Refuse a time outside the meeting, or on top of another."""
    assert meeting.began_at is not None  # noqa: S101 - an open meeting has begun; tells mypy
    problem = rules.span_problem(
        (span.came_at, span.left_at),
        (meeting.began_at, meeting.ended_at or at),
        [(other.came_at, other.left_at) for other in others],
    )
    if problem:
        raise RuleError(problem, field="came")


def _presence(row: Attendance, presence_id: int) -> Presence:
    found = row.presences.filter(pk=presence_id).first()
    if found is None:
        raise RuleError("Tiden finns inte längre. Läs in sidan igen.")
    return found


def _tell(row: Attendance, label: str, at: datetime) -> None:
    hooks.tell(lambda hook: hook.on_attendance(row, label, at))
    changed(row.meeting, lists=False)


def _row(meeting: Meeting, attendance_id: int) -> Attendance:
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("actor", "function__actor")
        .filter(meeting=meeting, pk=attendance_id)
        .first()
    )
    if row is None:
        raise RuleError("Aktören finns inte på mötets lista.")
    row.meeting = meeting
    return row
