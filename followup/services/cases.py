"""A case on compensation: opened, told, prepared by one, signed by another, decided by MSB/MCF."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.models import (
    CaseMessage,
    Deadline,
    Deficiency,
    Measure,
    Referral,
    UnusableSaving,
)
from followup.reports import cases as reports
from followup.rules import referral as rules
from followup.services import case_notices, deadlines, deficiencies
from followup.services.shared import log
from records import jobs, seals
from records.refs import ref

BUNDLE = "referral_bundle"
PDF = "referral_pdf"
Status = Referral.Status


class OpinionConflict(RuleError):
    """Somebody else changed the opinion meanwhile; ``referral`` is as it stands now."""

    def __init__(self, referral: Referral) -> None:
        super().__init__("Någon annan ändrade yttrandet medan du skrev.", code="conflict")
        self.referral = referral


@transaction.atomic
def open_case(
    *,
    municipality_id: int,
    grounds: Iterable[str],
    deficiency_ids: Iterable[int],
    by: User,
    at: datetime,
    unusable_saving_id: int | None = None,
) -> Referral:
    """Begin to consider an opinion to MSB/MCF.

    Källa: 003 §3.2; §3.3 sista stycket om sparande som inte kan användas.

    :raises PermissionDenied: unless the user follows up the municipality.
    :raises RuleError: without a ground, or without a named deficiency where one is needed.
    """
    municipality = Actor.objects.select_for_update(no_key=True).get(pk=municipality_id)
    function = access.require_handler(by, municipality)
    chosen = [ground for ground in Referral.Ground.values if ground in set(grounds)]
    if not chosen:
        raise RuleError("Välj minst en grund.", field="grounds")
    open_ones = reports.open_deficiencies(municipality).filter(pk__in=list(deficiency_ids))
    found = list(open_ones.select_for_update(of=("self",)).order_by("pk"))
    saving = _saving(municipality, unusable_saving_id, chosen)
    if not found and saving is None:
        raise RuleError("Välj minst en brist som ärendet gäller.", field="deficiencies")
    referral = Referral.objects.create(
        municipality=municipality,
        grounds=chosen,
        unusable_saving=saving,
        opened_at=at,
        opened_by=str(function),
    )
    referral.deficiencies.set(found)
    log(referral, "referral.open", "Öppnade ett ärende om ersättning", by, function, at)
    return referral


@transaction.atomic
def tell_municipality(
    *, referral_id: int, text: str, agreed_date: date, by: User, at: datetime
) -> Referral:
    """Tell the municipality in writing what falls short, what it can do, and by when.

    Källa: 003 §3.2 "tydlig med vilka brister … I samförstånd".

    :raises PermissionDenied: unless the user follows up the municipality.
    :raises RuleError: if a deficiency lacks a remedy, the day has passed, or it has been told.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    must(referral.tell, referral, "meddelas kommunen")
    if agreed_date <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="agreed_date")
    without = referral.deficiencies.filter(remedy="").count()
    if without:
        raise RuleError(
            f"{without} av bristerna säger inte vad kommunen kan göra. Skriv det först under "
            "Åtgärdsplan.",
            field="text",
        )
    referral.tell(text=text, agreed_date=agreed_date, at=at)
    referral.save()
    deficiencies.tell_deficiencies(
        municipality_id=referral.municipality_id,
        deficiency_ids=referral.deficiencies.values_list("pk", flat=True),
        by=by,
        at=at,
    )
    Measure.objects.filter(deficiency__referrals=referral, told_at=None).update(told_at=at)
    deadlines.lay(
        municipality=referral.municipality,
        kind=Deadline.Kind.REFERRAL,
        key=_deadline(referral),
        about=referral,
        what="Rätta brister innan Länsstyrelsen yttrar sig",
        due_date=agreed_date,
        at=at,
    )
    case_notices.told(referral, at)
    log(referral, "referral.tell", "Underrättade kommunen", by, function, at)
    return referral


@transaction.atomic
def write_opinion(
    *,
    referral_id: int,
    text: str,
    proposal: str,
    registry_number: str,
    exception_reason: str,
    version: int,
    by: User,
    at: datetime,
) -> Referral:
    """Write the opinion and the county's proposal, as long as nobody has prepared it.

    Källa: 003 §3.1 "föreslå för MSB", §3.2.

    :raises PermissionDenied: unless the user follows up the municipality.
    :raises OpinionConflict: if somebody else has written meanwhile.
    :raises RuleError: if it waits for signature or is signed.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    if referral.status not in {Status.CONSIDERED, Status.TOLD}:
        raise RuleError("Yttrandet väntar på underskrift eller är skickat. Det kan inte ändras.")
    written = (referral.text, referral.proposal, referral.registry_number)
    if (text, proposal, registry_number) == written and (
        exception_reason == referral.exception_reason
    ):
        return referral
    if referral.text_version != version:
        raise OpinionConflict(referral)
    referral.text, referral.proposal = text, proposal
    referral.registry_number, referral.exception_reason = registry_number, exception_reason
    referral.text_version += 1
    referral.save()
    log(referral, "referral.write", "Ändrade yttrandet", by, function, at)
    return referral


@transaction.atomic
def prepare(*, referral_id: int, by: User, at: datetime) -> Referral:
    """Put the opinion before the one who signs. Here stands the gate.

    Källa: 003 §3.2; model.md §4.3 "Cannot be sent until".

    :raises PermissionDenied: unless the user follows up the municipality.
    :raises RuleError: if something is missing in the dialogue, or the opinion is not written.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    must(referral.prepare, referral, "lämnas till underskrift")
    if not referral.text.strip() or not referral.proposal.strip():
        raise RuleError("Skriv yttrandet och förslaget först.", field="text")
    _require_open_gate(referral, at, "lämnas till underskrift")
    referral.prepare(by_label=str(function), by_user_id=by.pk, at=at)
    referral.save()
    case_notices.to_sign(referral, at)
    log(referral, "referral.prepare", "Lämnade yttrandet till underskrift", by, function, at)
    return referral


@transaction.atomic
def send_back(*, referral_id: int, reason: str, by: User, at: datetime) -> Referral:
    """Return the opinion to the one who prepared it, with a reason.

    Källa: ux.md §3.4 "två olika personer".

    :raises PermissionDenied: unless the user signs for the county.
    :raises RuleError: if it does not wait for signature.
    """
    referral = locked(referral_id)
    function = access.require_signer(by, referral.municipality)
    must(referral.send_back, referral, "lämnas tillbaka")
    referral.send_back(reason=reason)
    referral.save()
    case_notices.sent_back(referral, at)
    log(referral, "referral.send_back", "Lämnade tillbaka yttrandet", by, function, at)
    return referral


@transaction.atomic
def sign_and_send(  # noqa: PLR0913 - what is signed, by whom, and how the day is read
    *,
    referral_id: int,
    seen: int | None = None,
    by: User,
    at: datetime,
    reading: str = "",
    reading_reason: str = "",
) -> Referral:
    """Sign what another has prepared, seal it with its evidence, and send it to MSB/MCF.

    ``seen`` is the version of the text that its signer has read. On 30 April itself a person
    chooses how the day is read, with a reason.
    Källa: 003 §3.2, §3.3; model.md §4.3 "Two different persons"; ux.md §3.3 "Conflict".

    :raises PermissionDenied: unless the user signs for the county.
    :raises RuleError: if the user prepared it, it is not prepared, it has been rewritten since it
        was read, something is no longer on record, or the day must be read.
    """
    referral = locked(referral_id)
    function = access.require_signer(by, referral.municipality)
    must(referral.sign_and_send, referral, "skrivas under")
    if seen not in {None, referral.text_version}:
        raise RuleError(
            "Yttrandet har skrivits om. Ladda om sidan och läs det innan du skriver under.",
            code="conflict",
        )
    _require_open_gate(referral, at, "skrivas under")
    if not rules.may_sign(by.pk, referral.prepared_by_user_id):
        raise RuleError("Du har berett yttrandet. Någon annan behöver skriva under.")
    referral.sign_and_send(by_label=str(function), by_user_id=by.pk, at=at)
    _receive(referral, local(at).date(), reading, reading_reason, function)
    content = reports.evidence(referral, local(at).date())
    referral.content, referral.content_sha256 = content, seals.digest(content)
    referral.save()
    deadlines.meet(key=_deadline(referral), at=at)
    for kind in (PDF, BUNDLE):
        jobs.want(kind=kind, object_ref=ref(referral), at=at)
    case_notices.sent(referral, at)
    log(referral, "referral.send", "Skrev under och skickade yttrandet", by, function, at)
    return referral


@transaction.atomic
def drop(*, referral_id: int, reason: str, by: User, at: datetime) -> Referral:
    """End the case without a decision, once it is mended or there is nothing to it.

    Before it is sent the handler may; afterwards only who signs for the county.
    Källa: model.md §4.3 "dropped once mended".

    :raises PermissionDenied: if the user may not.
    :raises RuleError: if it is decided or over.
    """
    referral = locked(referral_id)
    if referral.signed_at:
        function = access.require_signer(by, referral.municipality)
    else:
        function = access.require_handler(by, referral.municipality)
    must(referral.drop, referral, "läggas ned")
    referral.drop(reason=reason, by_label=str(function), at=at)
    referral.save()
    deadlines.withdraw(key=_deadline(referral), at=at)
    for asked in referral.requests.all():
        deadlines.withdraw(key=f"material:{asked.pk}", at=at)
    case_notices.step(referral, "ärendet är nedlagt", at)
    log(referral, "referral.drop", "Lade ned ärendet", by, function, at)
    return referral


@transaction.atomic
def add_message(*, referral_id: int, text: str, by: User, at: datetime) -> CaseMessage:
    """Say something in the case's running dialogue, to the other parties.

    Källa: 003 §3.3 "en löpande dialog med både kommunen och länsstyrelsen".

    :raises PermissionDenied: unless the user acts for one of the parties.
    :raises RuleError: if the case is over.
    """
    referral = locked(referral_id)
    function = party(by, referral)
    if referral.status in reports.OVER:
        raise RuleError("Ärendet är avslutat.")
    message = CaseMessage.objects.create(
        referral=referral, text=text, sent_at=at, sent_by=str(function)
    )
    case_notices.message(referral, message, at)
    log(referral, "referral.message", "Skrev i ärendets dialog", by, function, at)
    return message


def party(by: User, referral: Referral) -> Function:
    """Return the function in which the user takes part in the case.

    MSB/MCF takes part once the opinion is sent.
    Källa: 003 §3.3.

    :raises PermissionDenied: if none does.
    """
    reach = access.reach_of(by, referral.municipality)
    reviewer = reach.reviewer if referral.signed_at else None
    function = reach.for_county or reach.for_municipality or reviewer
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function


@transaction.atomic
def name_remedies(
    *, referral_id: int, remedies: dict[int, str], by: User, at: datetime
) -> Referral:
    """Say what the municipality can do about each deficiency of the case.

    Källa: 003 §3.2 "vilka åtgärder kommunen kan vidta för att rätta dessa".

    :raises PermissionDenied: unless the user follows up the municipality.
    :raises RuleError: if the municipality has been told.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    if referral.status != Status.CONSIDERED:
        raise RuleError("Kommunen är redan underrättad.")
    named = Deficiency.objects.select_for_update(of=("self",)).filter(referrals=referral)
    for deficiency in named.order_by("pk"):
        text = remedies.get(deficiency.pk, "").strip()
        if text and text != deficiency.remedy:
            deficiency.remedy = text
            deficiency.save(update_fields=["remedy"])
    log(referral, "referral.remedies", "Skrev vad kommunen kan göra", by, function, at)
    return referral


def _require_open_gate(referral: Referral, at: datetime, what: str) -> None:
    """Refuse to go on while something that must come first is not on record.

    Källa: 003 §3.2; model.md §4.3 "Cannot be sent until".
    """
    gate = reports.gate_of(referral, local(at).date())
    if not gate.is_open:
        names = "; ".join(step.name.lower() for step in gate.missing)
        raise RuleError(f"Yttrandet kan inte {what}. Det saknas: {names}.")


def _receive(referral: Referral, day: date, reading: str, reason: str, function: Function) -> None:
    """Note when the opinion came in, and how that day stands to 30 April."""
    cutoff = reports.cutoff_on(day)
    if cutoff.must_be_chosen:
        if reading not in Referral.CutoffReading.values:
            raise RuleError("Välj hur 30 april ska läsas.", field="reading")
        if not reason.strip():
            raise RuleError("Ange skälet för läsningen.", field="reading_reason")
        referral.cutoff_chosen_by, referral.cutoff_reason = str(function), reason.strip()
    referral.received_date, referral.year = day, cutoff.year
    referral.cutoff_reading = cutoff.reading or reading


def _saving(
    municipality: Actor, saving_id: int | None, grounds: list[str]
) -> UnusableSaving | None:
    if Referral.Ground.OWN_REPORT not in grounds:
        return None
    reported = UnusableSaving.objects.filter(municipality=municipality, withdrawn_at=None)
    if saving_id is not None:
        reported = reported.filter(pk=saving_id)
    found = reported.select_for_update(of=("self",)).first()
    if found is None:
        raise RuleError(
            "Kommunen har inte anmält något sparande som den inte kan använda.", field="grounds"
        )
    return found


def locked(referral_id: int) -> Referral:
    """Return the case with its row locked until the transaction ends."""
    Referral.objects.select_for_update().only("pk").get(pk=referral_id)
    return Referral.objects.select_related("municipality__county", "unusable_saving").get(
        pk=referral_id
    )


def must(move: Any, referral: Referral, cannot: str) -> None:
    """Refuse in Swedish what the state machine does not allow.

    :raises RuleError: if it does not.
    """
    if not can_proceed(move):
        status = referral.get_status_display().lower()
        raise RuleError(f"Ärendet kan inte {cannot}: läget är ”{status}”.")


def _deadline(referral: Referral) -> str:
    return f"referral:{referral.pk}"
