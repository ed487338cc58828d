"""From draft to adjusted to adopted and sealed; who writes does not adjust."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from actors import audit, rights
from actors.models import Function, User
from common.errors import RuleError
from forums import hooks, leading, messages, minutes, rules
from forums.models import Meeting, Protocol
from forums.services.locks import changed, locked_protocol, log
from records import jobs, seals
from records.models import Job
from records.refs import ref

PDF = "protocol_pdf"


class SummaryConflict(RuleError):
    """Somebody else changed the summary meanwhile; ``protocol`` is as it stands now."""

    def __init__(self, protocol: Protocol) -> None:
        who = protocol.summary_by or "Någon annan"
        super().__init__(f"{who} ändrade texten medan du skrev.", code="conflict")
        self.protocol = protocol


def adjusting_function(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may adjust the protocol, if any.

    Whoever leads the meeting, or holds a function that took part. That the adjuster is another
    person than who wrote the summary is for the service.
    Källa: model.md §2; ux.md §3.4 "två olika personer".
    """
    function = leading.leading_function(user, meeting)
    if function is not None or not user.is_active:
        return function
    took_part = set(
        meeting.attendances.exclude(status="absent").values_list("function_id", flat=True)
    )
    return next((held for held in rights.functions_of(user) if held.pk in took_part), None)


def adopting_function(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may adopt the protocol, if any.

    The convener, or who chairs; a secretary who only leads the forum's practical side may not.
    Källa: 001 "Länsstyrelsen … dokumenterar arbetet och all information".
    """
    convener = rights.carrying(user, leading.CONVENE, meeting.forum.region)
    if convener is not None:
        return convener
    held = {function.pk: function for function in rights.functions_of(user)}
    chair = held.get(meeting.chair_function_id or 0) if user.is_active else None
    if chair is not None:
        return chair
    function = leading.leading_function(user, meeting)
    is_secretary = rights.may(user, leading.LEAD, meeting.forum)
    return None if is_secretary else function


@transaction.atomic
def edit_summary(*, protocol_id: int, text: str, version: int, by: User, at: datetime) -> Protocol:
    """Write the summary of a draft, if nobody has changed it since ``version``.

    Källa: model.md §2; ux.md §3.3 "Conflict".

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises SummaryConflict: if somebody else has written meanwhile.
    :raises RuleError: unless it is a draft.
    """
    protocol = locked_protocol(protocol_id)
    function = leading.require_leading(by, protocol.meeting)
    if protocol.status != Protocol.Status.DRAFT:
        raise RuleError("Protokollet är justerat. Öppna det igen först.")
    text = rules.legible(text)
    if protocol.summary == text:
        return protocol
    if protocol.summary_version != version:
        raise SummaryConflict(protocol)
    if rules.decides_for_others(text):
        raise RuleError(
            "Skriv vad aktörerna har enats om. Forumet beslutar inte åt någon aktör.", field="text"
        )
    protocol.summary = text
    protocol.summary_version += 1
    protocol.summary_by, protocol.summary_by_user_id = audit.label_of(by, function), by.pk
    protocol.save()
    _written(protocol, "protocol.edit", "Ändrade sammanfattningen", by, function, at)
    return protocol


@transaction.atomic
def adjust_protocol(*, protocol_id: int, by: User, at: datetime) -> Protocol:
    """Approve the draft: another person than who wrote the summary, from a function that was there.

    Källa: model.md §2 "draft → adjusted → adopted"; ux.md §3.4.

    :raises PermissionDenied: if the user neither leads the meeting nor took part.
    :raises RuleError: if it is no draft, or the user wrote the summary.
    """
    protocol = locked_protocol(protocol_id)
    function = adjusting_function(by, protocol.meeting)
    if function is None:
        raise PermissionDenied("Bara den som deltog i mötet kan justera.")
    _must(protocol, protocol.adjust, "justeras")
    if not rules.may_adjust(by.pk, protocol.summary_by_user_id):
        raise RuleError("Du har skrivit sammanfattningen. Någon annan behöver justera.")
    protocol.adjust(by_label=audit.label_of(by, function), by_user_id=by.pk, at=at)
    protocol.save()
    _written(protocol, "protocol.adjust", "Justerade protokollet", by, function, at)
    return protocol


@transaction.atomic
def reopen_protocol(*, protocol_id: int, reason: str, by: User, at: datetime) -> Protocol:
    """Take an adjusted protocol up again because something in it is wrong.

    Källa: model.md §2 "draft → adjusted → adopted".

    :raises PermissionDenied: if the user neither leads the meeting nor took part.
    :raises RuleError: if it is not adjusted, or no reason is given.
    """
    protocol = locked_protocol(protocol_id)
    function = adjusting_function(by, protocol.meeting)
    if function is None:
        raise PermissionDenied("Bara den som deltog i mötet kan öppna protokollet igen.")
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv vad som behöver ändras.", field="reason")
    _must(protocol, protocol.reopen, "öppnas igen")
    protocol.reopen()
    protocol.reopen_reason = reason
    protocol.save()
    _written(protocol, "protocol.reopen", "Öppnade protokollet igen", by, function, at)
    return protocol


@transaction.atomic
def adopt_protocol(*, protocol_id: int, by: User, at: datetime) -> Protocol:
    """Freeze the contents, seal them by their hash, ask for the PDF and tell who took part.

    Källa: 002 §2.2 "dokumentation, lagring och spårbarhet"; 001 "dokumenterar arbetet".

    :raises PermissionDenied: if the user is neither convener nor chair.
    :raises RuleError: unless it is adjusted.
    """
    protocol = locked_protocol(protocol_id)
    meeting = protocol.meeting
    function = adopting_function(by, meeting)
    if function is None:
        raise PermissionDenied("Bara sammankallande eller ordförande kan fastställa.")
    _must(protocol, protocol.adopt, "fastställas")
    label = audit.label_of(by, function)
    content = minutes.gather(protocol)
    protocol.adopt(by_label=label, at=at, content=content, sha256=seals.digest(content))
    protocol.save()
    meeting.seal()
    meeting.save()
    _written(protocol, "protocol.adopt", "Fastställde protokollet", by, function, at)
    _want_next_pdf(protocol, at=at)
    messages.tell_adopted(protocol, _participants(meeting), at=at)
    hooks.tell(lambda hook: hook.on_adopted(protocol, at))
    return protocol


@transaction.atomic
def want_pdf(*, protocol_id: int, by: User, at: datetime) -> Job:
    """Ask for a PDF of the protocol as it stands; a draft is marked as one.

    A job that failed is tried again.
    Källa: 002 §2.2; features.md E4.

    :raises PermissionDenied: if the user may not see the meeting.
    """
    protocol = locked_protocol(protocol_id)
    if not Meeting.objects.visible_to(by).filter(pk=protocol.meeting_id).exists():
        raise PermissionDenied("Behörighet saknas.")
    job = latest_job(protocol)
    if job is not None and job.status in {Job.Status.WANTED, Job.Status.RUNNING}:
        return job
    if job is not None and job.status == Job.Status.FAILED:
        changed(protocol.meeting, lists=False)
        return jobs.retry(job_id=job.pk, at=at)
    if job is not None and protocol.status == Protocol.Status.ADOPTED:
        return job
    changed(protocol.meeting, lists=False)
    return _want_next_pdf(protocol, at=at)


def latest_job(protocol: Protocol) -> Job | None:
    """Return the job of the newest PDF, if one was ever asked for."""
    jobs_of = Job.objects.filter(kind=PDF, object_ref=ref(protocol), version=protocol.pdf_version)
    return jobs_of.select_related("result").first()


def _want_next_pdf(protocol: Protocol, *, at: datetime) -> Job:
    protocol.pdf_version += 1
    protocol.save(update_fields=["pdf_version"])
    return jobs.want(kind=PDF, object_ref=ref(protocol), version=protocol.pdf_version, at=at)


def _participants(meeting: Meeting) -> list[Function]:
    rows = meeting.attendances.select_related("function__actor")
    found = {row.function_id: row.function for row in rows}
    found.update({function.pk: function for function in hooks.participants_of(meeting)})
    return list(found.values())


def _must(protocol: Protocol, move: object, cannot: str) -> None:
    """Refuse in Swedish what the state machine does not allow.

    :raises RuleError: if it does not.
    """
    if not can_proceed(move):
        status = Protocol.Status(protocol.status).label.lower()
        raise RuleError(f"Protokollet kan inte {cannot}: läget är ”{status}”.")


def _written(
    protocol: Protocol, action: str, what: str, by: User, function: Function, at: datetime
) -> None:
    log(protocol.meeting, action, f"{what}, {protocol.meeting}.", by=by, function=function, at=at)
    changed(protocol.meeting)
