"""From draft to adjusted to adopted and sealed; who writes does not adjust."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from actors import audit
from actors.models import Appointment, Function, User
from actors.rights import rights
from common.errors import RuleError
from common.transitions import require_transition
from forums import hooks, rules, who_leads
from forums.locks import changed, locked_protocol, log, require_wording
from forums.meetings import messages
from forums.minutes import content as minutes
from forums.minutes import documents
from forums.minutes.authors import authors_of
from forums.models import Meeting, Protocol
from records.files import seals
from records.models import Job


class SummaryConflict(RuleError):
    """Somebody else changed the summary meanwhile; ``protocol`` is as it stands now."""

    def __init__(self, protocol: Protocol) -> None:
        who = protocol.summary_by or "Någon annan"
        super().__init__(f"{who} ändrade texten medan du skrev.", code="conflict")
        self.protocol = protocol


def adjusting_function(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may adjust the protocol, if any.

    Whoever leads the meeting, or holds a function that took part. That the adjuster is another
    person than those who wrote is for the service.
    Källa: domain.md 3.3, 1.9.
    """
    function = who_leads.leading_function(user, meeting)
    if function is not None or not user.is_active:
        return function
    took_part = set(
        meeting.attendances.exclude(status="absent").values_list("function_id", flat=True)
    )
    return next((held for held in rights.functions_of(user) if held.pk in took_part), None)


def adopting_function(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may adopt the protocol, if any.

    The convener, or who chairs; a secretary who only leads the forum's practical side may not.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen … dokumenterar arbetet och
    all information".
    """
    convener = rights.carrying(user, who_leads.CONVENE, meeting.forum.region)
    if convener is not None:
        return convener
    held = {function.pk: function for function in rights.functions_of(user)}
    chair = held.get(meeting.chair_function_id or 0) if user.is_active else None
    if chair is not None:
        return chair
    function = who_leads.leading_function(user, meeting)
    is_secretary = rights.may(user, who_leads.LEAD, meeting.forum)
    return None if is_secretary else function


def adjusters_of(protocol: Protocol, at: datetime) -> list[Function]:
    """Return the functions in which somebody may adjust: there or leading, with no part written.

    Källa: domain.md 3.3, 1.9.
    """
    meeting = protocol.meeting
    there = meeting.attendances.exclude(status="absent").values("function_id")
    leading = rights.holders_of(who_leads.CONVENE, meeting.forum.region).values("pk")
    others = Appointment.objects.current(at).filter(person__is_active=True)
    others = others.exclude(person_id__in=authors_of(protocol))
    functions = Function.objects.filter(
        Q(pk__in=there) | Q(pk__in=leading) | Q(pk=meeting.chair_function_id),
        is_active=True,
        pk__in=others.values("function_id"),
    )
    return list(functions.select_related("actor").order_by("actor__name", "name"))


@transaction.atomic
def edit_summary(
    *,
    protocol_id: int,
    text: str,
    version: int,
    wording_reason: str = "",
    by: User,
    at: datetime,
) -> Protocol:
    """Write the summary of a draft, if nobody has changed it since ``version``.

    Källa: domain.md 3.3, 1.10.

    :raises SummaryConflict: if somebody else has written meanwhile.
    """
    protocol = locked_protocol(protocol_id)
    function = who_leads.require_leading(by, protocol.meeting)
    if protocol.status != Protocol.Status.DRAFT:
        raise RuleError("Protokollet är justerat. Öppna det igen först.")
    text = rules.legible(text)
    if protocol.summary == text:
        return protocol
    if protocol.summary_version != version:
        raise SummaryConflict(protocol)
    require_wording(text, wording_reason)
    protocol.summary, protocol.wording_reason = text, wording_reason.strip()
    protocol.summary_version += 1
    protocol.summary_by, protocol.summary_by_user_id = audit.label_of(by, function), by.pk
    protocol.save()
    _written(protocol, "protocol.edit", "Ändrade sammanfattningen", by, function, at)
    return protocol


@transaction.atomic
def adjust_protocol(*, protocol_id: int, by: User, at: datetime) -> Protocol:
    """Approve the draft: a person who wrote nothing of it, from a function that was there.

    Källa: domain.md 3.3, 1.9.
    """
    protocol = locked_protocol(protocol_id)
    function = adjusting_function(by, protocol.meeting)
    if function is None:
        raise PermissionDenied("Bara den som deltog i mötet kan justera.")
    require_transition(protocol, protocol.adjust, "Protokollet", "justeras")
    if not rules.may_adjust(by.pk, authors_of(protocol)):
        raise RuleError("Du har skrivit i protokollet. Någon annan som var med behöver justera.")
    protocol.adjust(by_label=audit.label_of(by, function), by_user_id=by.pk, at=at)
    protocol.save()
    _written(protocol, "protocol.adjust", "Justerade protokollet", by, function, at)
    return protocol


@transaction.atomic
def reopen_protocol(*, protocol_id: int, reason: str, by: User, at: datetime) -> Protocol:
    """Take an adjusted protocol up again because something in it is wrong.

    Källa: domain.md 3.3.
    """
    protocol = locked_protocol(protocol_id)
    function = adjusting_function(by, protocol.meeting)
    if function is None:
        raise PermissionDenied("Bara den som deltog i mötet kan öppna protokollet igen.")
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv vad som behöver ändras.", field="reason")
    require_transition(protocol, protocol.reopen, "Protokollet", "öppnas igen")
    protocol.reopen()
    protocol.reopen_reason = reason
    protocol.save()
    _written(protocol, "protocol.reopen", "Öppnade protokollet igen", by, function, at)
    return protocol


@transaction.atomic
def adopt_protocol(*, protocol_id: int, by: User, at: datetime) -> Protocol:
    """Freeze the contents, seal them by their hash, ask for the PDF and tell who took part.

    Källa: Målbilden 2.2 "dokumentation, lagring och spårbarhet"; Avsiktsförklaringen "Så aktiveras
    olika forum": "dokumenterar arbetet".
    """
    protocol = locked_protocol(protocol_id)
    meeting = protocol.meeting
    function = adopting_function(by, meeting)
    if function is None:
        raise PermissionDenied("Bara sammankallande eller ordförande kan fastställa.")
    require_transition(protocol, protocol.adopt, "Protokollet", "fastställas")
    label = audit.label_of(by, function)
    content = minutes.gather(protocol)
    protocol.adopt(by_label=label, at=at, content=content, sha256=seals.digest(content))
    protocol.save()
    meeting.seal()
    meeting.save()
    _written(protocol, "protocol.adopt", "Fastställde protokollet", by, function, at)
    documents.PDF.want_next(protocol, at)
    rows = meeting.attendances.select_related("function__actor")
    told = {row.function_id: row.function for row in rows}
    told |= {function.pk: function for function in hooks.participants_of(meeting)}
    messages.tell_adopted(protocol, told.values(), at=at)
    hooks.tell(lambda hook: hook.on_adopted(protocol, at))
    return protocol


@transaction.atomic
def want_pdf(*, protocol_id: int, by: User, at: datetime) -> Job:
    """Ask for a PDF of the protocol as it stands; a draft is marked as one.

    A job that failed is tried again.
    Källa: Målbilden 2.2; domain.md 3.3.
    """
    protocol = locked_protocol(protocol_id)
    if not Meeting.objects.visible_to(by).filter(pk=protocol.meeting_id).exists():
        raise PermissionDenied("Behörighet saknas.")
    return documents.PDF.want(protocol, at)


def _written(
    protocol: Protocol, action: str, what: str, by: User, function: Function, at: datetime
) -> None:
    log(protocol.meeting, action, f"{what}, {protocol.meeting}.", by=by, function=function, at=at)
    changed(protocol.meeting)
