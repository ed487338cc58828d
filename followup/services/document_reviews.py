"""What the county does with a document: check it, answer, ask for more, accept, plan ahead."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django_fsm import can_proceed

from actors import audit
from actors.models import Function, User
from common.autosave import mark_of
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.models import (
    CriterionCheck,
    Deadline,
    DocumentVersion,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
)
from followup.reports import documents as reads
from followup.services import deadlines
from followup.services.documents import (
    completion_key,
    current_version,
    feedback_key,
    locked,
    name_of,
    note,
    plan_key,
    require_seen,
    tell,
)

Status = MunicipalDocument.Status
FOUND = {"yes": True, "no": False, "": None}


@transaction.atomic
def check_heading(
    *, version_id: int, number: int, found: str, text: str, by: User, at: datetime
) -> HeadingCheck:
    """Note whether one of the required headings is there.

    Källa: 003 §2.2.1 (dispositionen i MSBFS 2015:5 § 4).

    :raises Http404: if there is no such version or heading.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it is no longer in force, or accepted.
    """
    version, function = _open_for_review(version_id, by)
    if number not in {row.heading.number for row in reads.headings(version)}:
        raise Http404
    check, _ = HeadingCheck.objects.update_or_create(
        version=version,
        number=number,
        defaults={"is_found": FOUND.get(found), "note": text.strip()[:500]},
    )
    _begin(version.document, by, function, at)
    return check


@transaction.atomic
def check_criterion(
    *, version_id: int, criterion_id: int, verdict: str, reasoning: str, by: User, at: datetime
) -> CriterionCheck:
    """Judge the version against one criterion, with the reasoning.

    Källa: 003 §2.2 (bedömningskriterier), §2.8.

    :raises Http404: if there is no such version, or the criterion is not among those in force.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it is no longer in force or accepted, or "not met" lacks its reason.
    """
    version, function = _open_for_review(version_id, by)
    if criterion_id not in {row.criterion.pk for row in reads.criteria(version)}:
        raise Http404
    check, _ = CriterionCheck.objects.update_or_create(
        version=version,
        criterion_id=criterion_id,
        defaults={"verdict": verdict, "reasoning": reasoning.strip()[:2000]},
    )
    _begin(version.document, by, function, at)
    return check


@transaction.atomic
def draft_feedback(
    *,
    version_id: int,
    text: str,
    complete_by: date | None,
    asks_completion: bool,
    by: User,
    at: datetime,
) -> Feedback:
    """Write the county's answer; nobody else sees it before it is sent.

    Källa: 003 §2.3 "skriftlig återkoppling".

    :raises Http404: if there is no such version.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it is no longer in force, or completion is asked for without a day ahead.
    """
    version, function = _open_for_review(version_id, by, also_accepted=True)
    if asks_completion and complete_by is None:
        raise RuleError("Välj vilken dag kommunen senast ska komplettera.", field="complete_by")
    if asks_completion and complete_by and complete_by <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="complete_by")
    feedback = version.feedback.select_for_update().filter(sent_at=None).first()
    if feedback is None:
        feedback = Feedback(version=version, drafted_at=at)
    feedback.drafted_by = audit.label_of(by, function)
    feedback.text = text.strip()
    feedback.asks_completion = asks_completion
    feedback.complete_by = complete_by if asks_completion else None
    feedback.save()
    _begin(version.document, by, function, at)
    return feedback


@transaction.atomic
def send_feedback(*, feedback_id: int, seen: str = "", by: User, at: datetime) -> Feedback:
    """Send the answer to the municipality; from now on it is never changed.

    ``seen`` is ``common.autosave.mark_of`` the text as its sender has read it.
    Källa: 003 §2.3 "skriftlig återkoppling", "kompletteringar"; ux.md §3.3 "Conflict".

    :raises Http404: if there is no such answer.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it is empty, sent already, written anew since it was read, or completion
        cannot be asked for now.
    """
    version_id = Feedback.objects.filter(pk=feedback_id).values_list("version", flat=True).first()
    version, function = _open_for_review(version_id or 0, by, also_accepted=True)
    feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
    document = version.document
    if feedback.sent_at is not None:
        raise RuleError("Återkopplingen är redan skickad.")
    if not feedback.text:
        raise RuleError("Skriv återkopplingen först.", field="text")
    if seen not in {"", mark_of(feedback.text)}:
        raise RuleError("Någon annan har ändrat texten. Läs den innan du skickar.", code="conflict")
    feedback.sent_at, feedback.sent_by = at, audit.label_of(by, function)
    feedback.save(update_fields=["sent_at", "sent_by"])
    deadlines.meet(key=feedback_key(version), at=at)
    told = access.functions_with(access.REPORT, document.municipality)
    if feedback.asks_completion and feedback.complete_by:
        _ask_completion(document, feedback.complete_by, by, function, at)
        due = feedback.complete_by.isoformat()
        tell(version, told, "T21", {"what": name_of(document), "due": due}, at)
    else:
        tell(version, told, "N19", {"what": name_of(document)}, at)
    note(document, "feedback", "lämnade återkoppling på", by, function, at)
    return feedback


@transaction.atomic
def accept_document(
    *, document_id: int, seen: int | None = None, by: User, at: datetime
) -> MunicipalDocument:
    """Find that the document exists, is decided high enough and meets the basic requirements.

    ``seen`` is the number of the version that its reader saw.
    Källa: 003 §2.2 "uppfyller de grundläggande krav".

    :raises Http404: if there is no such document.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if none is in force, it cannot be accepted now, the demand is not fulfilled,
        a basic requirement is not judged yet, or another version has been handed in meanwhile.
    """
    document = locked(document_id)
    function = access.require_handler(by, document.municipality)
    version = current_version(document)
    if version is None:
        raise RuleError("Det finns inget dokument att godta.")
    require_seen(version, seen)
    _must(document, document.accept, "godtas")
    verdict = reads.fulfilled(version)
    if verdict.missing:
        raise RuleError(" ".join(verdict.missing))
    if verdict.holds is None and any(
        row.criterion.kind == "basic" for row in reads.criteria(version)
    ):
        raise RuleError("Bedöm de grundläggande kraven först.")
    document.accept(by_label=audit.label_of(by, function), at=at)
    document.save()
    deadlines.meet(key=feedback_key(version), at=at)
    note(document, "accept", "godtog", by, function, at)
    told = access.functions_with(access.REPORT, document.municipality)
    tell(version, told, "T22", {"what": name_of(document)}, at)
    return document


@transaction.atomic
def plan_missing(
    *, document_id: int, reason: str, planned_date: date, by: User, at: datetime
) -> MunicipalDocument:
    """Note why a document is missing and by when it is to be there, agreed in dialogue.

    A later plan moves the deadline, visibly.
    Källa: 003 §2.2 "följa upp varför och i dialog med kommunen lägga fram en plan".

    :raises Http404: if there is no such document.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it is there, or the reason or a day ahead is missing.
    """
    document = locked(document_id)
    function = access.require_handler(by, document.municipality)
    reason = reason.strip()
    if document.status != Status.MISSING:
        raise RuleError("Dokumentet är inlämnat. Ingen plan behövs.")
    if not reason:
        raise RuleError("Skriv varför dokumentet saknas.", field="reason")
    if planned_date <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="planned_date")
    document.missing_reason, document.planned_date = reason, planned_date
    document.planned_at, document.planned_by = at, audit.label_of(by, function)
    document.save()
    key = plan_key(document)
    if Deadline.objects.filter(key=key).exists():
        deadlines.change(
            key=key, due_date=planned_date, reason="Ny plan", by=by, function=function, at=at
        )
    else:
        deadlines.lay(
            municipality=document.municipality,
            kind=Deadline.Kind.MISSING_DOCUMENT_PLAN,
            key=key,
            about=document,
            what=f"{name_of(document)} enligt plan",
            due_date=planned_date,
            at=at,
        )
    note(document, "plan", "antecknade plan för", by, function, at)
    return document


@transaction.atomic
def mark_read(*, document: MunicipalDocument, by: User, at: datetime) -> int:
    """Note that the municipality has opened what the county sent; only the first time counts.

    Källa: 003 §2.3 (kommunen tar del av återkopplingen).
    """
    if access.reach_of(by, document.municipality).for_municipality is None:
        return 0
    unread = Feedback.objects.filter(
        version__document=document, sent_at__isnull=False, read_at=None
    )
    return unread.update(read_at=at)


def _ask_completion(
    document: MunicipalDocument, due: date, by: User, function: Function, at: datetime
) -> None:
    if document.status == Status.COMPLETION_REQUESTED:
        deadlines.change(
            key=completion_key(document),
            due_date=due,
            reason="Ny begäran om komplettering",
            by=by,
            function=function,
            at=at,
        )
        return
    _must(document, document.request_completion, "kompletteras")
    document.request_completion()
    document.save()
    key = completion_key(document)
    deadlines.lay(
        municipality=document.municipality,
        kind=Deadline.Kind.COMPLETION,
        key=key,
        about=document,
        what=f"Komplettering av {name_of(document)}",
        due_date=due,
        at=at,
    )
    deadlines.change(key=key, due_date=due, reason="", by=by, function=function, at=at)


def _open_for_review(
    version_id: int, by: User, *, also_accepted: bool = False
) -> tuple[DocumentVersion, Function]:
    """Return a version in force, its document locked: the document comes first for everybody."""
    owner = DocumentVersion.objects.filter(pk=version_id).values_list("document", flat=True).first()
    document = locked(owner or 0)
    version = document.versions.get(pk=version_id)
    function = access.require_handler(by, document.municipality)
    if version.state != DocumentVersion.State.CURRENT:
        raise RuleError("Versionen gäller inte längre.")
    if version.document.status == Status.ACCEPTED and not also_accepted:
        raise RuleError("Dokumentet är godtaget. Bedömningen ligger fast.")
    return version, function


def _begin(document: MunicipalDocument, by: User, function: Function, at: datetime) -> None:
    if document.status == Status.SUBMITTED:
        document.start_review()
        document.save()
        note(document, "review", "började granska", by, function, at)


def _must(document: MunicipalDocument, move: object, cannot: str) -> None:
    if not can_proceed(move):
        status = Status(document.status).label.lower()
        raise RuleError(f"Dokumentet kan inte {cannot}: läget är ”{status}”.")
