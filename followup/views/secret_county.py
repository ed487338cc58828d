"""The county's page on secrecy: undertakings of all, annexes by number, where 15:2 is kept."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import rights
from actors.models import County
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access
from followup.forms.secrets import StorageForm
from followup.reports import secret_matters
from followup.reports import secrets as reports
from followup.services import secrets as services
from records import crypto
from records.forms import new_key, once
from records.models import DefenceStorage, Undertaking, UndertakingRequest
from records.services.annexes import defence_is_stored


@login_required
@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """Show what the county has asked, what was signed, and which annexes it keeps."""
    return _page(request, _get_county(request, county))


@login_required
@require_http_methods(["GET", "POST"])
@once
def storage(request: UserRequest, county: str) -> HttpResponse:
    """Propose that material under 15:2 is kept here, or no longer."""
    area = _get_county(request, county)
    if request.method == "GET":
        return redirect("followup:secret_county", area.pk)
    form = StorageForm(request.POST)
    if not form.is_valid():
        return _page(request, area, form=form, status=422)
    try:
        services.propose_storage(
            county=area,
            is_on=form.cleaned_data["is_on"],
            analysis_ref=form.cleaned_data["analysis_ref"],
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        add_refusal(form, broken)
        return _page(request, area, form=form, status=409)
    return redirect("followup:secret_county", area.pk)


@login_required
@require_POST
@once
def decide_storage(request: UserRequest, county: str, pk: int) -> HttpResponse:
    """Decide what somebody else has proposed."""
    area = _get_county(request, county)
    if not DefenceStorage.objects.filter(pk=pk, county_code=area.pk).exists():
        raise Http404
    try:
        services.decide_storage(
            proposal_id=pk,
            is_accepted=request.POST.get("answer") == "ja",
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        return _page(request, area, error=broken.message, status=409)
    return redirect("followup:secret_county", area.pk)


@login_required
@require_POST
@once
def revoke(request: UserRequest, county: str, pk: int) -> HttpResponse:
    """End somebody's undertaking before its day."""
    area = _get_county(request, county)
    if not Undertaking.objects.filter(pk=pk, county_code=area.pk).exists():
        raise Http404
    services.revoke_undertaking(
        undertaking_id=pk,
        reason=request.POST.get("reason", "")[:300].replace("\0", ""),
        by=request.user,
        at=timezone.now(),
    )
    return redirect("followup:secret_county", area.pk)


@login_required
@require_POST
@once
def withdraw(request: UserRequest, county: str, pk: int) -> HttpResponse:
    """Take back a request to sign."""
    area = _get_county(request, county)
    if not UndertakingRequest.objects.filter(pk=pk, county_code=area.pk).exists():
        raise Http404
    services.withdraw_request(request_id=pk, by=request.user, at=timezone.now())
    return redirect("followup:secret_county", area.pk)


def _get_county(request: UserRequest, code: str) -> County:
    area = access.get_county(request, code)
    if reports.keeper_function(request.user, area) is None:
        raise PermissionDenied
    return area


def _page(
    request: UserRequest,
    area: County,
    *,
    form: StorageForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    waiting = DefenceStorage.objects.filter(county_code=area.pk, decided_at=None).first()
    context = {
        "county": area,
        "requests": reports.county_undertakings(area),
        "annexes": reports.county_annexes(area),
        "stores": secret_matters.stores_secrets(area, now),
        "stores_defence": defence_is_stored(area.pk),
        "has_key": crypto.has_key(),
        "waiting": waiting,
        "may_decide": waiting is not None
        and waiting.proposed_by_user_id != request.user.pk
        and rights.may(request.user, access.SIGN, area),
        "storage_form": form or StorageForm(initial={"is_on": "nej"}),
        "form": form,
        "error": error,
        "form_key": new_key(),
        "today": timezone.localdate(),
    }
    return render(request, "followup/secret_county.html", context, status=status)
