"""Undertakings of secrecy: asked of a function, signed by a person, revoked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from common.clock import local
from common.errors import RuleError
from records import versions
from records.audit import audit
from records.models import LegalGround, Undertaking, UndertakingRequest
from records.refs import ref
from records.secrets import rights
from records.secrets.owners import Person
from records.secrets.undertaking_texts import VERSION, text_of


@transaction.atomic
def ask_for_undertaking(
    *,
    county_code: str,
    about_ref: str,
    legal_grounds: Sequence[str],
    asked_of_ref: str,
    asked_of: str,
    what: str,
    valid_to: date,
    by: Person,
    by_label: str,
    at: datetime,
) -> UndertakingRequest:
    """Ask a function to sign before it is told anything. The caller has checked the right.

    The same function, thing and grounds is one request while it stands.
    Källa: Vägledningen 2.10 "ta fram en sekretessförbindelse till kommunledningen".
    """
    grounds = [ground for ground in LegalGround.values if ground in legal_grounds]
    if not grounds:
        raise RuleError("Ange minst ett lagrum.", field="legal_grounds")
    if valid_to < local(at).date():
        raise RuleError("Sista dagen har redan passerat.", field="valid_to")
    versions.bump(f"undertakings:{asked_of_ref}")  # the counter is the lock: one is asked at a time
    for standing in UndertakingRequest.objects.filter(
        asked_of_ref=asked_of_ref,
        county_code=county_code,
        about_ref=about_ref,
        withdrawn_at=None,
        valid_to=valid_to,
    ):
        if standing.legal_grounds == grounds:
            return standing
    asked = UndertakingRequest.objects.create(
        county_code=county_code,
        about_ref=about_ref,
        legal_grounds=grounds,
        asked_of_ref=asked_of_ref,
        asked_of=asked_of[:200],
        what=what[:200],
        text_version=VERSION,
        valid_to=valid_to,
        asked_at=at,
        asked_by=by_label,
    )
    _note(asked, "undertaking.ask", "Begärde en sekretessförbindelse", by_label, by, at)
    return asked


@transaction.atomic
def sign_undertaking(
    *, request_id: int, held_refs: Sequence[str], has_read: bool, by: Person, at: datetime
) -> Undertaking:
    """Sign: the person has read the text, and holds the function that was asked.

    Signed twice it is one signature. Källa: Vägledningen 2.10; domain.md 9.2.
    """
    asked = (
        UndertakingRequest.objects.select_for_update()
        .filter(pk=request_id, asked_of_ref__in=held_refs)
        .first()
    )
    if asked is None:
        raise Http404
    signed = asked.undertakings.filter(person_id=by.pk, revoked_at=None).first()
    if signed is not None:
        return signed
    if asked.withdrawn_at is not None or asked.valid_to < local(at).date():
        raise RuleError("Begäran gäller inte längre.")
    if not has_read:
        raise RuleError("Kryssa i att du har läst och förstått.", field="has_read")
    signed = Undertaking.objects.create(
        request=asked,
        county_code=asked.county_code,
        about_ref=asked.about_ref,
        legal_grounds=asked.legal_grounds,
        person_id=rights.number_of(by),
        signed_as=asked.asked_of,
        text=text_of(asked),
        text_version=asked.text_version,
        signed_at=at,
        valid_to=asked.valid_to,
    )
    text = "Undertecknade en sekretessförbindelse"
    _note(asked, "undertaking.sign", text, asked.asked_of, by, at)
    return signed


@transaction.atomic
def revoke_undertaking(
    *, undertaking_id: int, reason: str, by: Person, by_label: str, at: datetime
) -> Undertaking:
    """End a signature before its day; it holds from the person's next request.

    The caller has checked the right. Källa: domain.md 9.2.
    """
    signed = Undertaking.objects.select_for_update().filter(pk=undertaking_id).first()
    if signed is None:
        raise Http404
    if signed.revoked_at is None:
        signed.revoked_at, signed.revoked_by, signed.revoke_reason = at, by_label, reason[:300]
        signed.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
        text = "Återkallade en sekretessförbindelse"
        _note(signed.request, "undertaking.revoke", text, by_label, by, at)
    return signed


@transaction.atomic
def withdraw_request(
    *, request_id: int, by: Person, by_label: str, at: datetime
) -> UndertakingRequest:
    """Take back a request that nobody needs to answer. The caller has checked the right.

    Källa: domain.md 1.4.
    """
    asked = UndertakingRequest.objects.select_for_update().filter(pk=request_id).first()
    if asked is None:
        raise Http404
    if asked.withdrawn_at is None:
        asked.withdrawn_at = at
        asked.save(update_fields=["withdrawn_at"])
        _note(asked, "undertaking.withdraw", "Återtog begäran", by_label, by, at)
    return asked


def _note(
    asked: UndertakingRequest, action: str, text: str, label: str, by: Person, at: datetime
) -> None:
    audit.write(
        at=at,
        action=action,
        object_ref=ref(asked),
        text=text,
        by_label=label,
        user_id=by.pk,
        data={"text_version": asked.text_version},
    )
