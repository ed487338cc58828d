"""What the municipality does with its documents: hand in, replace, withdraw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit
from actors.models import Actor, County, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access, acts
from followup.acts import Act
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents import queries, rules
from followup.documents.models import (
    Confidentiality,
    DocumentFile,
    DocumentReference,
    DocumentVersion,
    MunicipalDocument,
)
from followup.terms import queries as method
from followup.terms.dates import in_words
from followup.terms.models import ElectoralTerm
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
    knows_before_election: bool = False
    reason: str = ""  # why it replaces the version before


def deadline_key(municipality: Actor, term: ElectoralTerm, kind: str) -> str:
    """Return the key of the deadline of a document in a term.

    Källa: Vägledningen tabell 2.2.
    """
    return f"document:{municipality.scb_code}:{term.first_year}:{kind}"


def completion_key(document: MunicipalDocument) -> str:
    """Return the key of the deadline for completing a document.

    Källa: Vägledningen 2.3.
    """
    return f"completion:document:{document.pk}"


def plan_key(document: MunicipalDocument) -> str:
    """Return the key of the planned day of a document that was missing.

    Källa: Vägledningen 2.2.
    """
    return f"missing-document:{document.pk}"


def feedback_key(version: DocumentVersion) -> str:
    """Return the key of the county's deadline for its answer.

    Källa: Vägledningen 2.3.
    """
    return f"feedback:{version.pk}"


@transaction.atomic
def lay_term(*, county: County, term: ElectoralTerm, at: datetime) -> int:
    """Lay the deadlines of the five documents for each municipality; return how many were new.

    Källa: Vägledningen 2.2, tabell 2.2.
    """
    municipalities = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
    requirements = method.requirements(term)
    wanted = [(one, each) for one in municipalities.order_by("scb_code") for each in requirements]
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

    Källa: Vägledningen 2.2.
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
def hand_in(
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

    Källa: Vägledningen 2.2, tabell 2.2; domain.md 7.2.
    """
    municipality, term = _found(municipality_id, term_id)
    act = Act(by, access.require_reporter(by, municipality), at)
    today = local(at).date()
    check_delivery(kind=kind, term=term, delivery=delivery, today=today)
    if not files:
        raise RuleError("Välj minst en fil.", field="files")
    place: dict[str, Any] = {"municipality": municipality, "term": term, "kind": kind}
    MunicipalDocument.objects.get_or_create(**place)
    document = MunicipalDocument.objects.select_for_update().get(**place)
    if replaced := current_version(document):
        _end(replaced, State.REPLACED, delivery.reason, act)
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
        knows_before_election=delivery.knows_before_election,
        note=delivery.note.strip(),
        submitted_at=at,
        submitted_by=act.label,
    )
    for order, stored in enumerate(files):
        DocumentFile.objects.create(version=version, stored=stored, order=order)
    _change_deadlines(version, at)
    note(document, "submit", "lämnade in", act, version=version.number)
    what = name_of(document)
    tell(version, access.functions_with(access.REPORT, municipality), "receipt", at, what=what)
    handlers = access.handlers_of(municipality)
    tell(version, handlers, "dialogue", at, what=f"{what} från {municipality}")
    return version


def check_delivery(*, kind: str, term: ElectoralTerm, delivery: Delivery, today: date) -> None:
    """Refuse what is decided too low or for another term, unless the municipality knows it.

    A day in the future is refused whatever it knows.
    Källa: Vägledningen tabell 2.2; Vägledningen 2.2.2 "för varje ny mandatperiod".
    """
    if delivery.decided_date > today:
        raise RuleError("Beslutsdagen kan inte ligga framåt i tiden.", field="decided_date")
    _ask_about_term(term, delivery, today)
    requirement = method.requirement(kind, term)
    lowest = requirement.lowest_body if requirement else ""
    verdict = queries.body_verdict(kind, lowest, delivery.deciding_body)
    if verdict.holds or delivery.knows_too_low:
        return
    raise RuleError(
        f"{verdict.why.rule} Kravet är inte uppfyllt med det här beslutet ({verdict.why.cited}). "
        "Ni kan lämna in ändå, om ni markerar att ni vet om det.",
        code="body_too_low",
        field="deciding_body",
    )


def _ask_about_term(term: ElectoralTerm, delivery: Delivery, today: date) -> None:
    """Refuse what was decided before the term's election, unless the municipality knows it."""
    verdict = rules.decided_for_term(decided=delivery.decided_date, election=term.election_date)
    if verdict.holds or delivery.knows_before_election:
        return
    asked = f"Beslutet är fattat före valet {in_words(term.election_date)}"
    if today < term.election_date:
        asked = f"Valet {in_words(term.election_date)} har inte hållits än"
    raise RuleError(
        f"{asked}. Gäller dokumentet mandatperioden {term}? {verdict.why.rule} "
        f"({verdict.why.cited}). Ni kan lämna in ändå, om ni markerar att ni vet om det.",
        code="before_election",
        field="decided_date",
    )


@transaction.atomic
def withdraw_version(
    *, document_id: int, reason: str, seen: int | None = None, by: User, at: datetime
) -> DocumentVersion:
    """Take back the version in force for correction; what it replaced is in force again.

    Without an earlier one the deadline opens again. ``seen`` is the number of the version that its
    reader saw.
    Källa: domain.md 7.2; Vägledningen 2.2 (dokumenten finns).
    """
    document = locked(document_id)
    municipality = document.municipality
    act = Act(by, access.require_reporter(by, municipality), at)
    version = current_version(document)
    if version is None:
        raise RuleError("Det finns inget dokument att återta.")
    require_seen(version, seen)
    if document.status == Status.ACCEPTED:
        raise RuleError("Dokumentet är godtaget. Lämna in en ny version i stället.")
    _end(version, State.WITHDRAWN, reason, act)
    before = queries.replaced_version(document)
    back_to = queries.status_of(before)
    if before is not None:
        before.state, before.end_reason = State.CURRENT, ""
        before.ended_at, before.ended_by = None, ""
        before.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
    document.withdraw(back_to=back_to, before=before)
    document.save()
    _reopen_deadlines(document, before, act)
    note(document, "withdraw", "återtog", act, version=version.number)
    what = f"{name_of(document)} från {municipality} är återtaget för rättelse"
    tell(version, access.handlers_of(municipality), "dialogue", at, what=what)
    return version


@transaction.atomic
def note_reference(
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

    Källa: domain.md 9.1; Vägledningen 2.10 (säkerhetsskyddsklassificerade uppgifter).
    """
    municipality, term = _found(municipality_id, term_id)
    act = Act(by, access.require_reporter(by, municipality), at)
    document, _ = MunicipalDocument.objects.get_or_create(
        municipality=municipality, term=term, kind=kind
    )
    reference = DocumentReference.objects.create(
        document=document,
        registry_number=registry_number,
        storage_place=storage_place,
        responsible=responsible,
        noted_at=at,
        noted_by=act.label,
    )
    note(document, "reference", "antecknade var det förvaras:", act)
    return reference


def current_version(document: MunicipalDocument) -> DocumentVersion | None:
    """Return the version in force.

    Källa: domain.md 7.2.
    """
    return document.versions.filter(state=State.CURRENT).first()


def require_seen(version: DocumentVersion, seen: int | None) -> None:
    """Refuse to act on another version than the one that was shown.

    Källa: domain.md 1.10.
    """
    if seen not in {None, version.number}:
        raise RuleError(
            f"Version {version.number} har lämnats in under tiden. Ladda om sidan och läs den.",
            code="conflict",
        )


def locked(document_id: int) -> MunicipalDocument:
    found = MunicipalDocument.objects.select_for_update().filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def name_of(document: MunicipalDocument) -> str:
    """Return the name that texts to others use.

    Källa: Vägledningen tabell 2.2.
    """
    return f"{document.get_kind_display()} {document.term}"


def note(document: MunicipalDocument, action: str, did: str, act: Act, **data: object) -> None:
    audit.record(
        **act.who,
        action=f"document.{action}",
        thing=document,
        text=f"{document.municipality}: {did} {name_of(document)}.",
        data=data,
    )


def tell(
    version: DocumentVersion,
    functions: Iterable[Function],
    template: str,
    at: datetime,
    **words: str,
) -> None:
    """Tell functions about a version, each once per text and moment."""
    document = version.document
    path = reverse(
        "followup:document", args=[document.municipality.scb_code, document.term_id, document.kind]
    )
    key = f"{template}:{ref(version)}:{at.timestamp():.0f}"
    acts.tell(template, functions, version, path=path, at=at, key=key, **words)


def _found(municipality_id: int, term_id: int) -> tuple[Actor, ElectoralTerm]:
    municipality = Actor.objects.filter(pk=municipality_id, kind=Actor.Kind.MUNICIPALITY).first()
    term = ElectoralTerm.objects.filter(pk=term_id).first()
    if municipality is None or term is None:
        raise Http404
    return municipality, term


def _end(version: DocumentVersion, state: DocumentVersion.State, reason: str, act: Act) -> None:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise RuleError("Skriv varför den förra versionen inte gäller.", field="reason")
    version.state, version.end_reason = state, reason[:300]
    version.ended_at, version.ended_by = act.at, act.label
    version.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
    deadlines.withdraw(key=feedback_key(version), at=act.at)


def _reopen_deadlines(
    document: MunicipalDocument, before: DocumentVersion | None, act: Act
) -> None:
    """Let run again what the version that was withdrawn had met."""
    again = "Återtaget för rättelse"
    if before is None:
        key = deadline_key(document.municipality, document.term, document.kind)
        if deadline := Deadline.objects.filter(key=key).first():
            deadlines.change(key=key, due_date=deadline.due_date, reason=again, **act.who)
    elif document.status == Status.ACCEPTED:
        return
    elif asked := queries.completion_asked(before):
        deadlines.change(key=completion_key(document), due_date=asked, reason=again, **act.who)
    elif not queries.is_answered(before):
        _lay_feedback(before, act.at)


def _change_deadlines(version: DocumentVersion, at: datetime) -> None:
    """Meet what was due of the municipality; lay the county's own, if it has set itself a time."""
    document = version.document
    municipality = document.municipality
    for key in (
        deadline_key(municipality, document.term, document.kind),
        completion_key(document),
        plan_key(document),
    ):
        deadlines.meet(key=key, at=at)
    _lay_feedback(version, at)


def _lay_feedback(version: DocumentVersion, at: datetime) -> None:
    document = version.document
    municipality = document.municipality
    days = method.limit(municipality.county, "feedback_days", version.received_date)
    if due := rules.feedback_due(version.received_date, days):
        deadlines.lay(
            municipality=municipality,
            kind=Deadline.Kind.FEEDBACK,
            key=feedback_key(version),
            about=version,
            what=f"Återkoppling på {name_of(document)}",
            due_date=due,
            at=at,
            is_countys=True,
        )
