"""Put right what is wrong in adopted minutes: proposed by one, adjusted by another, beside them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from actors import audit
from actors.models import Function, Region, User
from actors.rights import rights
from common.errors import RuleError
from common.transitions import require_transition
from forums import hooks, rules, who_leads
from forums.locks import changed, locked_protocol, log, require_wording
from forums.meetings import messages
from forums.minutes.services import adjusting_function
from forums.models import MinutesCorrection, Protocol
from records.files import seals

Status = MinutesCorrection.Status


@transaction.atomic
def propose_correction(
    *,
    protocol_id: int,
    about: str,
    says: str,
    reason: str,
    wording_reason: str = "",
    by: User,
    at: datetime,
) -> MinutesCorrection:
    """Say what is wrong in adopted minutes, what it should say, and why.

    Källa: domain.md 3.3; Målbilden 2.2 "spårbarhet".
    """
    protocol = locked_protocol(protocol_id)
    function = require_taking_part(by, protocol)
    if protocol.status != Protocol.Status.ADOPTED:
        raise RuleError("Protokollet är inte fastställt. Öppna det igen och ändra i stället.")
    words = {"about": about, "says": says, "reason": reason}
    for name, missing in (
        ("about", "Skriv vilken punkt eller paragraf som är fel."),
        ("says", "Skriv hur det ska stå."),
        ("reason", "Skriv varför."),
    ):
        words[name] = rules.legible(words[name])
        if not words[name]:
            raise RuleError(missing, field=name)
    require_wording(words["says"], wording_reason)
    highest = protocol.corrections.aggregate(highest=Max("number"))["highest"] or 0
    correction = MinutesCorrection.objects.create(
        protocol=protocol,
        number=highest + 1,
        wording_reason=wording_reason.strip(),
        proposed_at=at,
        proposed_by=audit.label_of(by, function),
        proposed_by_user_id=by.pk,
        **words,
    )
    _written(correction, "correction.propose", "föreslagen", by, function, at)
    return correction


@transaction.atomic
def adjust_correction(*, correction_id: int, by: User, at: datetime) -> MinutesCorrection:
    """Confirm a correction: another person than who proposed it, from a function that was there.

    It is sealed by its own hash, stands beside the minutes, and is told to whoever got them.
    Källa: domain.md 3.3, 1.9.
    """
    correction = _locked(correction_id)
    function = _another(by, correction)
    require_transition(correction, correction.adjust, "Rättelsen", "justeras")
    label = audit.label_of(by, function)
    sha256 = seals.digest(correction.sealed())
    correction.adjust(by_label=label, by_user_id=by.pk, sha256=sha256, at=at)
    correction.save()
    _written(correction, "correction.adjust", "justerad", by, function, at)
    meeting = correction.protocol.meeting
    rows = meeting.attendances.select_related("function__actor")
    told = {row.function_id: row.function for row in rows}
    told |= {one.pk: one for one in hooks.participants_of(meeting)}
    messages.tell_corrected(correction, told.values(), at=at)
    hooks.tell(lambda hook: hook.on_corrected(correction, label, at))
    return correction


@transaction.atomic
def decline_correction(
    *, correction_id: int, reason: str, by: User, at: datetime
) -> MinutesCorrection:
    """Say that the minutes are right as they stand, and why: another person than who proposed.

    Källa: domain.md 3.3, 1.9.
    """
    correction = _locked(correction_id)
    function = _another(by, correction)
    because = rules.legible(reason)
    if not because:
        raise RuleError("Skriv varför protokollet stämmer.", field="reason")
    require_transition(correction, correction.decline, "Rättelsen", "avvisas")
    label = audit.label_of(by, function)
    correction.decline(by_label=label, by_user_id=by.pk, because=because[:300], at=at)
    correction.save()
    _written(correction, "correction.decline", "avvisad", by, function, at)
    return correction


@transaction.atomic
def withdraw_correction(*, correction_id: int, by: User, at: datetime) -> MinutesCorrection:
    """Take one's own proposal back while it waits.

    Källa: domain.md 3.3.
    """
    correction = _locked(correction_id)
    function = require_taking_part(by, correction.protocol)
    if correction.proposed_by_user_id != by.pk:
        raise PermissionDenied("Bara den som föreslog rättelsen tar tillbaka den.")
    require_transition(correction, correction.withdraw, "Rättelsen", "tas tillbaka")
    correction.withdraw(by_label=audit.label_of(by, function), by_user_id=by.pk, at=at)
    correction.save()
    _written(correction, "correction.withdraw", "återtagen", by, function, at)
    return correction


def may_settle(user: User, correction: MinutesCorrection) -> bool:
    """Return whether somebody may adjust or decline: was there or leads, and did not propose it.

    Källa: domain.md 3.3, 1.9.
    """
    is_another = rules.may_adjust(user.pk, {correction.proposed_by_user_id})
    return is_another and adjusting_function(user, correction.protocol.meeting) is not None


def waiting_for(user: User, at: datetime) -> "QuerySet[MinutesCorrection]":
    """Return the corrections that the user may settle, in a fixed number of queries."""
    held = rights.functions_of(user, at)
    convened = rights.things(user, who_leads.CONVENE, Region)
    there = Q(
        protocol__meeting__attendances__function__in=held,
        protocol__meeting__attendances__status__in=["expected", "present", "deputy"],
    )
    rows = MinutesCorrection.objects.filter(status=Status.PROPOSED)
    rows = rows.filter(there | Q(protocol__meeting__forum__region__in=convened))
    return (
        rows.exclude(proposed_by_user_id=user.pk)
        .select_related("protocol__meeting__forum__region")
        .distinct()
    )


def _locked(correction_id: int) -> MinutesCorrection:
    """Return the correction locked; the meeting is locked first, as everywhere."""
    found = MinutesCorrection.objects.values_list("protocol_id", flat=True).get(pk=correction_id)
    protocol = locked_protocol(found)
    correction = MinutesCorrection.objects.select_for_update().get(pk=correction_id)
    correction.protocol = protocol
    return correction


def require_taking_part(by: User, protocol: Protocol) -> Function:
    """Return the function in which the user was at the meeting, or leads.

    Källa: domain.md 3.3.
    """
    function = adjusting_function(by, protocol.meeting)
    if function is None:
        raise PermissionDenied("Bara den som deltog i mötet eller leder forumet rättar.")
    return function


def _another(by: User, correction: MinutesCorrection) -> Function:
    function = require_taking_part(by, correction.protocol)
    if not rules.may_adjust(by.pk, {correction.proposed_by_user_id}):
        raise RuleError("Du har föreslagit rättelsen. Någon annan som var med avgör den.")
    return function


def _written(
    correction: MinutesCorrection,
    action: str,
    what: str,
    by: User,
    function: Function,
    at: datetime,
) -> None:
    meeting = correction.protocol.meeting
    words = f"{correction} av protokollet {what}, {meeting}."
    log(meeting, action, words, by=by, function=function, at=at)
    changed(meeting)
