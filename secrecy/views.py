"""One's own page on secrecy: undertakings, annexes, grants and readings."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import County
from actors.rights import rights
from common.acting import act_of, form_page
from common.forms import posted
from common.requests import UserRequest
from records import pdf
from records.models import Undertaking, UndertakingRequest
from records.refs import ref
from records.secrets import second_factor
from records.secrets.secrets import REASONS
from records.secrets.undertaking_texts import text_of
from secrecy import queries, services
from secrecy.forms import SignForm


@require_GET
def mine(request: UserRequest) -> HttpResponse:
    """Show what is one's own: to sign, signed, to read, granted, read."""
    found = queries.mine(request.user, timezone.now())
    context = {
        "mine": found,
        "reads": [(entry, REASONS.get(entry.reason, "")) for entry in found.reads],
        "has_factor": second_factor.has_any(request.user.pk),
        "now": timezone.now(),
    }
    return render(request, "secrecy/secrets.html", context)


@require_http_methods(["GET", "POST"])
def sign(request: UserRequest, pk: int) -> HttpResponse:
    """Show the text to read, and sign it."""
    now = timezone.now()
    held = [ref(function) for function in rights.functions_of(request.user, now)]
    asked = UndertakingRequest.objects.filter(pk=pk, asked_of_ref__in=held).first()
    if asked is None:
        raise Http404
    signed = asked.undertakings.filter(person=request.user, revoked_at=None).first()
    if signed is not None:
        return redirect("secrecy:undertaking", signed.pk)
    return form_page(
        request,
        "secrecy/sign.html",
        SignForm(posted(request)),
        act_of(request, services.sign, request_id=asked.pk),
        to=lambda signed: reverse("secrecy:undertaking", args=[signed.pk]),
        context={"asked": asked, "text": text_of(asked)},
    )


@require_GET
def undertaking(request: UserRequest, pk: int) -> HttpResponse:
    """Show a signed undertaking, one's own or one of the county's."""
    signed = _get_undertaking(request, pk)
    context = {
        "signed": signed,
        "is_own": signed.person_id == request.user.pk,
        "is_valid": signed.is_valid(timezone.now(), timezone.localdate()),
    }
    return render(request, "secrecy/undertaking.html", context)


@require_GET
def undertaking_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """Make the signed undertaking as PDF: there is nothing secret in it."""
    signed = _get_undertaking(request, pk)
    content = pdf.render(
        "secrecy/undertaking_pdf.html",
        {"signed": signed, "exercise": False},
        identifier=ref(signed).encode(),
        at=timezone.now(),
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sekretessforbindelse-{signed.pk}.pdf"'
    return answer


def _get_undertaking(request: UserRequest, pk: int) -> Undertaking:
    signed = Undertaking.objects.filter(pk=pk).select_related("request", "person").first()
    if signed is None:
        raise Http404
    if signed.person_id != request.user.pk:
        county = County.objects.filter(pk=signed.county_code).first()
        if county is None or queries.keeper_function(request.user, county) is None:
            raise Http404
    return signed
