"""What falls short in a municipality's work: named, told, mended or struck out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from actors import audit
from actors.models import Actor, Function, User
from actors.rights import rights
from common.errors import RuleError
from followup import access
from followup.acts import log
from followup.terms.models import Area
from followup.visits.measures.models import Deficiency
from followup.visits.models import Visit
from followup.visits.report import drafts


@transaction.atomic
def name_deficiency(
    *,
    municipality_id: int,
    origin: Deficiency.Origin | str,
    area: Area | str,
    text: str,
    remedy: str = "",
    visit_id: int | None = None,
    is_misuse: bool = False,
    by: User,
    at: datetime,
) -> Deficiency:
    """Say plainly what falls short, and what the municipality can do about it.

    The municipality does not see it before it is told: with the protocol, in a case, or by
    ``tell_deficiencies``.
    Källa: Vägledningen 2.9 "var tydlig med vad länsstyrelsen anser behöver förbättras";
    Vägledningen 3.2.
    """
    municipality = Actor.objects.get(pk=municipality_id)
    function = access.require_handler(by, municipality)
    text = _required(text, "Skriv vad som brister.", "text")
    visit = None
    if visit_id is not None:
        visit = Visit.objects.get(pk=visit_id, municipality=municipality)
        drafts.touch(visit, by=by, function=function)
    deficiency = Deficiency.objects.create(
        municipality=municipality,
        origin=origin,
        visit=visit,
        area=area,
        text=text,
        remedy=remedy.strip(),
        is_misuse=is_misuse,
        noted_at=at,
        noted_by=audit.label_of(by, function),
    )
    log(deficiency, "deficiency.name", "Noterade en brist", by, function, at)
    return deficiency


@transaction.atomic
def edit_deficiency(
    *,
    deficiency_id: int,
    area: Area | str,
    text: str,
    remedy: str,
    is_misuse: bool = False,
    by: User,
    at: datetime,
) -> Deficiency:
    """Put it in other words, before the municipality has been told.

    Källa: Vägledningen 2.9 "var tydlig".
    """
    deficiency, function = _locked(deficiency_id, by)
    _require_open(deficiency)
    if deficiency.told_at is not None:
        raise RuleError("Kommunen har fått bristen. Stryk den och notera en ny.")
    if deficiency.visit is not None:
        drafts.touch(deficiency.visit, by=by, function=function)
    deficiency.text = _required(text, "Skriv vad som brister.", "text")
    deficiency.area, deficiency.remedy, deficiency.is_misuse = area, remedy.strip(), is_misuse
    deficiency.save()
    log(deficiency, "deficiency.edit", "Ändrade en brist", by, function, at)
    return deficiency


@transaction.atomic
def tell_deficiencies(
    *, municipality_id: int, deficiency_ids: Iterable[int], by: User, at: datetime
) -> list[Deficiency]:
    """Mark that the municipality has been told; those told before keep their day.

    Sending the words is for the caller: a protocol, a case, the plan of measures.
    Källa: Vägledningen 3.2 "uppmärksamma kommunen på de brister som identifierats".
    """
    municipality = Actor.objects.get(pk=municipality_id)
    function = require_county(by, municipality)
    rows = list(
        Deficiency.objects.select_for_update()
        .filter(
            municipality=municipality,
            pk__in=list(deficiency_ids),
            told_at=None,
            withdrawn_at=None,
        )
        .order_by("pk")
    )
    for deficiency in rows:
        deficiency.told_at = at
        deficiency.save(update_fields=["told_at"])
        log(deficiency, "deficiency.tell", "Meddelade kommunen en brist", by, function, at)
    return rows


@transaction.atomic
def mend_deficiency(*, deficiency_id: int, by: User, at: datetime) -> Deficiency:
    """Find that it is mended.

    Källa: Vägledningen 2.9 "följ upp planen"; domain.md 7.10.
    """
    deficiency, function = _locked(deficiency_id, by)
    _require_open(deficiency)
    deficiency.mended_at, deficiency.mended_by = at, audit.label_of(by, function)
    deficiency.save(update_fields=["mended_at", "mended_by"])
    log(deficiency, "deficiency.mend", "Bedömde en brist som åtgärdad", by, function, at)
    return deficiency


@transaction.atomic
def withdraw_deficiency(*, deficiency_id: int, reason: str, by: User, at: datetime) -> Deficiency:
    """Strike it out, with a reason: it was a misunderstanding.

    Källa: Vägledningen 3.2 "rätta till eventuella felaktigheter eller missförstånd".
    """
    deficiency, function = _locked(deficiency_id, by)
    _require_open(deficiency)
    reason = _required(reason, "Skriv varför bristen stryks.", "reason")
    if deficiency.measures.exclude(status="withdrawn").exists():
        raise RuleError("Stryk bristens åtgärder först.")
    if deficiency.visit is not None and deficiency.told_at is None:
        drafts.touch(deficiency.visit, by=by, function=function)
    deficiency.withdrawn_at, deficiency.withdrawn_by = at, audit.label_of(by, function)
    deficiency.withdrawn_reason = reason
    deficiency.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    log(deficiency, "deficiency.withdraw", "Strök en brist", by, function, at)
    return deficiency


def require_county(user: User, municipality: Actor) -> Function:
    """Return the function in which the user handles or signs for the county.

    Källa: domain.md 1.9; Vägledningen 2.7.3.
    """
    county = municipality.county
    handler = rights.carrying(user, access.HANDLE, county) if county else None
    return handler or access.require_signer(user, municipality)


def _locked(deficiency_id: int, by: User) -> tuple[Deficiency, Function]:
    """Return the deficiency, locked behind the protocol that holds it."""
    drafts.hold(Deficiency.objects.values_list("visit", flat=True).get(pk=deficiency_id))
    deficiency = (
        Deficiency.objects.select_for_update(of=("self",))
        .select_related("municipality__county", "visit")
        .get(pk=deficiency_id)
    )
    return deficiency, access.require_handler(by, deficiency.municipality)


def _require_open(deficiency: Deficiency) -> None:
    if not deficiency.is_open:
        raise RuleError("Bristen är redan åtgärdad eller struken.")


def _required(text: str, message: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise RuleError(message, field=field)
    return text
