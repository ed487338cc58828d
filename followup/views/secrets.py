"""One's own page on secrecy: undertakings, annexes, grants and readings."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import rights
from actors.models import County
from common.errors import RuleError
from common.requests import UserRequest
from followup.forms.secrets import SignForm
from followup.reports import secrets as reports
from followup.services import secrets as services
from records import pdf, second_factor
from records.forms import new_key, once
from records.models import Undertaking, UndertakingRequest
from records.refs import ref
from records.secrets import REASONS
from records.undertakings import text_of


@login_required
@require_GET
def mine(request: UserRequest) -> HttpResponse:
    """Show what is one's own: to sign, signed, to read, granted, read."""
    found = reports.mine(request.user, timezone.now())
    context = {
        "mine": found,
        "reads": [(entry, REASONS.get(entry.reason, "")) for entry in found.reads],
        "has_factor": second_factor.has_any(request.user.pk),
        "now": timezone.now(),
    }
    return render(request, "followup/secrets.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def sign(request: UserRequest, pk: int) -> HttpResponse:
    """Show the text to read, and sign it."""
    now = timezone.now()
    held = [ref(function) for function in rights.functions_of(request.user, now)]
    asked = UndertakingRequest.objects.filter(pk=pk, asked_of_ref__in=held).first()
    if asked is None:
        raise Http404
    signed = asked.undertakings.filter(person=request.user, revoked_at=None).first()
    if signed is not None:
        return redirect("followup:undertaking", signed.pk)
    form = SignForm(request.POST if request.method == "POST" else None)
    error, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                signed = services.sign(request_id=asked.pk, has_read=True, by=request.user, at=now)
            except RuleError as broken:
                error, status = broken.message, 409
            else:
                return redirect("followup:undertaking", signed.pk)
    context = {
        "asked": asked,
        "text": text_of(asked),
        "form": form,
        "error": error,
        "form_key": new_key(),
    }
    return render(request, "followup/secret_sign.html", context, status=status)


@login_required
@require_GET
def undertaking(request: UserRequest, pk: int) -> HttpResponse:
    """Show a signed undertaking, one's own or one of the county's."""
    signed = _get_undertaking(request, pk)
    context = {
        "signed": signed,
        "is_own": signed.person_id == request.user.pk,
        "is_valid": signed.is_valid(timezone.now(), timezone.localdate()),
    }
    return render(request, "followup/secret_undertaking.html", context)


@login_required
@require_GET
def undertaking_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """Make the signed undertaking as PDF: there is nothing secret in it."""
    signed = _get_undertaking(request, pk)
    content = pdf.render(
        "followup/secret_undertaking_pdf.html",
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
        if county is None or reports.keeper_function(request.user, county) is None:
            raise Http404
    return signed
