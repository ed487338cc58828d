"""The rota: shifts laid, taken away, swapped and handed over."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q

from actors import audit, rules
from actors.addresses.changes import locked_function, touched
from actors.duty import notices
from actors.models import Appointment, DutyShift, Function, User
from actors.rights import rights
from actors.rights.administration import administrator_of, require_administrator
from actors.wording import span_text
from common.errors import RuleError


@transaction.atomic
def add_shift(
    *,
    function_id: int,
    holder_id: int,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
) -> DutyShift:
    """Put somebody who holds the function on duty.

    The function's row is locked, so that two shifts laid at once cannot overlap.
    """
    function = locked_function(function_id)
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    if ends_at <= starts_at:
        raise RuleError("Passet måste sluta efter att det börjar.", field="ends_at")
    if ends_at - starts_at > rules.LONGEST_SHIFT:
        raise RuleError("Ett pass kan vara högst 31 dagar.", field="ends_at")
    if ends_at <= at:
        raise RuleError("Passet har redan slutat. Ange en tid framåt.", field="ends_at")
    _check_holds(function, holder_id, starts_at, ends_at)
    other = function.shifts.overlapping(starts_at, ends_at).first()
    if other is not None:
        span = span_text(other.starts_at, other.ends_at)
        raise RuleError(f"Passet krockar med passet {span}. Ändra tiden.", field="starts_at")
    shift = DutyShift.objects.create(
        function=function, holder_id=holder_id, starts_at=starts_at, ends_at=ends_at
    )
    acting.record("duty.add", shift, f"Pass för {function}: {span_text(starts_at, ends_at)}.")
    notices.tell_holder(shift, at=at)
    touched(function.actor, holder_id)
    return shift


@transaction.atomic
def remove_shift(*, shift_id: int, by: User, at: datetime) -> None:
    """Take away a shift to come, or cut one that runs so that it ends now."""
    shift = _locked_shift(shift_id)
    acting = audit.Acting(by, require_administrator(by, shift.function.actor), at)
    _check_not_ended(shift, at)
    span = span_text(shift.starts_at, shift.ends_at)
    acting.record("duty.remove", shift, f"Pass för {shift.function} borttaget: {span}.")
    _end(shift, at)
    touched(shift.function.actor, shift.holder_id)


@transaction.atomic
def swap_shift(*, shift_id: int, new_holder_id: int, by: User, at: datetime) -> DutyShift:
    """Let another holder of the function take the shift.

    One that runs already is divided: the former holder keeps the part that has been.
    """
    shift = _locked_shift(shift_id)
    acting = audit.Acting(by, _own_or_administrator(by, shift), at)
    _check_not_ended(shift, at)
    if shift.holder_id == new_holder_id:
        raise RuleError("Passet innehas redan av den personen.", field="new_holder")
    _check_holds(shift.function, new_holder_id, max(shift.starts_at, at), shift.ends_at)
    former = shift.holder_id
    if shift.starts_at < at:
        ends_at = shift.ends_at
        shift.ends_at = at
        shift.save(update_fields=["ends_at"])
        shift = DutyShift(function=shift.function, starts_at=at, ends_at=ends_at)
    shift.holder_id, shift.swapped_from_id = new_holder_id, former
    shift.save()
    acting.record(
        "duty.swap",
        shift,
        f"Pass för {shift.function} bytt: {span_text(shift.starts_at, shift.ends_at)}.",
    )
    notices.tell_holder(shift, at=at)
    touched(shift.function.actor, former, new_holder_id)
    return shift


@transaction.atomic
def hand_over(*, shift_id: int, note: str, by: User, at: datetime) -> DutyShift:
    """Leave a note to whoever has the next shift.

    Källa: domain.md 2.3.
    """
    shift = _locked_shift(shift_id)
    acting = audit.Acting(by, _own_or_administrator(by, shift), at)
    if shift.starts_at > at:
        raise RuleError("Passet har inte börjat. Lämna över när du har haft det.")
    if not note.strip():
        raise RuleError("Skriv vad efterträdaren behöver veta.", field="note")
    shift.handover_note, shift.handed_over_at, shift.note_read_at = note.strip(), at, None
    shift.save(update_fields=["handover_note", "handed_over_at", "note_read_at"])
    acting.record("duty.hand_over", shift, f"Överlämning skriven för {shift.function}.")
    successor = next_shift(shift)
    touched(shift.function.actor, *([successor.holder_id] if successor else []))
    return shift


@transaction.atomic
def read_note(*, shift_id: int, by: User, at: datetime) -> None:
    """Write down that the successor has read the note; only the first time counts."""
    shift = _locked_shift(shift_id)
    successor = next_shift(shift)
    if successor is None or successor.holder_id != by.pk:
        raise PermissionDenied("Bara den som har nästa pass kvitterar överlämningen.")
    if shift.note_read_at is None:
        shift.note_read_at = at
        shift.save(update_fields=["note_read_at"])
        audit.Acting(by, shift.function, at).record(
            "duty.read_note", shift, f"Överlämning läst för {shift.function}."
        )


def next_shift(shift: DutyShift) -> DutyShift | None:
    """Return the shift that follows in the same function."""
    following = DutyShift.objects.filter(
        function_id=shift.function_id, starts_at__gte=shift.ends_at
    )
    return following.order_by("starts_at").first()


def drop_shifts(person: User, function: Function, *, from_moment: datetime, at: datetime) -> int:
    """Free the shifts of somebody who no longer holds the function; the gaps are seen at once."""
    shifts = DutyShift.objects.filter(
        holder=person, function=function, ends_at__gt=from_moment
    ).select_for_update()
    for shift in shifts:
        _end(shift, max(from_moment, at))
    return len(shifts)


def _end(shift: DutyShift, moment: datetime) -> None:
    if shift.starts_at >= moment:
        shift.delete()
    else:
        shift.ends_at = moment
        shift.save(update_fields=["ends_at"])


def _locked_shift(shift_id: int) -> DutyShift:
    """Lock the function first, then the shift: the same order everywhere."""
    function_id = DutyShift.objects.values_list("function_id", flat=True).get(pk=shift_id)
    locked_function(function_id)
    return (
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("function__actor")
        .get(pk=shift_id)
    )


def _own_or_administrator(by: User, shift: DutyShift) -> Function:
    if shift.holder_id == by.pk and shift.function in rights.functions_of(by):
        return shift.function
    acting = administrator_of(by, shift.function.actor)
    if acting is None:
        raise PermissionDenied("Behörighet saknas.")
    return acting


def _check_holds(
    function: Function, person_id: int, starts_at: datetime, ends_at: datetime
) -> None:
    holds = Appointment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gte=ends_at),
        function=function,
        person_id=person_id,
        person__is_active=True,
        starts_at__lte=starts_at,
    ).exclude(ends_at=F("starts_at"))
    if not holds.exists():
        raise RuleError(
            "Personen är inte förordnad till funktionen under hela passet.", field="holder"
        )


def _check_not_ended(shift: DutyShift, at: datetime) -> None:
    if shift.ends_at <= at:
        raise RuleError("Passet är avslutat och hör till historiken.")
