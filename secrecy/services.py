"""What the county does about secrecy: asks for signatures, grants needs, decides on storage."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from actors.models import County, Function, User
from actors.rights import rights
from common.errors import RuleError
from followup import access
from records.models import (
    DefenceStorage,
    NeedGrant,
    SecretAnnex,
    Undertaking,
    UndertakingRequest,
)
from records.refs import ref
from records.secrets import needs, references, undertakings
from secrecy import notices, queries
from secrecy.matters import Matter, matter_of


@transaction.atomic
def ask_to_sign(
    *,
    matter: Matter,
    function: Function,
    legal_grounds: Sequence[str],
    valid_to: date,
    by: User,
    at: datetime,
) -> UndertakingRequest:
    """Ask a function that takes part to sign in good time, and tell it so in neutral words.

    The municipality's coordinator may ask the municipality's leadership too.
    Källa: Vägledningen 2.10 "länsstyrelsen (eller kommunens beredskapssamordnare) kan behöva ta
    fram en sekretessförbindelse till kommunledningen"; domain.md 3.5.
    """
    asking = matter.asker(by)
    if asking is None or matter.county is None:
        raise PermissionDenied("Behörighet saknas.")
    if function not in matter.participants():
        raise RuleError("Funktionen deltar inte.", field="function")
    asked = undertakings.ask_for_undertaking(
        county_code=matter.county.pk,
        about_ref=matter.about_ref,
        legal_grounds=legal_grounds,
        asked_of_ref=ref(function),
        asked_of=str(function),
        what=matter.label,
        valid_to=valid_to,
        by=by,
        by_label=str(asking),
        at=at,
    )
    notices.tell_function_to_sign(asked, function, at)
    return asked


@transaction.atomic
def ask_the_rest_to_sign(
    *, matter: Matter, legal_grounds: Sequence[str], valid_to: date, by: User, at: datetime
) -> list[UndertakingRequest]:
    """Ask every function that takes part and has neither signed nor been asked.

    Källa: Vägledningen 2.10; domain.md 3.5.
    """
    waiting = [row.function for row in queries.readiness(matter, at) if row.is_unasked]
    if matter.asker(by) is not None and not waiting:
        raise RuleError("Alla som deltar är redan frågade.", field="function")
    return [
        ask_to_sign(
            matter=matter,
            function=function,
            legal_grounds=legal_grounds,
            valid_to=valid_to,
            by=by,
            at=at,
        )
        for function in waiting
    ]


@transaction.atomic
def sign(*, request_id: int, has_read: bool, by: User, at: datetime) -> Undertaking:
    """Sign for one of the functions that one holds.

    Källa: Vägledningen 2.10; domain.md 9.2.
    """
    held = [ref(function) for function in rights.functions_of(by)]
    return undertakings.sign_undertaking(
        request_id=request_id, held_refs=held, has_read=has_read, by=by, at=at
    )


@transaction.atomic
def grant(
    *,
    annex_id: int,
    person_id: int,
    motivation: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
) -> NeedGrant:
    """Grant a person who takes part the need to read, and tell that person in neutral words.

    Källa: domain.md 9.2; Vägledningen 2.10.
    """
    annex = SecretAnnex.objects.filter(pk=annex_id).first()
    matter = matter_of(annex.about_ref) if annex else None
    if annex is None or matter is None:
        raise Http404
    reader = next(
        (
            (person, function)
            for person, function in queries.possible_readers(matter, at)
            if person.pk == person_id
        ),
        None,
    )
    if reader is None:
        raise RuleError("Personen deltar inte.", field="person")
    person, function = reader
    given = needs.grant_need(
        annex_id=annex.pk,
        person_id=person.pk,
        person_as=str(function),
        motivation=motivation,
        starts_at=starts_at,
        ends_at=ends_at,
        by=by,
        at=at,
    )
    notices.tell_reader(given, person, function, at)
    return given


@transaction.atomic
def revoke_undertaking(*, undertaking_id: int, reason: str, by: User, at: datetime) -> Undertaking:
    """End somebody's signature, for the county that asked for it.

    Källa: domain.md 9.2.
    """
    signed = Undertaking.objects.filter(pk=undertaking_id).first()
    if signed is None:
        raise Http404
    function = require_keeper(by, County.objects.get(pk=signed.county_code))
    return undertakings.revoke_undertaking(
        undertaking_id=undertaking_id, reason=reason, by=by, by_label=str(function), at=at
    )


@transaction.atomic
def withdraw_request(*, request_id: int, by: User, at: datetime) -> UndertakingRequest:
    """Take back a request that nobody needs to answer.

    Källa: domain.md 1.4.
    """
    asked = UndertakingRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise Http404
    function = require_keeper(by, County.objects.get(pk=asked.county_code))
    return undertakings.withdraw_request(
        request_id=request_id, by=by, by_label=str(function), at=at
    )


@transaction.atomic
def propose_storage(
    *, county: County, is_on: bool, analysis_ref: str, by: User, at: datetime
) -> DefenceStorage:
    """Propose that the county begins or ceases to keep material under 15:2 here.

    Källa: domain.md 9.1.
    """
    function = require_keeper(by, county)
    return references.propose_defence_storage(
        county_code=county.pk,
        is_on=is_on,
        analysis_ref=analysis_ref,
        by=by,
        by_label=str(function),
        at=at,
    )


@transaction.atomic
def decide_storage(
    *, proposal_id: int, is_accepted: bool, by: User, at: datetime
) -> DefenceStorage:
    """Decide what another person has proposed on material under 15:2.

    Källa: domain.md 9.1.
    """
    proposed = DefenceStorage.objects.filter(pk=proposal_id).first()
    if proposed is None:
        raise Http404
    county = County.objects.get(pk=proposed.county_code)
    function = rights.require(by, access.SIGN, county)
    return references.decide_defence_storage(
        proposal_id=proposal_id,
        is_accepted=is_accepted,
        by=by,
        by_label=str(function),
        at=at,
    )


def require_keeper(user: User, county: County) -> Function:
    """Return the function in which the user looks after the county's secrets.

    Källa: Vägledningen 2.10; domain.md 1.1.
    """
    function = queries.keeper_function(user, county)
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function
