"""The county's page on secrecy: undertakings of all, annexes by number, where 15:2 is kept."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import County
from actors.rights import rights
from common.acting import act_of, refusal_of, sent
from common.forms import REFUSED
from common.requests import UserRequest
from followup import access
from records.models import DefenceStorage, Undertaking, UndertakingRequest
from records.secrets import crypto
from records.secrets.annexes import defence_is_stored
from secrecy import queries, services
from secrecy.forms import StorageForm
from secrecy.matters import stores_secrets

PAGE = "secrecy:secret_county"


@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """Show what the county has asked, what was signed, and which annexes it keeps."""
    return _page(request, _get_county(request, county))


@require_http_methods(["GET", "POST"])
def storage(request: UserRequest, county: str) -> HttpResponse:
    """Propose that material under 15:2 is kept here, or no longer."""
    area = _get_county(request, county)
    if request.method == "GET":
        return redirect(PAGE, area.pk)
    form = StorageForm(request.POST)
    return sent(
        request,
        form,
        act_of(request, services.propose_storage, county=area),
        again=lambda status: _page(request, area, form=form, status=status),
        to=reverse(PAGE, args=[area.pk]),
    )


@require_POST
def decide_storage(request: UserRequest, county: str, pk: int) -> HttpResponse:
    area = _get_county(request, county, DefenceStorage, pk)
    refusal = refusal_of(
        services.decide_storage,
        proposal_id=pk,
        is_accepted=request.POST.get("answer") == "ja",
        by=request.user,
        at=timezone.now(),
    )
    if refusal:
        return _page(request, area, error=refusal, status=REFUSED)
    return redirect(PAGE, area.pk)


@require_POST
def revoke(request: UserRequest, county: str, pk: int) -> HttpResponse:
    """End somebody's undertaking before its day."""
    area = _get_county(request, county, Undertaking, pk)
    reason = request.POST.get("reason", "")[:300].replace("\0", "")
    services.revoke_undertaking(
        undertaking_id=pk, reason=reason, by=request.user, at=timezone.now()
    )
    return redirect(PAGE, area.pk)


@require_POST
def withdraw(request: UserRequest, county: str, pk: int) -> HttpResponse:
    area = _get_county(request, county, UndertakingRequest, pk)
    services.withdraw_request(request_id=pk, by=request.user, at=timezone.now())
    return redirect(PAGE, area.pk)


def _get_county(
    request: UserRequest, code: str, model: type[Model] | None = None, pk: int = 0
) -> County:
    """Return the county to somebody who keeps its secrets, if what is acted on is the county's."""
    area = access.get_county(request, code)
    if queries.keeper_function(request.user, area) is None:
        raise PermissionDenied
    if model and not model._default_manager.filter(pk=pk, county_code=area.pk).exists():
        raise Http404
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
        "requests": queries.county_undertakings(area),
        "annexes": queries.county_annexes(area),
        "stores": stores_secrets(area, now),
        "stores_defence": defence_is_stored(area.pk),
        "has_key": crypto.has_key(),
        "waiting": waiting,
        "may_decide": waiting is not None
        and waiting.proposed_by_user_id != request.user.pk
        and rights.may(request.user, access.SIGN, area),
        "storage_form": form or StorageForm(initial={"is_on": "nej"}),
        "form": form,
        "error": error,
        "today": timezone.localdate(),
    }
    return render(request, "secrecy/county/county.html", context, status=status)
