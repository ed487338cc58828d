"""In which function somebody may act on a thing's secret annexes."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from records.models import SecretAnnex
from records.secrets.owners import Owner, Person, owner_of

OWN_PROPOSAL = "Du har föreslagit det själv. Någon annan behöver besluta."


def require_owner(about_ref: str) -> Owner:
    """Return who answers for the thing."""
    owner = owner_of(about_ref)
    if owner is None or not owner.county_of(about_ref):
        raise Http404
    return owner


def require_holder(user: Person, about_ref: str) -> str:
    """Return in which function the user writes annexes on the thing."""
    return _require(require_owner(about_ref).holder_label(user, about_ref))


def require_granter(user: Person, about_ref: str) -> str:
    """Return in which function the user grants, releases and destroys."""
    return _require(require_owner(about_ref).granter_label(user, about_ref))


def require_keeper(user: Person, about_ref: str) -> str:
    """Return in which function the user may shut an annex in: who writes or who grants."""
    owner = require_owner(about_ref)
    return _require(owner.holder_label(user, about_ref) or owner.granter_label(user, about_ref))


def locked_annex(annex_id: int) -> SecretAnnex:
    """Lock the annex for the rest of the transaction."""
    annex = SecretAnnex.objects.select_for_update().filter(pk=annex_id).first()
    if annex is None:
        raise Http404
    return annex


def number_of(user: Person) -> int:
    """Return the user's number."""
    if user.pk is None:
        raise PermissionDenied("Behörighet saknas.")
    return int(user.pk)


def _require(label: str) -> str:
    if not label:
        raise PermissionDenied("Behörighet saknas.")
    return label
