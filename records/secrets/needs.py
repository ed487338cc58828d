"""Who needs to read an annex: granted by another person, with a motivation, for a time."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from common.errors import RuleError
from records.audit import audit
from records.models import NeedGrant
from records.refs import ref
from records.secrets import rights
from records.secrets.annexes import checked_reason, require_whole
from records.secrets.owners import Person


@transaction.atomic
def grant_need(
    *,
    annex_id: int,
    person_id: int,
    person_as: str,
    motivation: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
) -> NeedGrant:
    """Let a person read this annex during a time, because the work needs it.

    ``person_as`` is the function in which the person reads; the caller has looked it up.
    Granted twice for the same time it is one permission.
    Källa: domain.md 9.2; Vägledningen 2.10 "har behörighet att ta del av den".
    """
    annex = rights.locked_annex(annex_id)
    label = rights.require_granter(by, annex.about_ref)
    require_whole(annex)
    if person_id == by.pk:
        raise RuleError("Du kan inte ge dig själv behörighet. Någon annan behöver göra det.")
    motivation = checked_reason(motivation, field="motivation")
    if ends_at <= starts_at or ends_at <= at:
        raise RuleError("Tiden måste sluta efter att den börjar, och senare än nu.", field="ends")
    standing = annex.grants.filter(
        person_id=person_id, starts_at=starts_at, ends_at=ends_at, revoked_at=None
    ).first()
    if standing is not None:
        return standing
    given = NeedGrant.objects.create(
        annex=annex,
        person_id=person_id,
        person_as=person_as[:200],
        motivation=motivation,
        granted_by_id=rights.number_of(by),
        granted_as=label,
        granted_at=at,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    _note(given, "secrets.grant", "Gav behörighet till en hemlig bilaga", label, by, at)
    return given


@transaction.atomic
def revoke_need(*, grant_id: int, by: Person, at: datetime) -> NeedGrant:
    """Take the permission back; it holds from the reader's next request.

    Källa: domain.md 9.2.
    """
    given = NeedGrant.objects.select_for_update(of=("self",)).filter(pk=grant_id).first()
    if given is None:
        raise Http404
    label = rights.require_keeper(by, given.annex.about_ref)
    if given.revoked_at is None:
        given.revoked_at, given.revoked_by = at, label
        given.save(update_fields=["revoked_at", "revoked_by"])
        _note(given, "secrets.revoke", "Återkallade behörighet", label, by, at)
    return given


def _note(given: NeedGrant, action: str, text: str, label: str, by: Person, at: datetime) -> None:
    audit.write(
        at=at,
        action=action,
        object_ref=ref(given.annex),
        text=text,
        by_label=label,
        user_id=by.pk,
        data={"reader": given.person_as},
    )
