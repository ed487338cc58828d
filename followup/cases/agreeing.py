"""What county, municipality and MSB/MCF agree on in a case, and the reasons where they do not."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actors.models import Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.acts import log
from followup.cases import notices, queries
from followup.cases.models import CaseReason, DialogueForm, Referral
from followup.cases.services import deadline_of, locked
from followup.deadlines import services as deadlines

Status = Referral.Status


@transaction.atomic
def answer_day(
    *,
    referral_id: int,
    accepts: bool,
    objection: str = "",
    counter_date: date | None = None,
    by: User,
    at: datetime,
) -> Referral:
    """Have the municipality say yes to the day, or object to it with its reason and its own day.

    Källa: Vägledningen 3.2 "I samförstånd ska sedan kommunen och länsstyrelsen komma överens om när
    åtgärderna ska vara genomförda".
    """
    referral = locked(referral_id)
    function = _municipal(by, referral)
    _require_told(referral)
    if referral.day_answer == Referral.DayAnswer.ACCEPTED:
        raise RuleError("Dagen är redan godtagen. Skriv ett meddelande om den inte längre håller.")
    if not accepts and not objection.strip():
        raise RuleError("Skriv varför dagen inte går.", field="objection")
    if counter_date is not None and counter_date <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="counter_date")
    answer = Referral.DayAnswer.ACCEPTED if accepts else Referral.DayAnswer.OBJECTED
    referral.answer_day(answer, by_label=str(function), at=at)
    referral.day_objection = "" if accepts else objection.strip()
    referral.counter_date = None if accepts else counter_date
    referral.save()
    said = "godtagit dagen" if accepts else "invänt mot dagen"
    notices.to_handlers(referral, f"Kommunen har {said}", at)
    log(referral, "referral.day", f"Kommunen har {said}", by, function, at)
    return referral


@transaction.atomic
def propose_day(*, referral_id: int, day: date, by: User, at: datetime) -> Referral:
    """Propose another day to the municipality; the day that it named itself is agreed at once.

    Källa: Vägledningen 3.2 "I samförstånd".
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    _require_told(referral)
    if day <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="day")
    if day == referral.agreed_date:
        raise RuleError("Det är samma dag som redan gäller.", field="day")
    is_theirs, label = day == referral.counter_date, referral.day_answered_by
    referral.propose_day(day)
    if is_theirs:
        referral.answer_day(Referral.DayAnswer.ACCEPTED, by_label=label, at=at)
    referral.save()
    deadlines.change(
        key=deadline_of(referral),
        due_date=day,
        reason="Länsstyrelsen godtog kommunens dag." if is_theirs else "Ny dag föreslagen.",
        by=by,
        function=function,
        at=at,
    )
    said = "godtagit er dag" if is_theirs else "föreslagit en ny dag, svara om den"
    notices.to_municipality(referral, f"Länsstyrelsen har {said}", at)
    log(referral, "referral.propose_day", "Ändrade dagen i ärendet", by, function, at)
    return referral


@transaction.atomic
def give_reason(
    *, referral_id: int, ground: str, step: str, text: str, by: User, at: datetime
) -> CaseReason:
    """Say why the case goes on though a step is not met; it holds for what is found there now.

    Källa: Vägledningen 3.2; domain.md 7.10.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    if referral.status not in {Status.CONSIDERED, Status.TOLD}:
        raise RuleError("Skäl anges innan yttrandet lämnas till underskrift.")
    found = queries.gate_of(referral, local(at).date()).step(ground, step)
    if found is None or not found.wants_reason:
        raise RuleError("Det steget behöver inget skäl.")
    if not text.strip():
        raise RuleError("Skriv skälet.", field="text")
    given = CaseReason.objects.create(
        referral=referral,
        ground=ground,
        step=step,
        about=found.found,
        text=text.strip(),
        given_at=at,
        given_by=str(function),
    )
    log(referral, "referral.reason", "Angav skäl i ärendet", by, function, at)
    return given


@transaction.atomic
def propose_forms(*, referral_id: int, text: str, by: User, at: datetime) -> DialogueForm:
    """Propose in what forms MSB/MCF and the municipality talk during the review.

    Källa: Vägledningen 3.3 "bestäms i samverkan mellan kommunen och MSB".
    """
    referral = locked(referral_id)
    function, is_municipal = _reviewing_party(by, referral)
    if not text.strip():
        raise RuleError("Skriv hur dialogen ska gå till.", field="text")
    proposed = DialogueForm.objects.create(
        referral=referral,
        text=text.strip(),
        proposed_at=at,
        proposed_by=str(function),
        by_municipality=is_municipal,
    )
    if is_municipal:
        notices.to_reviewers(referral, "Förslag om dialogens former", at)
    else:
        notices.to_municipality(referral, "MCF föreslår former för dialogen", at)
    log(referral, "referral.forms", "Föreslog former för dialogen", by, function, at)
    return proposed


@transaction.atomic
def agree_forms(*, referral_id: int, form_id: int, by: User, at: datetime) -> DialogueForm:
    """Agree to the other side's latest proposal.

    Källa: Vägledningen 3.3 "bestäms i samverkan mellan kommunen och MSB".
    """
    referral = locked(referral_id)
    function, is_municipal = _reviewing_party(by, referral)
    latest = referral.dialogue_forms.last()
    if latest is None or latest.pk != form_id:
        raise RuleError("Det finns ett senare förslag. Läs det först.", code="conflict")
    if latest.agreed_at is not None:
        raise RuleError("Formerna är redan överenskomna.")
    if latest.by_municipality == is_municipal:
        raise RuleError("Det är ert eget förslag. Den andra parten godtar det.")
    latest.agreed_at, latest.agreed_by = at, str(function)
    latest.save(update_fields=["agreed_at", "agreed_by"])
    notices.step(referral, "dialogens former är överenskomna", at)
    log(referral, "referral.agree_forms", "Godtog formerna för dialogen", by, function, at)
    return latest


def _municipal(by: User, referral: Referral) -> Function:
    """Return the function in which the user speaks for the municipality of the case."""
    return access.require_reporter(by, referral.municipality)


def _reviewing_party(by: User, referral: Referral) -> tuple[Function, bool]:
    """Return the function of one of the two parties of the review, and whether it is municipal."""
    reach = access.reach_of(by, referral.municipality)
    function = reach.for_municipality or (reach.reviewer if referral.signed_at else None)
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    if referral.status not in {Status.SENT, Status.MATERIAL_REQUESTED}:
        raise RuleError("Dialogens former bestäms medan MCF utreder ärendet.")
    return function, bool(reach.for_municipality)


def _require_told(referral: Referral) -> None:
    if referral.status != Status.TOLD:
        status = referral.get_status_display().lower()
        raise RuleError(f"Dagen kan inte ändras: läget är ”{status}”.")
