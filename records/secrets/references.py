"""That something is kept elsewhere; and whether a county keeps material under 15:2 here."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from common import second_look
from common.errors import RuleError
from records import versions
from records.audit import audit
from records.models import ClassifiedReference, DefenceStorage
from records.refs import ref
from records.secrets import rights
from records.secrets.owners import Person


@transaction.atomic
def note_reference(
    *,
    about_ref: str,
    kind: str,
    registry_number: str,
    storage_place: str,
    responsible: str,
    by: Person,
    at: datetime,
) -> ClassifiedReference:
    """Note that something exists, its number, where it is kept and who answers for it.

    Källa: domain.md 9.1.
    """
    label = rights.require_holder(by, about_ref)
    owner = rights.require_owner(about_ref)
    noted = ClassifiedReference.objects.create(
        about_ref=about_ref,
        county_code=owner.county_of(about_ref),
        kind=kind,
        registry_number=registry_number,
        storage_place=storage_place,
        responsible=responsible,
        noted_at=at,
        noted_by=label,
    )
    audit.write(
        at=at,
        action="secrets.reference",
        object_ref=ref(noted),
        text="Noterade en hänvisning",
        by_label=label,
        user_id=by.pk,
    )
    return noted


@transaction.atomic
def remove_reference(*, reference_id: int, by: Person, at: datetime) -> ClassifiedReference:
    """Take away a reference that is wrong.

    Källa: domain.md 1.5.
    """
    noted = ClassifiedReference.objects.select_for_update().filter(pk=reference_id).first()
    if noted is None:
        raise Http404
    label = rights.require_holder(by, noted.about_ref)
    if noted.removed_at is None:
        noted.removed_at = at
        noted.registry_number = noted.storage_place = noted.responsible = "borttaget"
        noted.save()
        audit.write(
            at=at,
            action="secrets.reference_removed",
            object_ref=ref(noted),
            text="Tog bort en hänvisning",
            by_label=label,
            user_id=by.pk,
        )
    return noted


@transaction.atomic
def propose_defence_storage(
    *,
    county_code: str,
    is_on: bool,
    analysis_ref: str,
    by: Person,
    by_label: str,
    at: datetime,
) -> DefenceStorage:
    """Propose that the county begins or ceases to keep material under 15:2 here.

    The caller has checked the right. Källa: domain.md 9.1.
    """
    if is_on and not analysis_ref.strip():
        raise RuleError("Ange säkerhetsskyddsanalysens diarienummer.", field="analysis_ref")
    versions.bump(
        f"defence-storage:{county_code}"
    )  # the counter is the lock: one proposes at a time
    if DefenceStorage.objects.filter(county_code=county_code, decided_at=None).exists():
        raise RuleError("Ett förslag väntar redan på beslut.")
    proposed = DefenceStorage.objects.create(
        county_code=county_code,
        is_on=is_on,
        analysis_ref=analysis_ref.strip(),
        proposed_at=at,
        proposed_by=by_label,
        proposed_by_user_id=rights.number_of(by),
    )
    _note(proposed, "Föreslog ändrad lagring av 15:2-uppgifter", by_label, by, at)
    return proposed


@transaction.atomic
def decide_defence_storage(
    *, proposal_id: int, is_accepted: bool, by: Person, by_label: str, at: datetime
) -> DefenceStorage:
    """Decide what somebody else has proposed. The caller has checked the right.

    Källa: domain.md 9.1.
    """
    proposed = DefenceStorage.objects.select_for_update().filter(pk=proposal_id).first()
    if proposed is None:
        raise Http404
    if proposed.decided_at is not None:
        raise RuleError("Förslaget är redan avgjort.")
    if is_accepted:
        second_look.require_another(by.pk, [proposed.proposed_by_user_id], rights.OWN_PROPOSAL)
    proposed.decided_at, proposed.decided_by = at, by_label
    proposed.decided_by_user_id, proposed.is_accepted = by.pk, is_accepted
    proposed.save()
    word = "Beslutade" if is_accepted else "Avslog"
    _note(proposed, f"{word} ändrad lagring av 15:2-uppgifter", by_label, by, at)
    return proposed


def _note(proposed: DefenceStorage, text: str, label: str, by: Person, at: datetime) -> None:
    audit.write(
        at=at,
        action="secrets.storage",
        object_ref=ref(proposed),
        text=text,
        by_label=label,
        user_id=by.pk,
        data={"is_on": proposed.is_on},
    )
