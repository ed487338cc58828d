"""The protocol or opinion after a visit: written by one, approved by another, sent, received."""

from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from actors import audit
from actors.models import Function, User
from common import autosave
from common.errors import RuleError
from followup import access
from followup.models import Deadline, Measure, Visit, VisitProtocol
from followup.reports import protocols as reports
from followup.rules import protocols as rules
from followup.services import deadlines, deficiencies, protocol_notices
from followup.services.visit_shared import locked, locked_for
from records import jobs, seals, versions
from records.models import Job
from records.refs import ref

PDF: Final = "visit_protocol_pdf"
FIELDS: Final = {
    "kind": 8,
    "registry_number": 60,
    "strengths": 8000,
    "assessment": 16000,
    "follow_up": 4000,
}
FIRST_FOLLOW_UP: Final = (
    "Kommunen redovisar varje åtgärd i SSR när den är klar. Länsstyrelsen bedömer redovisningen."
)
Status = VisitProtocol.Status


class TextConflict(RuleError):
    """Somebody else changed the text meanwhile; ``protocol`` is as it stands now."""

    def __init__(self, protocol: VisitProtocol, field: str) -> None:
        who = protocol.written_by or "Någon annan"
        super().__init__(f"{who} ändrade texten medan du skrev.", code="conflict", field=field)
        self.protocol = protocol


@transaction.atomic
def start_protocol(*, visit_id: int, by: User, at: datetime) -> VisitProtocol:
    """Begin the draft from what was noted at the visit; one that exists is the same draft.

    Källa: 003 §2.7.3 "Efter mötet ska länsstyrelsen skicka ett protokoll eller yttrande".

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: unless the visit has been held.
    """
    visit, function = locked_for(visit_id, by)
    existing = VisitProtocol.objects.filter(visit=visit).first()
    if existing is not None:
        return existing
    if visit.status not in {Visit.Status.HELD, Visit.Status.CLOSED}:
        raise RuleError("Protokollet skrivs när besöket har genomförts.")
    protocol = VisitProtocol.objects.create(
        visit=visit,
        strengths=visit.strengths,
        assessment=rules.draft_text(_noted(visit)),
        follow_up=FIRST_FOLLOW_UP,
        drafted_at=at,
        written_by=audit.label_of(by, function),
        written_by_user_id=by.pk,
    )
    _log(protocol, "visit_protocol.start", "Började på", by, function, at)
    return protocol


@transaction.atomic
def save_field(
    *, protocol_id: int, field: str, value: str, seen: str, by: User, at: datetime
) -> VisitProtocol:
    """Write one field of the draft, if nobody has changed it since it was seen.

    ``seen`` is ``common.autosave.mark_of`` the value that the writer had before.
    Källa: 003 §2.7.3; ux.md §3.3 "Conflict".

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises TextConflict: if somebody else has written meanwhile.
    :raises RuleError: unless it is a draft, or if the field is unknown.
    """
    protocol, function = _locked_for_handler(protocol_id, by)
    _require_draft(protocol)
    if field not in FIELDS:
        raise RuleError("Fältet finns inte.", field=field)
    if field == "kind" and value not in VisitProtocol.Kind.values:
        raise RuleError("Välj protokoll eller yttrande.", field=field)
    limit = FIELDS[field]
    value = value.replace("\r\n", "\n").strip()
    if len(value) > limit:
        raise RuleError(f"Texten är för lång. Högst {limit} tecken.", field=field)
    stored = str(getattr(protocol, field))
    if autosave.mark_of(stored) == autosave.mark_of(value):
        return protocol
    if seen != autosave.mark_of(stored):
        raise TextConflict(protocol, field)
    setattr(protocol, field, value)
    protocol.text_version += 1
    protocol.written_by, protocol.written_by_user_id = audit.label_of(by, function), by.pk
    protocol.save()
    _log(protocol, "visit_protocol.write", "Skrev i", by, function, at)
    return protocol


@transaction.atomic
def propose_protocol(*, protocol_id: int, by: User, at: datetime) -> VisitProtocol:
    """Put the draft before somebody else, when it says all that it must.

    Källa: 003 §2.7.3; ux.md §3.4.

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: unless it is a draft, or if it lacks something.
    """
    protocol, function = _locked_for_handler(protocol_id, by)
    _require_draft(protocol)
    verdict = reports.check(protocol)
    if not verdict.holds:
        raise RuleError(" ".join(verdict.missing))
    protocol.propose(by_label=audit.label_of(by, function), by_user_id=by.pk, at=at)
    protocol.save()
    _log(protocol, "visit_protocol.propose", "Lämnade till godkännande", by, function, at)
    protocol_notices.to_approve(protocol, at)
    return protocol


@transaction.atomic
def return_protocol(*, protocol_id: int, reason: str, by: User, at: datetime) -> VisitProtocol:
    """Send it back to its writer, with a reason. The writer may also take it back so.

    Källa: ux.md §3.4 "summary; reason".

    :raises PermissionDenied: if the user does not act for the county.
    :raises RuleError: unless it waits for approval, or without a reason.
    """
    protocol, function = _locked_for_county(protocol_id, by)
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv vad som behöver ändras.", field="reason")
    _must(protocol, protocol.send_back, "återlämnas")
    protocol.send_back(reason=reason)
    protocol.save()
    _log(protocol, "visit_protocol.return", "Återlämnade", by, function, at)
    protocol_notices.returned(protocol, at)
    return protocol


@transaction.atomic
def approve_protocol(*, protocol_id: int, seen: str = "", by: User, at: datetime) -> VisitProtocol:
    """Freeze the words, seal them by their hash, and ask for the PDF.

    Another person than who wrote or proposed it. ``seen`` is the mark of all that it said as that
    person read it (``reports.mark_of``). Källa: 003 §2.7.3; ux.md §3.3 "Conflict", §3.4.

    :raises PermissionDenied: if the user does not act for the county.
    :raises RuleError: unless it waits for approval, if the user wrote or proposed it, or if it has
        been changed meanwhile.
    """
    protocol, function = _locked_for_county(protocol_id, by)
    _must(protocol, protocol.approve, "godkännas")
    if not rules.may_approve(by.pk, protocol.written_by_user_id, protocol.proposed_by_user_id):
        raise RuleError("Du har skrivit protokollet. Någon annan behöver godkänna det.")
    content = reports.gather(protocol)
    sha256 = seals.digest(content)
    if seen not in {"", sha256}:
        raise RuleError(
            "Innehållet har ändrats sedan du läste det. Läs det igen och godkänn sedan.",
            code="conflict",
        )
    protocol.approve(by_label=audit.label_of(by, function), at=at, content=content, sha256=sha256)
    protocol.save()
    _log(protocol, "visit_protocol.approve", "Godkände", by, function, at)
    _want_next_pdf(protocol, at=at)
    return protocol


@transaction.atomic
def send_protocol(*, protocol_id: int, by: User, at: datetime) -> VisitProtocol:
    """Send it: the municipality reads it, its deficiencies are told, its measures have their days.

    Källa: 003 §2.7.3 "skicka ett protokoll eller yttrande till kommunen".

    :raises PermissionDenied: if the user does not act for the county.
    :raises RuleError: unless it is approved.
    """
    protocol, function = _locked_for_county(protocol_id, by)
    _must(protocol, protocol.send, "skickas")
    protocol.send(by_label=audit.label_of(by, function), at=at)
    protocol.save()
    visit = protocol.visit
    deficiencies.tell_deficiencies(
        municipality_id=visit.municipality_id,
        deficiency_ids=[found.pk for found in reports.deficiencies_of(visit)],
        by=by,
        at=at,
    )
    _tell_measures(visit, at)
    deadlines.meet(key=f"protocol:{visit.pk}", at=at)
    _log(protocol, "visit_protocol.send", "Skickade", by, function, at)
    protocol_notices.sent(protocol, at)
    return protocol


@transaction.atomic
def receive_protocol(*, protocol_id: int, by: User, at: datetime) -> VisitProtocol:
    """Note that the municipality has received it; that ends the visit.

    Källa: 003 §2.7.3; model.md §4.2.8; features.md N6 "sent and received".

    :raises PermissionDenied: if the user does not act for the municipality.
    :raises RuleError: unless it has been sent.
    """
    protocol = _locked(protocol_id)
    function = access.require_reporter(by, protocol.visit.municipality)
    _must(protocol, protocol.receive, "kvitteras")
    protocol.receive(by_label=audit.label_of(by, function), at=at)
    protocol.save()
    visit = protocol.visit
    if can_proceed(visit.close):
        visit.close()
        visit.save()
    _log(protocol, "visit_protocol.receive", "Kvitterade", by, function, at)
    return protocol


@transaction.atomic
def want_pdf(*, protocol_id: int, by: User, at: datetime) -> Job:
    """Ask for a PDF of the protocol as it stands; a draft is marked as one.

    A job that failed is tried again.
    Källa: features.md N6 "PDF".

    :raises PermissionDenied: if the user does not see the protocol.
    """
    protocol = _locked(protocol_id)
    seen = reports.visible_to(by, protocol.visit.municipality)
    if not seen.filter(pk=protocol.pk).exists():
        raise PermissionDenied("Behörighet saknas.")
    job = latest_job(protocol)
    if job is not None and job.status in {Job.Status.WANTED, Job.Status.RUNNING}:
        return job
    if job is not None and job.status == Job.Status.FAILED:
        versions.bump(scope(protocol))
        return jobs.retry(job_id=job.pk, at=at)
    if job is not None and protocol.approved_at is not None:
        return job
    return _want_next_pdf(protocol, at=at)


def latest_job(protocol: VisitProtocol) -> Job | None:
    """Return the job of the newest PDF, if one was ever asked for."""
    found = Job.objects.filter(kind=PDF, object_ref=ref(protocol), version=protocol.pdf_version)
    return found.select_related("result").first()


def scope(protocol: VisitProtocol) -> str:
    """Return what a page that shows the protocol listens to."""
    return f"visit_protocol:{protocol.pk}"


def _want_next_pdf(protocol: VisitProtocol, *, at: datetime) -> Job:
    protocol.pdf_version += 1
    protocol.save(update_fields=["pdf_version"])
    versions.bump(scope(protocol))
    return jobs.want(kind=PDF, object_ref=ref(protocol), version=protocol.pdf_version, at=at)


def _tell_measures(visit: Visit, at: datetime) -> None:
    """Show the measures to the municipality, each with its deadline."""
    untold = Measure.objects.select_for_update().filter(
        visit=visit, told_at=None, status=Measure.Status.PROPOSED
    )
    for measure in untold.order_by("pk"):
        measure.told_at = at
        measure.save(update_fields=["told_at"])
        deadlines.lay(
            municipality=visit.municipality,
            kind=Deadline.Kind.MEASURE,
            key=f"measure:{measure.pk}",
            about=measure,
            what=f"Åtgärd: {measure.get_area_display()}",
            due_date=measure.due_date,
            at=at,
        )


def _noted(visit: Visit) -> tuple[tuple[str, str], ...]:
    areas = tuple((row.get_area_display(), row.note) for row in visit.areas.order_by("pk"))
    return (
        *areas,
        ("Orsaker till brister", visit.reasons),
        ("Behov av stöd", visit.support_needs),
        ("Arbete med egna medel", visit.own_funded),
    )


def _locked(protocol_id: int) -> VisitProtocol:
    """Return the protocol, locked behind its visit, whose words and participants it seals."""
    owner = VisitProtocol.objects.values_list("visit", flat=True).get(pk=protocol_id)
    visit = locked(owner)
    protocol = VisitProtocol.objects.select_for_update().get(pk=protocol_id)
    protocol.visit = visit
    return protocol


def _locked_for_handler(protocol_id: int, by: User) -> tuple[VisitProtocol, Function]:
    protocol = _locked(protocol_id)
    return protocol, access.require_handler(by, protocol.visit.municipality)


def _locked_for_county(protocol_id: int, by: User) -> tuple[VisitProtocol, Function]:
    protocol = _locked(protocol_id)
    return protocol, deficiencies.require_county(by, protocol.visit.municipality)


def _require_draft(protocol: VisitProtocol) -> None:
    if protocol.status != Status.DRAFT:
        raise RuleError("Protokollet är inte längre ett utkast.")


def _must(protocol: VisitProtocol, move: object, cannot: str) -> None:
    if not can_proceed(move):
        status = Status(protocol.status).label.lower()
        raise RuleError(f"Protokollet kan inte {cannot}: läget är ”{status}”.")


def _log(
    protocol: VisitProtocol, action: str, what: str, by: User, function: Function, at: datetime
) -> None:
    kind = VisitProtocol.Kind(protocol.kind).label.lower()
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=protocol,
        text=f"{what} {kind} efter besök, {protocol.visit.municipality}.",
    )
