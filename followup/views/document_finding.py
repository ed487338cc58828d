"""Find the document of an address."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from actors.models import Actor
from common.clock import local
from common.numbers import whole
from common.requests import UserRequest
from followup import access
from followup.models import DocumentKind, ElectoralTerm, MunicipalDocument
from followup.reports import documents as reads
from followup.reports import method
from records.forms import new_key

TAB = "followup:documents"


@dataclass(frozen=True)
class Place:
    """A municipality, a term and a kind of document, with what there is."""

    municipality: Actor
    term: ElectoralTerm
    kind: str
    row: reads.Row

    @property
    def label(self) -> str:
        """Return the document's name."""
        return DocumentKind(self.kind).label

    @property
    def document(self) -> MunicipalDocument:
        """Return the document.

        :raises Http404: if nothing has been laid or handed in yet.
        """
        if self.row.document is None:
            raise Http404
        return self.row.document


def find(request: UserRequest, code: str, term: int, kind: str) -> Place:
    """Return what the address names.

    :raises Http404: if the user does not see it, or the term does not demand it.
    """
    municipality = access.get_municipality(request, code)
    found = get_object_or_404(ElectoralTerm, pk=term)
    row = reads.row(municipality, found, kind, today())
    if row is None:
        raise Http404
    return Place(municipality, found, kind, row)


def chosen_term(request: UserRequest) -> ElectoralTerm:
    """Return the term asked for, else the current.

    :raises Http404: if there is none.
    """
    asked = whole(request.GET.get("period", ""))
    if asked is not None:
        return get_object_or_404(ElectoralTerm, pk=asked)
    current = method.current_term(today()) or ElectoralTerm.objects.last()
    if current is None:
        raise Http404
    return current


def key_of(request: UserRequest) -> UUID:
    """Return the key of the form that was sent, or a new one."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return UUID(new_key())


def today() -> date:
    """Return the day in Stockholm."""
    return local(timezone.now()).date()
