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
from common.transitions import require_transition
from followup import access
from followup.deadlines import services as deadlines
from followup.visits.guards import locked, locked_for
from followup.visits.measures import deficiencies
from followup.visits.measures import services as measures
from followup.visits.measures.models import Measure
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import documents, notices, queries, rules
from records.files import seals
from records.models import Job

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

    Källa: Vägledningen 2.7.3 "Efter mötet ska länsstyrelsen skicka ett protokoll eller yttrande".
    """
    visit, function = locked_for(visit_id, by)
    existing = VisitProtocol.objects.filter(visit=visit).first()
    if existing is not None:
        return existing
    if visit.status not in {Visit.Status.HELD, Visit.Status.CLOSED}:
        raise RuleError("Protokollet skrivs när besöket har genomförts.")
    noted = (
        *((row.get_area_display(), row.note) for row in visit.areas.order_by("pk")),
        ("Orsaker till brister", visit.reasons),
        ("Behov av stöd", visit.support_needs),
        ("Arbete med egna medel", visit.own_funded),
    )
    protocol = VisitProtocol.objects.create(
        visit=visit,
        strengths=visit.strengths,
        assessment=rules.draft_text(noted),
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
    Källa: Vägledningen 2.7.3; domain.md 1.10.

    :raises TextConflict: if somebody else has written meanwhile.
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

    Källa: Vägledningen 2.7.3; domain.md 1.9.
    """
    protocol, function = _locked_for_handler(protocol_id, by)
    _require_draft(protocol)
    verdict = queries.check(protocol)
    if not verdict.holds:
        raise RuleError(" ".join(verdict.missing))
    protocol.propose(by_label=audit.label_of(by, function), by_user_id=by.pk, at=at)
    protocol.save()
    _log(protocol, "visit_protocol.propose", "Lämnade till godkännande", by, function, at)
    notices.to_approve(protocol, at)
    return protocol


@transaction.atomic
def return_protocol(*, protocol_id: int, reason: str, by: User, at: datetime) -> VisitProtocol:
    """Send it back to its writer, with a reason. The writer may also take it back so.

    Källa: domain.md 11.2.
    """
    protocol, function = _locked_for_county(protocol_id, by)
    reason = reason.strip()
    if len(reason) < rules.SHORTEST_REASON:
        raise RuleError("Skriv vad som behöver ändras.", field="reason")
    require_transition(protocol, protocol.send_back, "Protokollet", "återlämnas")
    protocol.send_back(reason=reason)
    protocol.save()
    _log(protocol, "visit_protocol.return", "Återlämnade", by, function, at)
    notices.returned(protocol, at)
    return protocol


@transaction.atomic
def approve_protocol(*, protocol_id: int, seen: str = "", by: User, at: datetime) -> VisitProtocol:
    """Freeze the words, seal them by their hash, and ask for the PDF.

    Another person than who wrote or proposed it. ``seen`` is the mark of all that it said as that
    person read it (``reports.mark_of``). Källa: Vägledningen 2.7.3; domain.md 1.10, 1.9.
    """
    protocol, function = _locked_for_county(protocol_id, by)
    require_transition(protocol, protocol.approve, "Protokollet", "godkännas")
    if not rules.may_approve(by.pk, queries.authors_of(protocol)):
        raise RuleError("Du har skrivit i protokollet. Någon annan behöver godkänna det.")
    content = queries.gather(protocol)
    sha256 = seals.digest(content)
    if seen not in {"", sha256}:
        raise RuleError(
            "Innehållet har ändrats sedan du läste det. Läs det igen och godkänn sedan.",
            code="conflict",
        )
    protocol.approve(by_label=audit.label_of(by, function), at=at, content=content, sha256=sha256)
    protocol.save()
    _log(protocol, "visit_protocol.approve", "Godkände", by, function, at)
    documents.PDF.want_next(protocol, at)
    return protocol


@transaction.atomic
def send_protocol(*, protocol_id: int, by: User, at: datetime) -> VisitProtocol:
    """Send it: the municipality reads it, its deficiencies are told, its measures have their days.

    Källa: Vägledningen 2.7.3 "skicka ett protokoll eller yttrande till kommunen".
    """
    protocol, function = _locked_for_county(protocol_id, by)
    require_transition(protocol, protocol.send, "Protokollet", "skickas")
    protocol.send(by_label=audit.label_of(by, function), at=at)
    protocol.save()
    visit = protocol.visit
    deficiencies.tell_deficiencies(
        municipality_id=visit.municipality_id,
        deficiency_ids=[found.pk for found in queries.deficiencies_of(visit)],
        by=by,
        at=at,
    )
    untold = Measure.objects.select_for_update().filter(
        visit=visit, told_at=None, status=Measure.Status.PROPOSED
    )
    for measure in untold.order_by("pk"):
        measure.told_at = at
        measure.save(update_fields=["told_at"])
        measures.lay_deadline(measure, at)
    deadlines.meet(key=f"protocol:{visit.pk}", at=at)
    _log(protocol, "visit_protocol.send", "Skickade", by, function, at)
    notices.sent(protocol, at)
    return protocol


@transaction.atomic
def receive_protocol(*, protocol_id: int, by: User, at: datetime) -> VisitProtocol:
    """Note that the municipality has received it; that ends the visit.

    Källa: Vägledningen 2.7.3; domain.md 7.8.
    """
    protocol = _locked(protocol_id)
    function = access.require_reporter(by, protocol.visit.municipality)
    require_transition(protocol, protocol.receive, "Protokollet", "kvitteras")
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
    Källa: domain.md 7.8.
    """
    protocol = _locked(protocol_id)
    seen = queries.visible_to(by, protocol.visit.municipality)
    if not seen.filter(pk=protocol.pk).exists():
        raise PermissionDenied("Behörighet saknas.")
    return documents.PDF.want(protocol, at)


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
