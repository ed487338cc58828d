"""Read an annex, take a numbered copy, download its file, write a new version."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.acting import form_page
from common.forms import posted
from common.numbers import whole
from common.requests import UserRequest
from records import pdf
from records.forms import once
from records.models import SecretRead
from records.pages import many_times
from records.secrets import annexes, secrets
from records.secrets.owners import owner_of
from secrecy.finding import get_annex, get_kept_annex, guarded, label_of, reader_of, refused
from secrecy.forms import EditAnnexForm
from secrecy.uploads import in_memory

Channel = SecretRead.Channel


@require_GET
@guarded
def annex(request: UserRequest, pk: int) -> HttpResponse:
    """Show the annex to somebody who may read it; the reading is logged first."""
    now = timezone.now()
    found = get_annex(pk)
    reader = reader_of(request, found)
    try:
        opened = secrets.read(
            annex_id=found.pk,
            reader=reader,
            channel=Channel.PAGE,
            at=now,
            version=whole(request.GET.get("version", "")),
        )
    except secrets.Refused as error:
        return refused(request, error, found)
    owner = owner_of(found.about_ref)
    context = {
        "opened": opened,
        "annex": opened.annex,
        "about": label_of(found),
        "reader": reader.label,
        "read_at": now,
        "versions": list(found.texts.all()),
        "may_edit": owner is not None and bool(owner.holder_label(request.user, found.about_ref)),
    }
    return render(request, "secrecy/annexes/annex.html", context)


@many_times
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


@many_times
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


@many_times
@csrf_exempt
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Hold what is sent in memory alone, then write a new version."""
    in_memory(request)
    return _edit(request, pk)


@csrf_protect
@guarded
@once
def _edit(request: UserRequest, pk: int) -> HttpResponse:
    found, _holder, _granter = get_kept_annex(request, pk)
    initial = {}
    if request.method == "GET":
        try:
            opened = secrets.read(
                annex_id=pk,
                reader=reader_of(request, found),
                channel=Channel.EDIT,
                at=timezone.now(),
            )
        except secrets.Refused as error:
            return refused(request, error, found)
        initial = {"title": opened.title, "body": opened.body}
    form = EditAnnexForm(posted(request), request.FILES or None, initial=initial)

    def save(values: dict[str, Any]) -> object:
        return annexes.edit_annex(
            annex_id=pk,
            title=values["title"],
            body=values["body"],
            files=form.new_files,
            by=request.user,
            at=timezone.now(),
        )

    return form_page(
        request,
        "secrecy/annexes/edit.html",
        form,
        save,
        to=reverse("secrecy:secret_annex", args=[pk]),
        context={"annex": found},
    )


def _attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
