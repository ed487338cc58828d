"""A case on compensation: opened, told, prepared by one, signed by another, decided by MSB/MCF."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.acts import log
from followup.cases import documents, notices, queries, rules
from followup.cases.models import CaseDeficiency, CaseMessage, Referral
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents.models import MunicipalDocument
from followup.economy.models import UnusableSaving
from followup.visits.measures import deficiencies
from followup.visits.measures.models import Deficiency, Measure
from records.files import seals

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
    grounds: Mapping[int, str],
    own_report: bool = False,
    siblings_reason: str = "",
    by: User,
    at: datetime,
) -> Referral:
    """Begin to consider an opinion to MSB/MCF: on which deficiencies, and the ground of each.

    A saving that the municipality itself cannot use may be one ground among others, and concerns
    only itself. Another open case on the same deficiency is asked about.
    Källa: Vägledningen 3.2, 3.3 (sista stycket, om sparande som inte kan användas).
    """
    municipality = Actor.objects.select_for_update(no_key=True).get(pk=municipality_id)
    function = access.require_handler(by, municipality)
    if not set(grounds.values()) <= set(Referral.Ground.values) - {Referral.Ground.OWN_REPORT}:
        raise RuleError("Välj en grund i listan.")
    open_ones = queries.open_deficiencies(municipality).filter(pk__in=list(grounds))
    found = list(open_ones.select_for_update(of=("self",)).order_by("pk"))
    saving = _unusable(municipality) if own_report else None
    if not found and saving is None:
        raise RuleError("Välj minst en brist som ärendet gäller.")
    _ask_about_siblings(found, siblings_reason)
    carried = {grounds[deficiency.pk] for deficiency in found}
    if saving:
        carried.add(Referral.Ground.OWN_REPORT)
    referral = Referral.objects.create(
        municipality=municipality,
        grounds=[ground for ground in Referral.Ground.values if ground in carried],
        unusable_saving=saving,
        siblings_reason=siblings_reason.strip(),
        opened_at=at,
        opened_by=str(function),
    )
    CaseDeficiency.objects.bulk_create(
        CaseDeficiency(referral=referral, deficiency=one, ground=grounds[one.pk]) for one in found
    )
    log(referral, "referral.open", "Öppnade ett ärende om ersättning", by, function, at)
    return referral


def _unusable(municipality: Actor) -> UnusableSaving:
    """Return the saving that the municipality has told that it cannot use, locked."""
    told = municipality.unusable_savings.filter(withdrawn_at=None)
    saving = told.select_for_update(of=("self",)).first()
    if saving is None:
        raise RuleError(
            "Kommunen har inte anmält något sparande som den inte kan använda.", field="own_report"
        )
    return saving


def _ask_about_siblings(deficiencies: Sequence[Deficiency], reason: str) -> None:
    """Ask why another case is opened on what an open case is about already.

    Källa: domain.md 7.10.
    """
    others = list(queries.open_cases_on(deficiencies))
    if others and not reason.strip():
        listed = ", ".join(str(other.pk) for other in others)
        raise RuleError(
            f"En av bristerna finns redan i ett öppet ärende ({listed}). Skriv varför ett till "
            "behövs.",
            field="siblings_reason",
        )


@transaction.atomic
def tell_municipality(
    *, referral_id: int, text: str, agreed_date: date, by: User, at: datetime
) -> Referral:
    """Tell the municipality in writing what falls short, what it can do, and propose by when.

    The day is agreed once the municipality has said yes to it (``agreeing.answer_day``).
    Källa: Vägledningen 3.2 "tydlig med vilka brister … I samförstånd".
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
        key=deadline_of(referral),
        about=referral,
        what="Rätta brister innan Länsstyrelsen yttrar sig",
        due_date=agreed_date,
        at=at,
    )
    notices.told(referral, at)
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

    Källa: Vägledningen 3.1 "föreslå för MSB"; Vägledningen 3.2.

    :raises OpinionConflict: if somebody else has written meanwhile.
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

    Källa: Vägledningen 3.2; domain.md 7.10.
    """
    referral = locked(referral_id)
    function = access.require_handler(by, referral.municipality)
    must(referral.prepare, referral, "lämnas till underskrift")
    if not referral.text.strip() or not referral.proposal.strip():
        raise RuleError("Skriv yttrandet och förslaget först.", field="text")
    _require_open_gate(referral, at, "lämnas till underskrift")
    referral.prepare(by_label=str(function), by_user_id=by.pk, at=at)
    referral.save()
    notices.to_sign(referral, at)
    log(referral, "referral.prepare", "Lämnade yttrandet till underskrift", by, function, at)
    return referral


@transaction.atomic
def send_back(*, referral_id: int, reason: str, by: User, at: datetime) -> Referral:
    """Return the opinion to the one who prepared it, with a reason.

    Källa: domain.md 1.9.
    """
    referral = locked(referral_id)
    function = access.require_signer(by, referral.municipality)
    must(referral.send_back, referral, "lämnas tillbaka")
    referral.send_back(reason=reason)
    referral.save()
    notices.sent_back(referral, at)
    log(referral, "referral.send_back", "Lämnade tillbaka yttrandet", by, function, at)
    return referral


@transaction.atomic
def sign_and_send(
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
    Källa: Vägledningen 3.2, 3.3; domain.md 7.10, 1.10.
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
    if not rules.may_sign(by.pk, queries.authors_of(referral)):
        raise RuleError("Du har skrivit i yttrandet. Någon annan behöver skriva under.")
    referral.sign_and_send(by_label=str(function), by_user_id=by.pk, at=at)
    receive(referral, local(at).date(), reading, reading_reason, function)
    content = queries.evidence(referral, local(at).date())
    referral.content, referral.content_sha256 = content, seals.digest(content)
    referral.save()
    deadlines.meet(key=deadline_of(referral), at=at)
    for document in (documents.PDF, documents.BUNDLE):
        document.want_next(referral, at)
    notices.sent(referral, at)
    log(referral, "referral.send", "Skrev under och skickade yttrandet", by, function, at)
    return referral


@transaction.atomic
def drop(*, referral_id: int, reason: str, by: User, at: datetime) -> Referral:
    """End the case without a decision, once it is mended or there is nothing to it.

    Before it is sent the handler may; afterwards only who signs for the county.
    Källa: domain.md 7.10.
    """
    referral = locked(referral_id)
    if referral.signed_at:
        function = access.require_signer(by, referral.municipality)
    else:
        function = access.require_handler(by, referral.municipality)
    must(referral.drop, referral, "läggas ned")
    referral.drop(reason=reason, by_label=str(function), at=at)
    referral.save()
    deadlines.withdraw(key=deadline_of(referral), at=at)
    for asked in referral.requests.all():
        deadlines.withdraw(key=f"material:{asked.pk}", at=at)
    notices.step(referral, "ärendet är nedlagt", at)
    log(referral, "referral.drop", "Lade ned ärendet", by, function, at)
    return referral


@transaction.atomic
def add_message(*, referral_id: int, text: str, by: User, at: datetime) -> CaseMessage:
    """Say something in the case's running dialogue, to the other parties.

    Källa: Vägledningen 3.3 "en löpande dialog med både kommunen och länsstyrelsen".
    """
    referral = locked(referral_id)
    function = party(by, referral)
    if referral.status in queries.OVER:
        raise RuleError("Ärendet är avslutat.")
    message = CaseMessage.objects.create(
        referral=referral, text=text, sent_at=at, sent_by=str(function)
    )
    notices.message(referral, message, at)
    log(referral, "referral.message", "Skrev i ärendets dialog", by, function, at)
    return message


def party(by: User, referral: Referral) -> Function:
    """Return the function in which the user takes part in the case.

    MSB/MCF takes part once the opinion is sent.
    Källa: Vägledningen 3.3.
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

    Källa: Vägledningen 3.2 "vilka åtgärder kommunen kan vidta för att rätta dessa".
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
    """Refuse to go on while something that must come first is not on record at this moment.

    The deficiencies and the municipality's documents are locked, so that none is mended, handed
    in or accepted while the opinion is signed.

    Källa: Vägledningen 3.2; domain.md 7.10.
    """
    list(
        Deficiency.objects.select_for_update(of=("self",)).filter(referrals=referral).order_by("pk")
    )
    documents_of = MunicipalDocument.objects.filter(municipality=referral.municipality)
    list(documents_of.select_for_update(of=("self",)).order_by("pk"))
    gate = queries.gate_of(referral, local(at).date())
    if not gate.is_open:
        names = "; ".join(dict.fromkeys(step.name.lower() for step in gate.missing))
        raise RuleError(f"Yttrandet kan inte {what}. Det saknas: {names}.")


def receive(referral: Referral, day: date, reading: str, reason: str, function: Function) -> None:
    """Note when the opinion came in, and how that day stands to 30 April."""
    cutoff = queries.cutoff_on(day)
    if cutoff.must_be_chosen:
        if reading not in Referral.CutoffReading.values:
            raise RuleError("Välj hur 30 april ska läsas.", field="reading")
        if not reason.strip():
            raise RuleError("Ange skälet för läsningen.", field="reading_reason")
        referral.cutoff_chosen_by, referral.cutoff_reason = str(function), reason.strip()
    referral.received_date, referral.year = day, cutoff.year
    referral.cutoff_reading = cutoff.reading or reading


def locked(referral_id: int) -> Referral:
    """Return the case with its row locked until the transaction ends."""
    Referral.objects.select_for_update().only("pk").get(pk=referral_id)
    return Referral.objects.select_related("municipality__county", "unusable_saving").get(
        pk=referral_id
    )


def must(move: Any, referral: Referral, cannot: str) -> None:
    """Refuse in Swedish what the state machine does not allow."""
    if not can_proceed(move):
        status = referral.get_status_display().lower()
        raise RuleError(f"Ärendet kan inte {cannot}: läget är ”{status}”.")


def deadline_of(referral: Referral) -> str:
    return f"referral:{referral.pk}"
