"""Find the document of an address."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, User
from common.numbers import whole
from common.requests import UserRequest
from followup import access
from followup.documents import queries
from followup.documents.models import DocumentFile, MunicipalDocument
from followup.terms import queries as method
from followup.terms.models import DocumentKind, ElectoralTerm
from records.forms import new_key

TAB = "followup:documents"


@dataclass(frozen=True)
class Place:
    """A municipality, a term and a kind of document, with what there is."""

    municipality: Actor
    term: ElectoralTerm
    kind: str
    row: queries.Row

    @property
    def label(self) -> str:
        return DocumentKind(self.kind).label

    @property
    def document(self) -> MunicipalDocument:
        """Return the document, if anything has been laid or handed in yet."""
        if self.row.document is None:
            raise Http404
        return self.row.document

    @property
    def url(self) -> str:
        return reverse(
            "followup:document", args=[self.municipality.scb_code, self.term.pk, self.kind]
        )

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way to the pages below the document's own."""
        every = reverse("followup:documents", args=[self.municipality.scb_code])
        return [("Dokument", f"{every}?period={self.term.pk}"), (self.label, self.url)]


def find(request: UserRequest, code: str, term: int, kind: str) -> Place:
    """Return what the address names, if the user sees it and the term demands it."""
    municipality = access.get_municipality(request, code)
    found = get_object_or_404(ElectoralTerm, pk=term)
    row = queries.row(municipality, found, kind, timezone.localdate())
    if row is None:
        raise Http404
    return Place(municipality, found, kind, row)


def openable_file(user: User, municipality: Actor, pk: int) -> DocumentFile:
    """Return a file of the municipality's documents, if the user may open it."""
    files = DocumentFile.objects.select_related("stored", "version")
    found = get_object_or_404(files, pk=pk, version__document__municipality=municipality)
    if not queries.may_open(found.version, access.reach_of(user, municipality)):
        raise PermissionDenied
    return found


def chosen_term(request: UserRequest) -> ElectoralTerm:
    """Return the term asked for, else the current."""
    asked = whole(request.GET.get("period", ""))
    if asked is not None:
        return get_object_or_404(ElectoralTerm, pk=asked)
    current = method.current_term(timezone.localdate()) or ElectoralTerm.objects.last()
    if current is None:
        raise Http404
    return current


def key_of(request: UserRequest) -> UUID:
    """Return the key of the form that was sent, or a new one."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return UUID(new_key())
