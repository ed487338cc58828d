"""What the municipality does with its documents: hand in, replace, withdraw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit
from actors.models import Actor, County, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.models import (
    Confidentiality,
    Deadline,
    DecidingBody,
    DocumentFile,
    DocumentKind,
    DocumentReference,
    DocumentVersion,
    ElectoralTerm,
    MunicipalDocument,
)
from followup.reports import method
from followup.rules import documents as rules
from followup.services import deadlines, shared
from records.models import StoredFile
from records.refs import ref

SHORTEST_REASON = 5
Status = MunicipalDocument.Status
State = DocumentVersion.State


@dataclass(frozen=True)
class Delivery:
    """What a municipality says of a document that it hands in."""

    deciding_body: str
    decided_date: date
    registry_number: str = ""
    confidentiality: str = Confidentiality.INTERNAL
    note: str = ""
    knows_too_low: bool = False
    reason: str = ""  # why it replaces the version before


def deadline_key(municipality: Actor, term: ElectoralTerm, kind: str) -> str:
    """Return the key of the deadline of a document in a term.

    Källa: 003 tabell 2.2.
    """
    return f"document:{municipality.scb_code}:{term.first_year}:{kind}"


def completion_key(document: MunicipalDocument) -> str:
    """Return the key of the deadline for completing a document.

    Källa: 003 §2.3.
    """
    return f"completion:document:{document.pk}"


def plan_key(document: MunicipalDocument) -> str:
    """Return the key of the planned day of a document that was missing.

    Källa: 003 §2.2.
    """
    return f"missing-document:{document.pk}"


def feedback_key(version: DocumentVersion) -> str:
    """Return the key of the county's deadline for its answer.

    Källa: 003 §2.3.
    """
    return f"feedback:{version.pk}"


@transaction.atomic
def lay_term(*, county: County, term: ElectoralTerm, at: datetime) -> int:
    """Lay the deadlines of the five documents for each municipality; return how many were new.

    Källa: 003 §2.2, tabell 2.2.
    """
    municipalities = list(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("scb_code")
    )
    wanted = [(one, each) for one in municipalities for each in method.requirements(term)]
    keys = {deadline_key(one, term, each.kind) for one, each in wanted}
    laid = set(Deadline.objects.filter(key__in=keys).values_list("key", flat=True))
    for municipality, requirement in wanted:
        key = deadline_key(municipality, term, requirement.kind)
        if key in laid:
            continue
        document, _ = MunicipalDocument.objects.get_or_create(
            municipality=municipality, term=term, kind=requirement.kind
        )
        deadlines.lay(
            municipality=municipality,
            kind=Deadline.Kind.DOCUMENT,
            key=key,
            about=document,
            what=f"{requirement.get_kind_display()} {term}",
            due_date=method.document_due(requirement, term).day,
            at=at,
        )
    return len(keys - laid)


def lay_current(at: datetime) -> int:
    """Lay the deadlines of each term whose election has been held, where a county follows up.

    Källa: 003 §2.2.
    """
    today = local(at).date()
    begun = [
        term
        for term in method.terms()
        if term.election_date <= today and term.last_year >= today.year
    ]
    return sum(
        lay_term(county=county, term=term, at=at)
        for county in County.objects.order_by("code")
        if access.functions_with(access.HANDLE, county)
        for term in begun
    )


@transaction.atomic
def hand_in(  # noqa: PLR0913 - what, for whom, by whom
    *,
    municipality_id: int,
    term_id: int,
    kind: str,
    delivery: Delivery,
    files: Sequence[StoredFile],
    by: User,
    at: datetime,
) -> DocumentVersion:
    """Take in a document; it replaces the version before, which is kept.

    Källa: 003 §2.2, tabell 2.2; model.md §4.2.1.

    :raises Http404: if the municipality or the term does not exist.
    :raises PermissionDenied: if the user does not report for the municipality.
    :raises RuleError: if it is decided too low without that being admitted, in the future, or is
        without files, or a reason is missing.
    """
    municipality = Actor.objects.filter(pk=municipality_id, kind=Actor.Kind.MUNICIPALITY).first()
    term = ElectoralTerm.objects.filter(pk=term_id).first()
    if municipality is None or term is None:
        raise Http404
    function = access.require_reporter(by, municipality)
    today = local(at).date()
    check_delivery(kind=kind, term=term, delivery=delivery, today=today)
    if not files:
        raise RuleError("Välj minst en fil.", field="files")
    MunicipalDocument.objects.get_or_create(municipality=municipality, term=term, kind=kind)
    document = MunicipalDocument.objects.select_for_update().get(
        municipality=municipality, term=term, kind=kind
    )
    label = audit.label_of(by, function)
    _replace_current(document, delivery.reason, label, at)
    document.submit()
    document.save()
    version = DocumentVersion.objects.create(
        document=document,
        number=document.versions.count() + 1,
        deciding_body=delivery.deciding_body,
        decided_date=delivery.decided_date,
        registry_number=delivery.registry_number.strip(),
        received_date=today,
        confidentiality=delivery.confidentiality,
        knows_too_low=delivery.knows_too_low,
        note=delivery.note.strip(),
        submitted_at=at,
        submitted_by=label,
    )
    for order, stored in enumerate(files):
        DocumentFile.objects.create(version=version, stored=stored, order=order)
    for key in (
        deadline_key(municipality, term, kind),
        completion_key(document),
        plan_key(document),
    ):
        deadlines.meet(key=key, at=at)
    _lay_feedback(version, at)
    note(document, "submit", "lämnade in", by, function, at, version=version.number)
    what = name_of(document)
    tell(version, access.functions_with(access.REPORT, municipality), "T20", {"what": what}, at)
    if municipality.county:
        told = access.functions_with(access.HANDLE, municipality.county)
        tell(version, told, "T29", {"what": f"{what} från {municipality}"}, at)
    return version


def check_delivery(*, kind: str, term: ElectoralTerm, delivery: Delivery, today: date) -> None:
    """Refuse what is decided too low, unless the municipality knows it, or in the future.

    Källa: 003 tabell 2.2.

    :raises RuleError: with the rule.
    """
    if delivery.decided_date > today:
        raise RuleError("Beslutsdagen kan inte ligga framåt i tiden.", field="decided_date")
    requirement = method.requirement(kind, term)
    lowest = requirement.lowest_body if requirement else ""
    verdict = rules.body_verdict(
        document=DocumentKind(kind).label,
        lowest=lowest,
        lowest_label=DecidingBody(lowest).label if lowest else "",
        decided_by=delivery.deciding_body,
        decided_label=DecidingBody(delivery.deciding_body).label,
    )
    if verdict.holds or delivery.knows_too_low:
        return
    raise RuleError(
        f"{verdict.why.rule} Kravet är inte uppfyllt med det här beslutet ({verdict.why.source}). "
        "Ni kan lämna in ändå, om ni markerar att ni vet om det.",
        code="body_too_low",
        field="deciding_body",
    )


@transaction.atomic
def withdraw_version(
    *, document_id: int, reason: str, seen: int | None = None, by: User, at: datetime
) -> DocumentVersion:
    """Take back the version in force for correction; it is kept, and the deadline opens again.

    ``seen`` is the number of the version that its reader saw.
    Källa: model.md §4.2.1 "withdrawn for correction".

    :raises Http404: if there is no such document.
    :raises PermissionDenied: if the user does not report for the municipality.
    :raises RuleError: if none is in force, it has been accepted, no reason is given, or another
        version has been handed in meanwhile.
    """
    document = locked(document_id)
    function = access.require_reporter(by, document.municipality)
    version = current_version(document)
    if version is None:
        raise RuleError("Det finns inget dokument att återta.")
    require_seen(version, seen)
    if document.status == Status.ACCEPTED:
        raise RuleError("Dokumentet är godtaget. Lämna in en ny version i stället.")
    reason = _reason(reason)
    _end(version, State.WITHDRAWN, reason, audit.label_of(by, function), at)
    document.withdraw()
    document.save()
    _reopen(document, by, function, at)
    note(document, "withdraw", "återtog", by, function, at, version=version.number)
    if document.municipality.county:
        told = access.functions_with(access.HANDLE, document.municipality.county)
        what = f"{name_of(document)} från {document.municipality} är återtaget för rättelse"
        tell(version, told, "T29", {"what": what}, at)
    return version


@transaction.atomic
def note_reference(  # noqa: PLR0913 - what, where, by whom
    *,
    municipality_id: int,
    term_id: int,
    kind: str,
    registry_number: str,
    storage_place: str,
    responsible: str,
    by: User,
    at: datetime,
) -> DocumentReference:
    """Note that a document exists but may not be kept here: its number, place and who answers.

    Källa: reliability.md §6.1; 003 §2.10 (säkerhetsskyddsklassificerade uppgifter).

    :raises Http404: if the municipality or the term does not exist.
    :raises PermissionDenied: if the user does not report for the municipality.
    """
    municipality = Actor.objects.filter(pk=municipality_id, kind=Actor.Kind.MUNICIPALITY).first()
    term = ElectoralTerm.objects.filter(pk=term_id).first()
    if municipality is None or term is None:
        raise Http404
    function = access.require_reporter(by, municipality)
    document, _ = MunicipalDocument.objects.get_or_create(
        municipality=municipality, term=term, kind=kind
    )
    reference = DocumentReference.objects.create(
        document=document,
        registry_number=registry_number,
        storage_place=storage_place,
        responsible=responsible,
        noted_at=at,
        noted_by=audit.label_of(by, function),
    )
    note(document, "reference", "antecknade var det förvaras:", by, function, at)
    return reference


def current_version(document: MunicipalDocument) -> DocumentVersion | None:
    """Return the version in force.

    Källa: model.md §4.2.1.
    """
    return document.versions.filter(state=State.CURRENT).first()


def require_seen(version: DocumentVersion, seen: int | None) -> None:
    """Refuse to act on another version than the one that was shown.

    Källa: ux.md §3.3 "Conflict".

    :raises RuleError: if another version has been handed in meanwhile.
    """
    if seen not in {None, version.number}:
        raise RuleError(
            f"Version {version.number} har lämnats in under tiden. Ladda om sidan och läs den.",
            code="conflict",
        )


def locked(document_id: int) -> MunicipalDocument:
    """Return the document, locked.

    :raises Http404: if there is none.
    """
    found = MunicipalDocument.objects.select_for_update().filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def name_of(document: MunicipalDocument) -> str:
    """Return the name that texts to others use.

    Källa: 003 tabell 2.2.
    """
    return f"{document.get_kind_display()} {document.term}"


def note(  # noqa: PLR0913 - who did what to which, and when
    document: MunicipalDocument,
    action: str,
    did: str,
    by: User,
    function: Function,
    at: datetime,
    **data: object,
) -> None:
    """Write the log."""
    audit.record(
        by=by,
        function=function,
        at=at,
        action=f"document.{action}",
        thing=document,
        text=f"{document.municipality}: {did} {name_of(document)}.",
        data=data,
    )


def tell(
    version: DocumentVersion,
    functions: Iterable[Function],
    template: str,
    context: dict[str, str],
    at: datetime,
) -> None:
    """Tell functions about a version, each once per text and moment."""
    document = version.document
    path = reverse(
        "followup:document", args=[document.municipality.scb_code, document.term_id, document.kind]
    )
    key = f"{template}:{ref(version)}:{at.timestamp():.0f}"
    shared.tell(template, functions, version, path=path, at=at, key=key, **context)


def _replace_current(document: MunicipalDocument, reason: str, label: str, at: datetime) -> None:
    version = current_version(document)
    if version is not None:
        _end(version, State.REPLACED, _reason(reason), label, at)


def _end(
    version: DocumentVersion, state: DocumentVersion.State, reason: str, label: str, at: datetime
) -> None:
    version.state, version.end_reason = state, reason
    version.ended_at, version.ended_by = at, label
    version.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
    deadlines.withdraw(key=feedback_key(version), at=at)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise RuleError("Skriv varför den förra versionen inte gäller.", field="reason")
    return reason[:300]


def _lay_feedback(version: DocumentVersion, at: datetime) -> None:
    """Lay the county's own deadline, where the county has set a time; none is invented."""
    document = version.document
    county = document.municipality.county
    days = method.setting(county, "feedback_days", version.received_date) if county else None
    due = rules.feedback_due(version.received_date, days if isinstance(days, int) else None)
    if due is None:
        return
    deadlines.lay(
        municipality=document.municipality,
        kind=Deadline.Kind.FEEDBACK,
        key=feedback_key(version),
        about=version,
        what=f"Återkoppling på {name_of(document)}",
        due_date=due,
        at=at,
        is_countys=True,
    )


def _reopen(document: MunicipalDocument, by: User, function: Function, at: datetime) -> None:
    key = deadline_key(document.municipality, document.term, document.kind)
    deadline = Deadline.objects.filter(key=key).first()
    if deadline is not None:
        deadlines.change(
            key=key,
            due_date=deadline.due_date,
            reason="Återtaget för rättelse",
            by=by,
            function=function,
            at=at,
        )
