"""Write, change and reclassify secret annexes. What they say is sealed before it is saved."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from common import second_look
from common.errors import RuleError
from records.files import uploads
from records.models import DefenceStorage, LegalGround, Reclassification, SecretAnnex, SecretText
from records.secrets import crypto, rights
from records.secrets import files as secret_files
from records.secrets.annex_log import note
from records.secrets.owners import Person
from records.versions import bump

Secrecy = SecretAnnex.Secrecy
REASON_MIN = 10
# A file is held whole in memory, with all it unpacks to.
FILE_LIMIT_MB: Final = 5


@dataclass(frozen=True)
class NewFile:
    """A file held in memory, never written unsealed. There is none that was not looked through.

    Källa: domain.md 10.1.
    :raises UploadRefused: if an upload would be refused, or it is larger than five megabytes.
    """

    name: str
    content: bytes

    def __post_init__(self) -> None:
        safe = uploads.accept_in_memory(self.content, name=self.name, limit_mb=FILE_LIMIT_MB)
        object.__setattr__(self, "name", safe)


def defence_is_stored(county_code: str) -> bool:
    """Return whether the county keeps material under 15:2 here, by the decision of two.

    Källa: domain.md 9.1.
    """
    decided = DefenceStorage.objects.filter(county_code=county_code, is_accepted=True)
    latest = decided.order_by("-decided_at", "-pk").first()
    return latest is not None and latest.is_on


@transaction.atomic
def create_annex(
    *,
    about_ref: str,
    legal_grounds: Sequence[str],
    title: str,
    body: str,
    files: Sequence[NewFile] = (),
    by: Person,
    at: datetime,
) -> SecretAnnex:
    """Lay a secret annex apart from the open document, sealed under a key of its own.

    Källa: Vägledningen 2.10 "lägga delar av protokollet i en hemlig bilaga"; domain.md 9.1.
    """
    label = rights.require_holder(by, about_ref)
    owner = rights.require_owner(about_ref)
    county_code = owner.county_of(about_ref)
    if owner.is_exercise(about_ref):
        raise RuleError("I en övning behandlas inget hemligt.")
    if not owner.stores_here(about_ref):
        raise RuleError("Länet lagrar inte hemliga bilagor här. Lägg in en hänvisning i stället.")
    grounds = _checked_grounds(legal_grounds, county_code)
    annex = SecretAnnex.objects.create(
        about_ref=about_ref,
        county_code=county_code,
        number=_next_number(about_ref),
        legal_grounds=grounds,
        wrapped_key=crypto.new_wrapped_key(),
        created_at=at,
        created_by=label,
        created_by_user_id=by.pk,
    )
    _write_text(annex, title, body, label, at)
    for file in files:
        secret_files.store(annex, file.content, name=file.name, by_label=label, at=at)
    note(annex, "secrets.create", "Upprättade en hemlig bilaga", label, by, at)
    return annex


@transaction.atomic
def edit_annex(
    *,
    annex_id: int,
    title: str,
    body: str,
    files: Sequence[NewFile] = (),
    by: Person,
    at: datetime,
) -> SecretAnnex:
    """Write a new version; the older ones stay, as secret as it.

    The page that shows what stands now has asked ``records.secrets.secrets.read``.
    Källa: domain.md 9.4.
    """
    annex = rights.locked_annex(annex_id)
    label = rights.require_holder(by, annex.about_ref)
    require_whole(annex)
    _write_text(annex, title, body, label, at)
    for file in files:
        secret_files.store(annex, file.content, name=file.name, by_label=label, at=at)
    note(annex, "secrets.edit", "Skrev en ny version av en hemlig bilaga", label, by, at)
    return annex


@transaction.atomic
def propose_class(
    *, annex_id: int, to_class: str, reason: str, by: Person, at: datetime
) -> Reclassification:
    """Raise the class at once, or propose to lower it.

    Källa: domain.md 9.4.
    """
    annex = rights.locked_annex(annex_id)
    label = rights.require_keeper(by, annex.about_ref)
    require_whole(annex)
    reason = checked_reason(reason)
    if to_class not in Secrecy.values or to_class == annex.secrecy:
        raise RuleError("Välj en annan klass än den som gäller.", field="to_class")
    waiting = annex.changes.filter(decided_at=None)
    is_up = to_class == Secrecy.SECRET
    if is_up:
        waiting.update(decided_at=at, decided_by=label, decided_by_user_id=by.pk)
    elif waiting.exists():
        raise RuleError("Ett förslag väntar redan på beslut.")
    change = Reclassification.objects.create(
        annex=annex,
        from_class=annex.secrecy,
        to_class=to_class,
        reason=reason,
        proposed_at=at,
        proposed_by=label,
        proposed_by_user_id=rights.number_of(by),
    )
    if is_up:
        _decide(change, label, by, at, is_accepted=True)
    else:
        note(annex, "secrets.propose_class", "Föreslog lägre klass", label, by, at)
    return change


@transaction.atomic
def decide_class(
    *, change_id: int, is_accepted: bool, by: Person, at: datetime
) -> Reclassification:
    """Lower the class that somebody else has proposed to lower, or refuse.

    Källa: domain.md 9.4.
    """
    change = Reclassification.objects.select_related("annex").get(pk=change_id)
    annex = rights.locked_annex(change.annex_id)
    label = rights.require_granter(by, annex.about_ref)
    change = Reclassification.objects.select_for_update().get(pk=change_id)
    if change.decided_at is not None:
        raise RuleError("Förslaget är redan avgjort.")
    if is_accepted:
        second_look.require_another(by.pk, [change.proposed_by_user_id], rights.OWN_PROPOSAL)
    _decide(change, label, by, at, is_accepted=is_accepted)
    return change


def require_whole(annex: SecretAnnex) -> None:
    """Refuse to touch an annex that is shut in or destroyed."""
    if annex.erased_at is not None:
        raise RuleError("Bilagan är utplånad.")
    if annex.quarantined_at is not None:
        raise RuleError("Bilagan är i karantän.")


def checked_reason(reason: str, *, field: str = "reason") -> str:
    """Return the reason without spaces around it.

    Källa: domain.md 9.2.
    """
    reason = " ".join(reason.split())
    if len(reason) < REASON_MIN:
        raise RuleError("Skriv ett skäl på minst tio tecken.", field=field)
    return reason[:500]


def _checked_grounds(legal_grounds: Sequence[str], county_code: str) -> list[str]:
    grounds = [ground for ground in LegalGround.values if ground in legal_grounds]
    if not grounds:
        raise RuleError("Ange minst ett lagrum.", field="legal_grounds")
    if LegalGround.DEFENCE in grounds and not defence_is_stored(county_code):
        raise RuleError(
            "Uppgifter enligt 15 kap. 2 § OSL lagras inte här. Lägg in en hänvisning i stället.",
            code="reference_only",
            field="legal_grounds",
        )
    return grounds


def _next_number(about_ref: str) -> int:
    """Return the next number; the thing's counter is the lock: one annex is numbered at a time."""
    bump(f"secrets:{about_ref}")
    highest = SecretAnnex.objects.filter(about_ref=about_ref).aggregate(last=Max("number"))["last"]
    return (highest or 0) + 1


def _write_text(annex: SecretAnnex, title: str, body: str, label: str, at: datetime) -> None:
    last = annex.texts.aggregate(last=Max("version"))["last"] or 0
    plain = json.dumps({"title": title, "body": body}, ensure_ascii=False).encode()
    place = crypto.place_of(annex.seal_id, "text", last + 1)
    SecretText.objects.create(
        annex=annex,
        version=last + 1,
        sealed=crypto.seal(bytes(annex.wrapped_key or b""), plain, place=place),
        written_at=at,
        written_by=label,
    )


def _decide(
    change: Reclassification, label: str, by: Person, at: datetime, *, is_accepted: bool
) -> None:
    change.decided_at, change.decided_by = at, label
    change.decided_by_user_id, change.is_accepted = by.pk, is_accepted
    change.save()
    annex = change.annex
    if is_accepted:
        annex.secrecy = change.to_class
        annex.save(update_fields=["secrecy"])
    word = "Ändrade klass på" if is_accepted else "Avslog ändrad klass på"
    note(annex, "secrets.class", f"{word} en hemlig bilaga", label, by, at)
