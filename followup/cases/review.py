"""What MSB/MCF does with an opinion: registers it, asks for material, decides, closes.

MSB/MCF alone decides; SSR keeps what was decided.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from actors.models import Function, User
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from followup import access
from followup.acts import log
from followup.cases import notices, rules
from followup.cases.models import CaseFile, MaterialRequest, Referral
from followup.cases.services import locked, must, receive
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.visits.measures.models import Deficiency
from records.models import StoredFile

Outcome = Referral.Outcome


@transaction.atomic
def register_receipt(
    *,
    referral_id: int,
    number: str,
    received_date: date,
    by: User,
    at: datetime,
    reading: str = "",
    reading_reason: str = "",
) -> Referral:
    """Register the opinion at MSB/MCF: own number, and the day it came in.

    Another day than that of sending is read anew against 30 April.
    Källa: Vägledningen 3.3 "Om yttrandet inkommer till MSB".
    """
    referral = locked(referral_id)
    function = _reviewer(by, referral)
    _must_be_open(referral)
    if received_date > local(at).date():
        raise RuleError("Dagen kan inte ligga framåt i tiden.", field="received_date")
    if referral.signed_at and received_date < local(referral.signed_at).date():
        raise RuleError("Yttrandet var inte undertecknat den dagen.", field="received_date")
    receive(referral, received_date, reading, reading_reason, function)
    referral.national_number = number
    referral.registered_at, referral.registered_by = at, str(function)
    referral.save()
    notices.step(referral, "yttrandet är registrerat hos MCF", at)
    log(referral, "referral.register", "Registrerade yttrandet", by, function, at)
    return referral


@transaction.atomic
def request_material(
    *, referral_id: int, text: str, due_date: date, by: User, at: datetime
) -> MaterialRequest:
    """Ask the municipality for material, by a day.

    Källa: Vägledningen 3.3 "begära in underlag från kommunen".
    """
    referral = locked(referral_id)
    function = _reviewer(by, referral)
    must(referral.request_material, referral, "kompletteras")
    if due_date <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="due_date")
    referral.request_material()
    referral.save()
    asked = MaterialRequest.objects.create(
        referral=referral, text=text, due_date=due_date, asked_at=at, asked_by=str(function)
    )
    deadlines.lay(
        municipality=referral.municipality,
        kind=Deadline.Kind.MATERIAL,
        key=f"material:{asked.pk}",
        about=referral,
        what="Underlag som MCF har begärt",
        due_date=due_date,
        at=at,
    )
    notices.material(asked, at)
    log(referral, "referral.material", "Begärde underlag", by, function, at)
    return asked


@transaction.atomic
def answer_material(
    *, request_id: int, text: str, files: Iterable[StoredFile], by: User, at: datetime
) -> MaterialRequest:
    """Give MSB/MCF the material it asked for.

    Källa: Vägledningen 3.3.
    """
    referral_id = MaterialRequest.objects.values_list("referral_id", flat=True).get(pk=request_id)
    referral = locked(referral_id)
    function = access.require_reporter(by, referral.municipality)
    _must_be_open(referral)
    asked = MaterialRequest.objects.select_for_update().get(pk=request_id)
    asked.referral = referral
    if asked.answered_at:
        raise RuleError("Begäran är redan besvarad. Skriv ett meddelande om något ska läggas till.")
    asked.answer, asked.answered_at, asked.answered_by = text, at, str(function)
    asked.save()
    for stored in files:
        CaseFile.objects.create(
            referral=referral, request=asked, stored=stored, added_at=at, added_by=str(function)
        )
    deadlines.meet(key=f"material:{asked.pk}", at=at)
    notices.answered(asked, at)
    log(referral, "referral.answer", "Lämnade underlag till MCF", by, function, at)
    return asked


@transaction.atomic
def record_decision(
    *,
    referral_id: int,
    outcome: str,
    amount: Decimal | None,
    text: str,
    decided_date: date,
    by: User,
    at: datetime,
    deviates: bool = False,
    proportion: str = "",
    mended_reason: str = "",
    no_material_reason: str = "",
) -> Referral:
    """Record what MSB/MCF has decided: kept, reduced or repaid, for the current year only.

    What does not follow from how 30 April was read is asked about once more, never refused:
    MSB/MCF decides. So is a decision without the municipality's material, and one on what has been
    mended; an amount says how it stands in proportion to the work.
    Källa: Vägledningen 3.1, 3.3; LEH 8 kap. 1 § (överklagas hos regeringen).
    """
    referral = locked(referral_id)
    function = _reviewer(by, referral)
    must(referral.decide, referral, "avgöras")
    received = referral.received_date
    if decided_date > local(at).date() or (received and decided_date < received):
        raise RuleError(
            "Beslutsdagen ska ligga mellan den dag yttrandet kom in och i dag.",
            field="decided_date",
        )
    if rules.demands_amount(outcome) and (amount is None or amount <= 0):
        raise RuleError("Ange beloppet i kronor.", field="amount")
    if outcome not in rules.outcomes_of(referral.cutoff_reading) and not deviates:
        reading = referral.get_cutoff_reading_display()
        raise RuleError(
            f"Yttrandet lästes så här: {reading}. Kryssa i att beslutet ändå är rätt antecknat.",
            field="deviates",
        )
    _ask_before_deciding(referral, mended_reason, no_material_reason, local(at).date())
    costs = rules.demands_amount(outcome)
    if costs and not proportion.strip():
        raise RuleError(
            "Skriv hur beloppet förhåller sig till det arbete som kommunen har utfört.",
            field="proportion",
        )
    referral.decide(outcome=outcome, by_label=str(function), on=decided_date)
    referral.amount = amount if costs else None
    referral.proportion = proportion.strip() if costs else ""
    referral.mended_reason = mended_reason.strip()
    referral.no_material_reason = no_material_reason.strip()
    referral.decision_text = text
    referral.save()
    for asked in referral.requests.filter(answered_at=None):
        deadlines.withdraw(key=f"material:{asked.pk}", at=at)
    notices.step(referral, "MCF har beslutat", at)
    log(referral, "referral.decide", "Antecknade MCF:s beslut", by, function, at)
    return referral


@transaction.atomic
def make_final(*, referral_id: int, final_date: date, by: User, at: datetime) -> Referral:
    """Record the day from which the decision is final.

    Källa: Vägledningen 3.3 "vunnit laga kraft".
    """
    referral = locked(referral_id)
    function = _reviewer(by, referral)
    must(referral.become_final, referral, "få laga kraft")
    if referral.decided_date and final_date < referral.decided_date:
        raise RuleError("Laga kraft kan inte ligga före beslutet.", field="final_date")
    if final_date > local(at).date():
        raise RuleError("Dagen kan inte ligga framåt i tiden.", field="final_date")
    referral.become_final(on=final_date)
    referral.save()
    notices.step(referral, "beslutet har vunnit laga kraft", at)
    log(referral, "referral.final", "Antecknade laga kraft", by, function, at)
    return referral


@transaction.atomic
def record_invoice(
    *, referral_id: int, number: str, invoiced_date: date, by: User, at: datetime
) -> Referral:
    """Record the invoice for repayment.

    Källa: Vägledningen 3.3 "skicka en faktura om återbetalning".
    """
    referral = locked(referral_id)
    function = _reviewer(by, referral)
    must(referral.invoice, referral, "faktureras")
    if not rules.may_be_invoiced(referral.outcome, referral.final_date):
        raise RuleError("Bara en återbetalning som har vunnit laga kraft faktureras.")
    if referral.final_date and invoiced_date < referral.final_date:
        raise RuleError("Fakturan kan inte ligga före laga kraft.", field="invoiced_date")
    referral.invoice(number=number, on=invoiced_date)
    referral.save()
    notices.step(referral, "en faktura om återbetalning är skickad", at)
    log(referral, "referral.invoice", "Antecknade fakturan", by, function, at)
    return referral


def _ask_before_deciding(
    referral: Referral, mended_reason: str, no_material_reason: str, today: date
) -> None:
    """Ask for a reason where material is missing, or where a deficiency is mended.

    Källa: Vägledningen 3.1 "det underlag som inhämtas från kommunen"; Vägledningen 3.2, 3.3.
    """
    named = Deficiency.objects.select_for_update(of=("self",)).filter(referrals=referral)
    mended = [one for one in named.order_by("pk") if not one.is_open]
    if mended and not mended_reason.strip():
        raise RuleError(
            f"{counted(len(mended), 'brist är', 'brister är')} åtgärdade eller strukna. "
            "Skriv varför beslutet ändå fattas.",
            field="mended_reason",
        )
    if not is_material_settled(referral, today) and not no_material_reason.strip():
        raise RuleError(
            "Kommunens underlag har inte kommit in. Begär det, eller skriv varför det inte behövs.",
            field="no_material_reason",
        )


def is_material_settled(referral: Referral, today: date) -> bool:
    """Return whether the municipality's material is in, or was asked for in vain.

    Källa: Vägledningen 3.3 "kommer MSB att begära in underlag från kommunen".
    """
    requests = referral.requests
    return rules.has_material(
        answered=requests.filter(answered_at__isnull=False).exists(),
        asked_in_vain=requests.filter(answered_at=None, due_date__lt=today).exists(),
    )


def _reviewer(by: User, referral: Referral) -> Function:
    """Return the function in which the user reviews a case that has been sent."""
    function = access.require_reviewer(by)
    if referral.signed_at is None:
        raise RuleError("Yttrandet är inte skickat.")
    return function


def _must_be_open(referral: Referral) -> None:
    if referral.status not in {Referral.Status.SENT, Referral.Status.MATERIAL_REQUESTED}:
        status = referral.get_status_display().lower()
        raise RuleError(f"Ärendet är inte under utredning: läget är ”{status}”.")
