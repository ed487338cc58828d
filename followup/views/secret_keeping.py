"""Look after an annex without reading it: who may, who has, its class, incidents."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import end_of_day, start_of_day
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup.forms.secrets import ClassForm, EraseForm, GrantForm, IncidentForm
from followup.reports import secrets as reports
from followup.reports.secret_matters import matter_of
from followup.rules import secrecy
from followup.services import secrets as services
from followup.views.secret_finding import get_kept_annex, guarded, label_of
from records.forms import new_key, once
from records.models import Incident, NeedGrant, Reclassification, SecretAnnex
from records.services import annexes, incidents, needs


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def access(request: UserRequest, pk: int) -> HttpResponse:
    """Show who may read and who has read; grant a need."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if request.method == "GET":
        return _page(request, annex)
    if not granter:
        raise PermissionDenied
    form = _grant_form(annex, request.POST)
    if not form.is_valid():
        return _page(request, annex, form=form, status=422)
    values = form.cleaned_data
    try:
        services.grant(
            annex_id=annex.pk,
            person_id=int(values["person"]),
            motivation=values["motivation"],
            starts_at=start_of_day(values["starts"]),
            ends_at=end_of_day(values["ends"]),
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        add_refusal(form, broken)
        return _page(request, annex, form=form, status=409)
    return redirect("followup:secret_access", annex.pk)


@login_required
@require_POST
@once
def revoke(request: UserRequest, pk: int, grant: int) -> HttpResponse:
    """Take a permission back."""
    annex, _holder, _granter = get_kept_annex(request, pk)
    if not NeedGrant.objects.filter(pk=grant, annex=annex).exists():
        raise Http404
    needs.revoke_need(grant_id=grant, by=request.user, at=timezone.now())
    return redirect("followup:secret_access", annex.pk)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def change_class(request: UserRequest, pk: int) -> HttpResponse:
    """Raise the class, or propose to lower it."""
    annex, _holder, _granter = get_kept_annex(request, pk)
    if request.method == "GET":
        return redirect("followup:secret_access", annex.pk)
    form = ClassForm(request.POST)
    if not form.is_valid():
        return _page(request, annex, class_form=form, status=422)
    values = form.cleaned_data
    try:
        annexes.propose_class(
            annex_id=annex.pk,
            to_class=values["to_class"],
            reason=values["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        add_refusal(form, broken)
        return _page(request, annex, class_form=form, status=409)
    return redirect("followup:secret_access", annex.pk)


@login_required
@require_POST
@guarded
@once
def decide_class(request: UserRequest, pk: int, change: int) -> HttpResponse:
    """Decide on a lower class that somebody else has proposed."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if not Reclassification.objects.filter(pk=change, annex=annex).exists():
        raise Http404
    if not granter:
        raise PermissionDenied
    try:
        annexes.decide_class(
            change_id=change,
            is_accepted=request.POST.get("answer") == "ja",
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        return _page(request, annex, error=broken.message, status=409)
    return redirect("followup:secret_access", annex.pk)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def incident(request: UserRequest, pk: int) -> HttpResponse:
    """Say what to do when something has gone wrong, and shut the annex in."""
    annex, _holder, _granter = get_kept_annex(request, pk)
    form = IncidentForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                incidents.report_incident(
                    annex_id=annex.pk,
                    kind=form.cleaned_data["kind"],
                    by=request.user,
                    at=timezone.now(),
                )
            except RuleError as broken:
                form.add_error(None, broken.message)
                status = 409
            else:
                return redirect("followup:secret_access", annex.pk)
    context = {
        "annex": annex,
        "about": label_of(annex),
        "form": form,
        "steps": secrecy.AFTER,
        "form_key": new_key(),
    }
    return render(request, "followup/secret_incident.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def end_incident(request: UserRequest, pk: int, incident: int) -> HttpResponse:
    """Destroy the annex, its name typed, or release it again."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if not Incident.objects.filter(pk=incident, annex=annex).exists():
        raise Http404
    if request.method == "GET":
        return redirect("followup:secret_access", annex.pk)
    if not granter:
        raise PermissionDenied
    erase = request.POST.get("act") != "release"
    form = EraseForm(request.POST)
    if erase and not form.is_valid():
        return _page(request, annex, erase_form=form, status=422)
    try:
        incidents.end_incident(
            incident_id=incident,
            erase=erase,
            typed=form.cleaned_data.get("typed", "") if form.is_valid() else "",
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        if broken.field == "typed":
            form.add_error("typed", broken.message)
            return _page(request, annex, erase_form=form, status=409)
        return _page(request, annex, error=broken.message, status=409)
    return redirect("followup:secret_access", annex.pk)


def _page(
    request: UserRequest,
    annex: SecretAnnex,
    *,
    form: GrantForm | None = None,
    class_form: ClassForm | None = None,
    erase_form: EraseForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    _annex, holder, granter = get_kept_annex(request, annex.pk)
    is_owner = bool(granter) or annex.created_by_user_id == request.user.pk
    shown = next((found for found in (form, class_form, erase_form) if found is not None), None)
    context: dict[str, Any] = {
        "annex": annex,
        "about": label_of(annex),
        "may_grant": bool(granter),
        "may_write": bool(holder),
        "grants": list(annex.grants.all()),
        "reads": reports.reads_of(annex) if is_owner else None,
        "changes": list(annex.changes.all()),
        "incidents": list(annex.incidents.all()),
        "grant_form": form or _grant_form(annex, None),
        "class_form": class_form or ClassForm(),
        "erase_form": erase_form or EraseForm(),
        "form": shown,
        "error": error,
        "form_key": new_key(),
        "now": timezone.now(),
    }
    return render(request, "followup/secret_access.html", context, status=status)


def _grant_form(annex: SecretAnnex, data: Any) -> GrantForm:
    matter = matter_of(annex.about_ref)
    readers = reports.possible_readers(matter, timezone.now()) if matter else []
    return GrantForm(data, readers=readers, today=timezone.localdate())
