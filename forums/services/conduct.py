"""What the chair and the secretary write down while a meeting runs; two may write at once."""

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from actors import audit
from actors.models import Function, Level, User
from common.clock import clock, local
from common.errors import RuleError
from forums import hooks, leading, rules
from forums.models import Attendance, Meeting, MeetingDecision, MeetingNote, Protocol
from forums.places import Place, place_of
from forums.services.locks import changed, locked_meeting, log

HERE = {Attendance.Status.PRESENT, Attendance.Status.DEPUTY}
NOT_HERE = "Vid den hemliga punkten antecknas inget här. Skriv i en hemlig bilaga."


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

    The same mark twice changes nothing. Afterwards it may be put right until the protocol is
    adjusted. A deputy is named by function, never by person.
    Källa: 001 "Representation utifrån mandat".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting is not open for notes, or the row belongs elsewhere.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must_be_open(meeting)
    row = _row(meeting, attendance_id)
    wanted = Attendance.Status(status)
    deputy = deputy_function.strip() if wanted == Attendance.Status.DEPUTY else ""
    is_back = row.left_at is not None and wanted in HERE
    if (row.status, row.deputy_function) == (wanted, deputy) and not is_back:
        return row
    row.status, row.deputy_function = wanted, deputy
    row.came_at = (row.came_at or _moment(meeting, at)) if wanted in HERE else None
    row.left_at = None
    row.save()
    text = f"{row.actor}: {wanted.label.lower()}."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell_attendance(meeting, row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def mark_left(*, meeting_id: int, attendance_id: int, by: User, at: datetime) -> Attendance:
    """Write down that somebody present has left.

    Källa: features.md E3 "time in and out".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting does not run, or the actor is not there.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must_run(meeting)
    row = _row(meeting, attendance_id)
    if row.status not in HERE:
        raise RuleError(f"{row.actor} är inte markerad som närvarande.")
    if row.left_at is not None:
        return row
    row.left_at = at
    row.save()
    text = f"{row.actor} lämnade mötet."
    log(meeting, "meeting.attendance", text, by=by, function=function, at=at)
    _tell_attendance(meeting, row, audit.label_of(by, function), at)
    return row


@transaction.atomic
def set_by_phone(
    *, meeting_id: int, attendance_id: int, by_phone: bool, by: User, at: datetime
) -> Attendance:
    """Write down that somebody takes part by telephone only, so that the chair writes for them.

    Källa: model.md §2 "Phone-only participants are recorded by the chair".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting is not open for notes.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must_be_open(meeting)
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

    Källa: 001 "fler aktörer kallas in … anpassad sammansättning".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting does not run, or the function is unknown or already listed.
    """
    meeting = locked_meeting(meeting_id)
    leader = leading.require_leading(by, meeting)
    _must_run(meeting)
    guests = Function.objects.visible_to(by).filter(is_active=True).select_related("actor")
    guest = guests.filter(pk=function_id).first()
    if guest is None:
        raise RuleError("Välj en funktion i listan.", field="function")
    row, is_new = Attendance.objects.get_or_create(
        meeting=meeting,
        function=guest,
        defaults={
            "actor_id": guest.actor_id,
            "mandate_level": guest.mandate_level,
            "status": Attendance.Status.PRESENT,
            "came_at": at,
            "was_called": False,
            "by_phone": by_phone,
        },
    )
    if not is_new:
        raise RuleError(f"{guest} finns redan på listan.", field="function")
    row.meeting = meeting
    log(meeting, "meeting.attendance", f"{guest} kom ändå.", by=by, function=leader, at=at)
    _tell_attendance(meeting, row, audit.label_of(by, leader), at)
    return row


@transaction.atomic
def add_note(
    *,
    meeting_id: int,
    text: str,
    agenda_item_id: int | None = None,
    actor_id: int | None = None,
    corrects_id: int | None = None,
    corrects_decision_id: int | None = None,
    by: User,
    at: datetime,
) -> MeetingNote:
    """Write down what was said, at which point and by which actor; or correct what stands.

    Nothing is ever changed: a correction is a later note that names the earlier one.
    Källa: 001 "dokumenterar arbetet och all information"; model.md §0.4; reliability.md K19.

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting is not open for notes, something named is not in it, or the
        point is secret.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must_be_open(meeting)
    text = rules.legible(text)
    if not text:
        raise RuleError("Skriv anteckningen.", field="text")
    point = _within(meeting.agenda, agenda_item_id, "agenda_item")
    if point is not None and point.is_secret:
        raise RuleError(NOT_HERE, field="text")
    note = MeetingNote.objects.create(
        meeting=meeting,
        agenda_item=point,
        actor_id=_listed_actor(meeting, actor_id),
        text=text,
        written_at=at,
        written_by=audit.label_of(by, function),
        corrects=_within(meeting.notes, corrects_id, "corrects"),
        corrects_decision=_within(meeting.decisions, corrects_decision_id, "corrects_decision"),
    )
    log(meeting, "meeting.note", "Skrev en anteckning.", by=by, function=function, at=at)
    changed(meeting, lists=False)
    return note


@transaction.atomic
def add_decision(
    *,
    meeting_id: int,
    kind: str,
    text: str = "",
    chair_function_id: int | None = None,
    next_starts_at: datetime | None = None,
    next_place: Place | None = None,
    by: User,
    at: datetime,
) -> MeetingDecision:
    """Write down what the meeting settled about its own work, or what the actors agreed on.

    Higher apps act on it: a new chair, the next meeting, the directing forum. A next meeting in
    ordinary mode is planned here.
    Källa: 001 "Under det första mötet bestämmer man också det fortsatta ordförandeskapet";
    001 "De faktiska besluten måste alltid tas av respektive aktör".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the meeting does not run, or the decision lacks what its kind needs.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    _must_run(meeting)
    wanted = MeetingDecision.Kind(kind)
    decision = MeetingDecision(
        meeting=meeting,
        number=_next_number(meeting),
        kind=wanted,
        made_at=at,
        chair_function=_new_chair(meeting, wanted, chair_function_id),
        next_starts_at=_next_time(wanted, next_starts_at, at),
        next_place=_next_place(meeting, wanted, next_place),
    )
    decision.text = _wording(decision, rules.legible(text))
    decision.save()
    _note_next_meeting(decision)
    words = f"§ {decision.number} {wanted.label}."
    log(meeting, "meeting.decision", words, by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_decision(decision, by, label, at))
    changed(meeting)
    return decision


_KIND = MeetingDecision.Kind
Part = TypeVar("Part", bound=models.Model)


def _tell_attendance(meeting: Meeting, row: Attendance, label: str, at: datetime) -> None:
    hooks.tell(lambda hook: hook.on_attendance(row, label, at))
    changed(meeting, lists=False)


def _must_run(meeting: Meeting) -> None:
    """Refuse unless the meeting runs.

    :raises RuleError: if it does not.
    """
    if meeting.status != Meeting.Status.RUNNING:
        raise RuleError("Det går bara medan mötet pågår.")


def _must_be_open(meeting: Meeting) -> None:
    """Refuse unless the meeting runs, or its protocol is still a draft.

    :raises RuleError: if neither.
    """
    if meeting.status == Meeting.Status.RUNNING:
        return
    if meeting.status != Meeting.Status.HELD:
        raise RuleError("Det går bara medan mötet pågår och tills protokollet är justerat.")
    if meeting.protocol.status != Protocol.Status.DRAFT:
        raise RuleError("Protokollet är justerat. Öppna det igen först.")


def _moment(meeting: Meeting, at: datetime) -> datetime:
    """Return when somebody came who is ticked off now: afterwards, from the beginning."""
    if meeting.status == Meeting.Status.HELD and meeting.began_at:
        return meeting.began_at
    return at


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


def _within(related: models.Manager[Part], pk: int | None, field: str) -> Part | None:
    if pk is None:
        return None
    found = related.filter(pk=pk).first()
    if found is None:
        raise RuleError("Det du valde hör inte till mötet. Välj igen.", field=field)
    return found


def _listed_actor(meeting: Meeting, actor_id: int | None) -> int | None:
    if actor_id is None or meeting.attendances.filter(actor_id=actor_id).exists():
        return actor_id
    raise RuleError("Aktören finns inte på mötets lista.", field="actor")


def _next_number(meeting: Meeting) -> int:
    highest = meeting.decisions.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1


def _new_chair(meeting: Meeting, kind: str, function_id: int | None) -> Function | None:
    if kind != _KIND.CHAIR:
        return None
    listed = [row.function_id for row in meeting.attendances.only("function_id")]
    listed += [function.pk for function in hooks.participants_of(meeting)]
    if function_id is None or function_id not in listed:
        raise RuleError("Välj ordförande bland dem som deltar.", field="chair_function")
    return Function.objects.select_related("actor").get(pk=function_id)


def _next_time(kind: str, starts_at: datetime | None, at: datetime) -> datetime | None:
    if kind != _KIND.NEXT_MEETING:
        return None
    if starts_at is None:
        raise RuleError("Ange dag och tid för nästa möte.", field="next_starts_at")
    problem = rules.time_problem(starts_at, at)
    if problem:
        raise RuleError(problem, field="next_starts_at")
    return starts_at


def _next_place(meeting: Meeting, kind: str, place: Place | None) -> dict[str, str]:
    """Return where the next meeting is held: as this one, if nothing else was said."""
    if kind != _KIND.NEXT_MEETING:
        return {}
    where = place_of(meeting) if place is None or place.is_empty else place
    return {name: value for name, value in where.as_dict().items() if value}


def _wording(decision: MeetingDecision, text: str) -> str:
    """Return the text of the decision; the kinds about the meeting's own work word themselves."""
    if rules.decides_for_others(text):
        raise RuleError(
            "Skriv vad aktörerna har enats om. Forumet beslutar inte åt någon aktör.", field="text"
        )
    if decision.kind == _KIND.CHAIR:
        standard = f"Ordförande fortsatt: {decision.chair_function}."
    elif decision.kind == _KIND.NEXT_MEETING:
        assert decision.next_starts_at is not None  # noqa: S101 - held by _next_time
        shown = local(decision.next_starts_at)
        standard = f"Nästa möte {shown:%Y-%m-%d} {clock(decision.next_starts_at)}."
    elif decision.kind == _KIND.DIRECTION:
        standard = _asking_for_direction(decision.meeting)
    else:
        standard = ""
    if not standard and not text:
        raise RuleError("Skriv lydelsen.", field="text")
    return f"{standard} {text}".strip()


def _asking_for_direction(meeting: Meeting) -> str:
    if not rules.may_ask_for_direction(meeting.forum.level, Level.DIRECTING):
        raise RuleError("Det här forumet kan inte begära inriktande forum.", field="kind")
    return "Länsstyrelsen ombeds att sammankalla inriktande forum."


def _note_next_meeting(decision: MeetingDecision) -> None:
    if decision.kind != _KIND.NEXT_MEETING or decision.next_starts_at is None:
        return
    meeting = decision.meeting
    meeting.next_meeting_note = (
        f"{local(decision.next_starts_at):%Y-%m-%d} {clock(decision.next_starts_at)}"
    )
    meeting.save(update_fields=["next_meeting_note"])
