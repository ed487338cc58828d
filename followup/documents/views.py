"""The municipality's documents: the five of a term, one with its versions, hand in, withdraw."""

import tempfile
import zipfile
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.forms import posted
from common.requests import UserRequest
from common.templatetags.ui import day, when
from followup import access, page_context
from followup.documents import queries, services
from followup.documents.finding import TAB, Place, chosen_term, find, openable_file
from followup.documents.forms import ReferenceForm, TermForm, WithdrawForm
from followup.documents.models import DocumentFile, DocumentVersion
from followup.documents.reviews import services as document_reviews
from followup.form_page import Page, form_page
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from records.files import files as stored_files
from records.files import uploads


@require_GET
def documents(request: UserRequest, code: str) -> HttpResponse:
    """Show the five documents of a term."""
    municipality = access.get_municipality(request, code)
    term = chosen_term(request)
    context = page_context.base(request, municipality, TAB)
    context |= {
        "term": term,
        "rows": queries.term_rows(municipality, term, timezone.localdate()),
        "filter": TermForm({"period": str(term.pk)}, terms=method.terms()),
        "check": method.year_two_check(term),
    }
    return render(request, "followup/documents/documents.html", context)


@require_GET
def document(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Show one document: where it stands, its versions, what the county has said."""
    place = find(request, code, term, kind)
    found = place.row.document
    if found is not None:
        document_reviews.mark_read(document=found, by=request.user, at=timezone.now())
    context = base(request, place)
    context["crumbs"] = place.crumbs[:1]
    context["versions"] = queries.versions_of(found) if found else []
    context["references"] = found.references.all() if found else []
    if place.row.version is not None:
        context["feedback_due"], context["feedback_why"] = queries.feedback_why(place.row.version)
    return render(request, "followup/documents/document.html", context)


@require_GET
def document_receipt(
    request: UserRequest, code: str, term: int, kind: str, version: int
) -> HttpResponse:
    """Show what was received, when, and what the files tell besides their text."""
    place = find(request, code, term, kind)
    received = get_object_or_404(DocumentVersion, document=place.document, number=version)
    context = base(request, place)
    context["version"] = received
    context["pairs"] = [
        ("Version", received.number),
        ("Inlämnad", f"{when(received.submitted_at)} av {received.submitted_by}"),
        ("Beslutat", f"{received.get_deciding_body_display()}, {day(received.decided_date)}"),
    ]
    context["files"] = [
        (file, uploads.warnings_of(file.stored)) for file in received.files.select_related("stored")
    ]
    return render(request, "followup/documents/receipt.html", context)


@require_http_methods(["GET", "POST"])
def document_withdraw(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Take the version in force back for correction, with a reason."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    version = place.row.version
    before = queries.replaced_version(place.document)
    after = (
        f"Version {before.number} gäller igen."
        if before
        else "Då saknas dokumentet, och fristen öppnas igen."
    )
    return document_form(
        request,
        place,
        WithdrawForm(posted(request), initial={"seen": version and version.number}),
        lambda values: services.withdraw_version(
            document_id=place.document.pk, by=request.user, at=timezone.now(), **values
        ),
        heading="Återta för rättelse",
        submit="Återta",
        title=f"Återta {place.label}",
        done="Dokumentet är återtaget. Länsstyrelsen får besked.",
        warning=f"Versionen gäller inte längre, men finns kvar att läsa. {after} "
        "Länsstyrelsen får besked.",
        kind="danger",
    )


@require_http_methods(["GET", "POST"])
def document_reference(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Say what to do with what may not be kept here; keep only where it is."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    return document_form(
        request,
        place,
        ReferenceForm(posted(request)),
        lambda values: services.note_reference(
            municipality_id=place.municipality.pk,
            term_id=place.term.pk,
            kind=kind,
            by=request.user,
            at=timezone.now(),
            **values,
        ),
        "followup/documents/reference.html",
        heading="Dokumentet får inte lämnas in här",
        submit="Anteckna",
        title="Får inte lämnas in här",
        done="Hänvisningen är antecknad. Inget innehåll har sparats.",
        back="Tillbaka",
    )


@require_GET
def document_file(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Send one file, as an attachment."""
    municipality = access.get_municipality(request, code)
    return stored_files.response(openable_file(request.user, municipality, pk).stored)


@require_GET
def documents_zip(request: UserRequest, code: str, term: int) -> HttpResponseBase:
    """Send every file in force of the term as one archive."""
    municipality = access.get_municipality(request, code)
    period = get_object_or_404(ElectoralTerm, pk=term)
    found = DocumentFile.objects.filter(
        version__state=DocumentVersion.State.CURRENT,
        version__document__municipality=municipality,
        version__document__term=period,
    ).select_related("stored", "version__document")
    reach = access.reach_of(request.user, municipality)
    allowed = [file for file in found if queries.may_open(file.version, reach)]
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
    return page_context.base(request, place.municipality, TAB) | {
        "place": place,
        "row": place.row,
        "term": place.term,
        "crumbs": place.crumbs,
    }


def document_form(
    request: UserRequest,
    place: Place,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    template: str = "followup/form.html",
    extra: dict[str, Any] | None = None,
    **words: Any,
) -> HttpResponse:
    """Show a form about one document; ``words`` are those of its ``Page``."""
    page = Page(to=place.url, crumbs=place.crumbs, **words)
    return form_page(
        request, place.municipality, form, page, act, tab=TAB, template=template, extra=extra
    )
