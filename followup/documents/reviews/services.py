"""What the county does with a document: check it, answer, ask for more, accept, plan ahead."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django_fsm import can_proceed

from actors.models import Actor, County, User
from common.autosave import mark_of
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from followup import access, acts
from followup.acts import Act
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents import queries, rules
from followup.documents.models import (
    CriterionCheck,
    DocumentVersion,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
)
from followup.documents.services import (
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
from followup.terms import queries as method

Status = MunicipalDocument.Status
FOUND = {"yes": True, "no": False, "": None}


@transaction.atomic
def check_heading(
    *, version_id: int, number: int, found: str, text: str, by: User, at: datetime
) -> HeadingCheck:
    """Note whether one of the required headings is there.

    Källa: Vägledningen 2.2.1 (dispositionen i MSBFS 2015:5 § 4).
    """
    version, act = _open_for_review(version_id, by, at)
    if number not in {row.heading.number for row in queries.headings(version)}:
        raise Http404
    check, _ = HeadingCheck.objects.update_or_create(
        version=version,
        number=number,
        defaults={"is_found": FOUND.get(found), "note": text.strip()[:500]},
    )
    _begin(version.document, act)
    return check


@transaction.atomic
def check_criterion(
    *, version_id: int, criterion_id: int, verdict: str, reasoning: str, by: User, at: datetime
) -> CriterionCheck:
    """Judge the version against one criterion, with the reasoning.

    Källa: Vägledningen 2.2 (bedömningskriterier); Vägledningen 2.8.
    """
    version, act = _open_for_review(version_id, by, at)
    if criterion_id not in {row.criterion.pk for row in queries.criteria(version)}:
        raise Http404
    check, _ = CriterionCheck.objects.update_or_create(
        version=version,
        criterion_id=criterion_id,
        defaults={"verdict": verdict, "reasoning": reasoning.strip()[:2000]},
    )
    _begin(version.document, act)
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

    Källa: Vägledningen 2.3 "skriftlig återkoppling".
    """
    version, act = _open_for_review(version_id, by, at, also_accepted=True)
    if asks_completion and complete_by is None:
        raise RuleError("Välj vilken dag kommunen senast ska komplettera.", field="complete_by")
    if asks_completion and complete_by and complete_by <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="complete_by")
    feedback = version.feedback.select_for_update().filter(sent_at=None).first()
    if feedback is None:
        feedback = Feedback(version=version, drafted_at=at)
    feedback.drafted_by = act.label
    feedback.text = text.strip()
    feedback.asks_completion = asks_completion
    feedback.complete_by = complete_by if asks_completion else None
    feedback.save()
    _begin(version.document, act)
    return feedback


@transaction.atomic
def send_feedback(*, feedback_id: int, seen: str = "", by: User, at: datetime) -> Feedback:
    """Send the answer to the municipality; from now on it is never changed.

    ``seen`` is ``common.autosave.mark_of`` the text as its sender has read it.
    Källa: Vägledningen 2.3 "skriftlig återkoppling"; Vägledningen 2.7.3 "kompletteringar";
    domain.md 1.10.
    """
    version_id = Feedback.objects.filter(pk=feedback_id).values_list("version", flat=True).first()
    version, act = _open_for_review(version_id or 0, by, at, also_accepted=True)
    feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
    document = version.document
    if feedback.sent_at is not None:
        raise RuleError("Återkopplingen är redan skickad.")
    if not feedback.text:
        raise RuleError("Skriv återkopplingen först.", field="text")
    if seen not in {"", mark_of(feedback.text)}:
        raise RuleError("Någon annan har ändrat texten. Läs den innan du skickar.", code="conflict")
    feedback.sent_at, feedback.sent_by = at, act.label
    feedback.save(update_fields=["sent_at", "sent_by"])
    deadlines.meet(key=feedback_key(version), at=at)
    told = access.functions_with(access.REPORT, document.municipality)
    if feedback.asks_completion and feedback.complete_by:
        _ask_completion(document, feedback.complete_by, act)
        due = feedback.complete_by.isoformat()
        tell(version, told, "completion_asked", at, what=name_of(document), due=due)
    else:
        tell(version, told, "feedback", at, what=name_of(document))
    note(document, "feedback", "lämnade återkoppling på", act)
    return feedback


@transaction.atomic
def accept_document(
    *, document_id: int, seen: int | None = None, by: User, at: datetime
) -> MunicipalDocument:
    """Find that the document exists, is decided high enough and meets the basic requirements.

    What lacks a heading that is demanded is not accepted: the municipality is asked for it.
    ``seen`` is the number of the version that its reader saw.
    Källa: Vägledningen 2.2 "uppfyller de grundläggande krav"; Vägledningen 2.2.1 "ska följa den
    disposition".
    """
    document = locked(document_id)
    act = Act(by, access.require_handler(by, document.municipality), at)
    version = current_version(document)
    if version is None:
        raise RuleError("Det finns inget dokument att godta.")
    require_seen(version, seen)
    _must(document, document.accept, "godtas")
    judged = queries.judged(version)
    verdict = rules.fulfilled(judged)
    if verdict.missing:
        raise RuleError(f"{' '.join(verdict.missing)} Begär komplettering i återkopplingen.")
    if verdict.holds is None and judged.unseen:
        raise RuleError(f"{' '.join(judged.unseen)} Bedöm det först.")
    document.accept(by_label=act.label, at=at)
    document.save()
    version.accepted_at, version.accepted_by = at, act.label
    version.save(update_fields=["accepted_at", "accepted_by"])
    deadlines.meet(key=feedback_key(version), at=at)
    note(document, "accept", "godtog", act)
    told = access.functions_with(access.REPORT, document.municipality)
    tell(version, told, "accepted", at, what=name_of(document))
    return document


@transaction.atomic
def plan_missing(
    *, document_id: int, reason: str, planned_date: date, by: User, at: datetime
) -> MunicipalDocument:
    """Note why a document is missing and by when it is to be there, agreed in dialogue.

    A later plan moves the deadline, visibly.
    Källa: Vägledningen 2.2 "följa upp varför och i dialog med kommunen lägga fram en plan".
    """
    document = locked(document_id)
    act = Act(by, access.require_handler(by, document.municipality), at)
    reason = reason.strip()
    if document.status != Status.MISSING:
        raise RuleError("Dokumentet är inlämnat. Ingen plan behövs.")
    if not reason:
        raise RuleError("Skriv varför dokumentet saknas.", field="reason")
    if planned_date <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="planned_date")
    document.missing_reason, document.planned_date = reason, planned_date
    document.planned_at, document.planned_by = at, act.label
    document.save()
    key = plan_key(document)
    if Deadline.objects.filter(key=key).exists():
        deadlines.change(key=key, due_date=planned_date, reason="Ny plan", **act.who)
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
    note(document, "plan", "antecknade plan för", act)
    return document


@transaction.atomic
def mark_read(*, document: MunicipalDocument, by: User, at: datetime) -> int:
    """Note that the municipality has opened what the county sent; only the first time counts.

    Källa: Vägledningen 2.3 (kommunen tar del av återkopplingen).
    """
    if access.reach_of(by, document.municipality).for_municipality is None:
        return 0
    unread = Feedback.objects.filter(
        version__document=document, sent_at__isnull=False, read_at=None
    )
    return unread.update(read_at=at)


def tell_year_two(at: datetime) -> int:
    """Tell the handlers once, as year 2 begins, to follow up the documents; return how many.

    Källa: Vägledningen 2.2 "under inledningen av mandatperiodens andra år fokusera på att följa
    upp de dokument".
    """
    today = local(at).date()
    term = method.current_term(today)
    if term is None or today.year != method.year_two_check(term).day.year:
        return 0
    kinds = len(method.requirements(term))
    told = 0
    for county in County.objects.order_by("code"):
        missing = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).count() * kinds
        here = MunicipalDocument.objects.filter(term=term, municipality__county=county)
        missing -= here.exclude(status=Status.MISSING).count()
        told += acts.tell(
            "documents_to_follow_up",
            access.functions_with(access.HANDLE, county),
            county,
            path=reverse("followup:county_documents", args=[county.pk]),
            at=at,
            key=f"year-two:{county.pk}:{term.first_year}",
            term=str(term),
            count=counted(missing, "dokument saknas", "dokument saknas"),
        )
    return told


def _ask_completion(document: MunicipalDocument, due: date, act: Act) -> None:
    key, reason = completion_key(document), "Ny begäran om komplettering"
    if document.status != Status.COMPLETION_REQUESTED:
        _must(document, document.request_completion, "kompletteras")
        document.request_completion()
        document.save()
        deadlines.lay(
            municipality=document.municipality,
            kind=Deadline.Kind.COMPLETION,
            key=key,
            about=document,
            what=f"Komplettering av {name_of(document)}",
            due_date=due,
            at=act.at,
        )
        reason = ""
    deadlines.change(key=key, due_date=due, reason=reason, **act.who)


def _open_for_review(
    version_id: int, by: User, at: datetime, *, also_accepted: bool = False
) -> tuple[DocumentVersion, Act]:
    """Return a version in force, its document locked: the document comes first for everybody."""
    owner = DocumentVersion.objects.filter(pk=version_id).values_list("document", flat=True).first()
    document = locked(owner or 0)
    version = document.versions.get(pk=version_id)
    act = Act(by, access.require_handler(by, document.municipality), at)
    if version.state != DocumentVersion.State.CURRENT:
        raise RuleError("Versionen gäller inte längre.")
    if version.document.status == Status.ACCEPTED and not also_accepted:
        raise RuleError("Dokumentet är godtaget. Bedömningen ligger fast.")
    return version, act


def _begin(document: MunicipalDocument, act: Act) -> None:
    if document.status == Status.SUBMITTED:
        document.start_review()
        document.save()
        note(document, "review", "började granska", act)


def _must(document: MunicipalDocument, move: object, cannot: str) -> None:
    if not can_proceed(move):
        status = Status(document.status).label.lower()
        raise RuleError(f"Dokumentet kan inte {cannot}: läget är ”{status}”.")
