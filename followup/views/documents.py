"""The municipality's documents: the five of a term, one with its versions, hand in, withdraw."""

import tempfile
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms.documents import ReferenceForm, TermForm, WithdrawForm
from followup.models import Confidentiality, DocumentFile, DocumentVersion, ElectoralTerm
from followup.reports import documents as reads
from followup.reports import method
from followup.services import document_reviews
from followup.services import documents as services
from followup.views.document_finding import TAB, Place, chosen_term, find, today
from records import files as stored_files
from records import uploads
from records.forms import new_key, once


@login_required
@require_GET
def documents(request: UserRequest, code: str) -> HttpResponse:
    """Show the five documents of a term."""
    municipality = access.get_municipality(request, code)
    term = chosen_term(request)
    context = frame.base(request, municipality, TAB)
    context |= {
        "term": term,
        "rows": reads.term_rows(municipality, term, today()),
        "filter": TermForm({"period": str(term.pk)}, terms=method.terms()),
        "check": method.year_two_check(term),
    }
    return render(request, "followup/documents.html", context)


@login_required
@require_GET
def document(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Show one document: where it stands, its versions, what the county has said."""
    place = find(request, code, term, kind)
    found = place.row.document
    if found is not None:
        document_reviews.mark_read(document=found, by=request.user, at=timezone.now())
    context = base(request, place)
    context["versions"] = reads.versions_of(found) if found else []
    context["references"] = found.references.all() if found else []
    if place.row.version is not None:
        context["feedback_due"], context["feedback_why"] = reads.feedback_why(place.row.version)
    return render(request, "followup/document.html", context)


@login_required
@require_GET
def document_receipt(
    request: UserRequest, code: str, term: int, kind: str, version: int
) -> HttpResponse:
    """Show what was received, when, and what the files tell besides their text."""
    place = find(request, code, term, kind)
    received = get_object_or_404(
        DocumentVersion.objects.filter(document=place.document), number=version
    )
    context = base(request, place)
    context["version"] = received
    context["files"] = [
        (file, uploads.warnings_of(file.stored)) for file in received.files.select_related("stored")
    ]
    return render(request, "followup/document_receipt.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_withdraw(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Take the version in force back for correction, with a reason."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    version = place.row.version
    form = WithdrawForm(posted(request), initial={"seen": version and version.number})

    def act(values: dict[str, Any]) -> object:
        return services.withdraw_version(
            document_id=place.document.pk, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Dokumentet är återtaget. Länsstyrelsen får besked.")
        return redirect("followup:document", code, term, kind)
    context = base(request, place)
    context |= {"form": form, "form_key": new_key()}
    return render(request, "followup/document_withdraw.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_reference(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Say what to do with what may not be kept here; keep only where it is."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    form = ReferenceForm(posted(request))

    def act(values: dict[str, Any]) -> object:
        return services.note_reference(
            municipality_id=place.municipality.pk,
            term_id=place.term.pk,
            kind=kind,
            by=request.user,
            at=timezone.now(),
            **values,
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Hänvisningen är antecknad. Inget innehåll har sparats.")
        return redirect("followup:document", code, term, kind)
    context = base(request, place)
    context |= {"form": form, "form_key": new_key()}
    return render(request, "followup/document_reference.html", context, status=status)


@login_required
@require_GET
def document_file(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Send one file, as an attachment.

    :raises PermissionDenied: if it is for those who handle the case, and the user does not.
    """
    municipality = access.get_municipality(request, code)
    found = get_object_or_404(
        DocumentFile.objects.select_related("stored", "version"),
        pk=pk,
        version__document__municipality=municipality,
    )
    if not _may_open(request, found.version):
        raise PermissionDenied
    return stored_files.response(found.stored)


@login_required
@require_GET
def documents_zip(request: UserRequest, code: str, term: int) -> HttpResponseBase:
    """Send every file in force of the term as one archive.

    :raises Http404: if there is none.
    """
    municipality = access.get_municipality(request, code)
    period = get_object_or_404(ElectoralTerm, pk=term)
    found = DocumentFile.objects.filter(
        version__state=DocumentVersion.State.CURRENT,
        version__document__municipality=municipality,
        version__document__term=period,
    ).select_related("stored", "version__document__municipality__county")
    allowed = [file for file in found if _may_open(request, file.version)]
    if not allowed:
        raise Http404
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in allowed:
            folder = file.version.document.kind
            with (
                stored_files.open(file.stored) as content,
                archive.open(f"{folder}/{file.pk}-{file.stored.name}", "w") as entry,
            ):
                while chunk := content.read(1024 * 1024):
                    entry.write(chunk)
    packed.seek(0)
    name = f"dokument-{municipality.slug}-{term}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def base(request: UserRequest, place: Place) -> dict[str, Any]:
    """Return what every page on one document shows."""
    context = frame.base(request, place.municipality, TAB)
    return context | {"place": place, "row": place.row, "term": place.term}


def _may_open(request: UserRequest, version: DocumentVersion) -> bool:
    if version.confidentiality != Confidentiality.RESTRICTED:
        return True
    reach = access.reach_of(request.user, version.document.municipality)
    return bool(reach.for_county or reach.for_municipality)
