"""Read an annex, take a numbered copy, download its file, write a new version."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.errors import RuleError
from common.numbers import whole
from common.requests import UserRequest
from followup.forms.secrets import EditAnnexForm
from followup.views.secret_finding import (
    get_annex,
    get_kept_annex,
    guarded,
    label_of,
    reader_of,
    refused,
)
from followup.views.secret_uploads import in_memory
from records import pdf, secrets
from records.models import SecretAnnex, SecretRead
from records.secret_owners import owner_of
from records.services import annexes

Channel = SecretRead.Channel


@login_required
@require_GET
@guarded
def annex(request: UserRequest, pk: int) -> HttpResponse:
    """Show the annex to somebody who may read it; the reading is logged first."""
    now = timezone.now()
    found = get_annex(pk)
    reader = reader_of(request, found)
    version = request.GET.get("version", "")
    try:
        opened = secrets.read(
            annex_id=found.pk,
            reader=reader,
            channel=Channel.PAGE,
            at=now,
            version=whole(version),
        )
    except secrets.Refused as error:
        return refused(request, error, found)
    context = {
        "opened": opened,
        "annex": opened.annex,
        "about": label_of(found),
        "reader": reader.label,
        "read_at": now,
        "versions": list(found.texts.all()),
        "may_edit": _may_edit(request, found),
    }
    return render(request, "followup/secret_annex.html", context)


@login_required
@require_POST
@guarded
def annex_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """Make a numbered copy in memory; nothing of it is kept."""
    now = timezone.now()
    found = get_annex(pk)
    reader = reader_of(request, found)
    try:
        opened = secrets.read(annex_id=found.pk, reader=reader, channel=Channel.PDF, at=now)
    except secrets.Refused as error:
        return refused(request, error, found)
    content = pdf.render(
        "records/secret_annex_pdf.html",
        {"opened": opened, "reader": reader.label, "exercise": False},
        identifier=f"{found.seal_id}:{opened.copy_number}".encode(),
        at=now,
    )
    return _attachment(content, "handling.pdf", "application/pdf")


@login_required
@require_POST
@guarded
def file(request: UserRequest, pk: int, file: int) -> HttpResponse:
    """Open a file in memory and send it as an attachment, with its copy number."""
    found = get_annex(pk)
    try:
        name, content, number = secrets.read_file(
            annex_id=found.pk, file_id=file, reader=reader_of(request, found), at=timezone.now()
        )
    except secrets.Refused as error:
        return refused(request, error, found)
    stem, dot, ending = name.rpartition(".")
    named = f"{stem or ending} kopia {number}{dot}{ending if stem else ''}"
    return _attachment(content, named, "application/octet-stream")


@login_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Hold what is sent in memory alone, then write a new version."""
    in_memory(request)
    return _edit(request, pk)


@csrf_protect
@guarded
def _edit(request: UserRequest, pk: int) -> HttpResponse:
    found, _holder, _granter = get_kept_annex(request, pk)
    if request.method == "POST":
        return _save(request, found.pk)
    try:
        opened = secrets.read(
            annex_id=found.pk,
            reader=reader_of(request, found),
            channel=Channel.EDIT,
            at=timezone.now(),
        )
    except secrets.Refused as error:
        return refused(request, error, found)
    form = EditAnnexForm(initial={"title": opened.title, "body": opened.body})
    return render(request, "followup/secret_edit.html", {"form": form, "annex": found})


def _save(request: UserRequest, pk: int) -> HttpResponse:
    form = EditAnnexForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        try:
            annexes.edit_annex(
                annex_id=pk,
                title=values["title"],
                body=values["body"],
                files=form.new_files,
                by=request.user,
                at=timezone.now(),
            )
        except RuleError as broken:
            form.add_error(None, broken.message)
            status = 409
        else:
            return redirect("followup:secret_annex", pk)
    context = {"form": form, "annex": get_annex(pk)}
    return render(request, "followup/secret_edit.html", context, status=status)


def _may_edit(request: UserRequest, found: SecretAnnex) -> bool:
    owner = owner_of(found.about_ref)
    return owner is not None and bool(owner.holder_label(request.user, found.about_ref))


def _attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
