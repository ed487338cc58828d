"""Look after an annex without reading it: who may, who has, its class, incidents."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.acting import act_of, form_page, refusal_of, sent
from common.clock import end_of_day, start_of_day
from common.forms import REFUSED, posted
from common.requests import UserRequest
from records.models import Incident, NeedGrant, Reclassification, SecretAnnex
from records.secrets import annexes, incidents, needs
from secrecy import queries, rules, services
from secrecy.finding import get_kept_annex, guarded, label_of
from secrecy.forms import ClassForm, EraseForm, GrantForm, IncidentForm
from secrecy.matters import matter_of

PAGE = "secrecy:secret_access"


@require_http_methods(["GET", "POST"])
@guarded
def access(request: UserRequest, pk: int) -> HttpResponse:
    """Show who may read and who has read; grant a need."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if request.method == "GET":
        return _page(request, annex)
    if not granter:
        raise PermissionDenied

    def grant(values: dict[str, Any]) -> object:
        return services.grant(
            annex_id=pk,
            person_id=int(values["person"]),
            motivation=values["motivation"],
            starts_at=start_of_day(values["starts"]),
            ends_at=end_of_day(values["ends"]),
            by=request.user,
            at=timezone.now(),
        )

    form = _grant_form(annex, request.POST)
    return sent(
        request,
        form,
        grant,
        again=lambda status: _page(request, annex, status, grant_form=form),
        to=reverse(PAGE, args=[pk]),
    )


@require_POST
def revoke(request: UserRequest, pk: int, grant: int) -> HttpResponse:
    annex, _holder, _granter = get_kept_annex(request, pk)
    if not NeedGrant.objects.filter(pk=grant, annex=annex).exists():
        raise Http404
    needs.revoke_need(grant_id=grant, by=request.user, at=timezone.now())
    return redirect(PAGE, pk)


@require_http_methods(["GET", "POST"])
@guarded
def change_class(request: UserRequest, pk: int) -> HttpResponse:
    """Raise the class, or propose to lower it."""
    annex, _holder, _granter = get_kept_annex(request, pk)
    if request.method == "GET":
        return redirect(PAGE, pk)
    form = ClassForm(request.POST)
    return sent(
        request,
        form,
        act_of(request, annexes.propose_class, annex_id=pk),
        again=lambda status: _page(request, annex, status, class_form=form),
        to=reverse(PAGE, args=[pk]),
    )


@require_POST
@guarded
def decide_class(request: UserRequest, pk: int, change: int) -> HttpResponse:
    """Decide on a lower class that somebody else has proposed."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if not Reclassification.objects.filter(pk=change, annex=annex).exists():
        raise Http404
    if not granter:
        raise PermissionDenied
    refusal = refusal_of(
        annexes.decide_class,
        change_id=change,
        is_accepted=request.POST.get("answer") == "ja",
        by=request.user,
        at=timezone.now(),
    )
    return _page(request, annex, REFUSED, error=refusal) if refusal else redirect(PAGE, pk)


@require_http_methods(["GET", "POST"])
@guarded
def incident(request: UserRequest, pk: int) -> HttpResponse:
    """Say what to do when something has gone wrong, and shut the annex in."""
    annex, _holder, _granter = get_kept_annex(request, pk)
    return form_page(
        request,
        "secrecy/annexes/incident.html",
        IncidentForm(posted(request)),
        act_of(request, incidents.report_incident, annex_id=pk),
        to=reverse(PAGE, args=[pk]),
        context={"annex": annex, "about": label_of(annex), "steps": rules.AFTER},
    )


@require_http_methods(["GET", "POST"])
@guarded
def end_incident(request: UserRequest, pk: int, incident: int) -> HttpResponse:
    """Destroy the annex, its name typed, or release it again."""
    annex, _holder, granter = get_kept_annex(request, pk)
    if not Incident.objects.filter(pk=incident, annex=annex).exists():
        raise Http404
    if request.method == "GET":
        return redirect(PAGE, pk)
    if not granter:
        raise PermissionDenied
    end = partial(incidents.end_incident, incident_id=incident, by=request.user, at=timezone.now())
    if request.POST.get("act") == "release":
        refusal = refusal_of(end, erase=False)
        return _page(request, annex, REFUSED, error=refusal) if refusal else redirect(PAGE, pk)
    form = EraseForm(request.POST)
    return sent(
        request,
        form,
        lambda values: end(erase=True, **values),
        again=lambda status: _page(request, annex, status, erase_form=form),
        to=reverse(PAGE, args=[pk]),
    )


def _page(
    request: UserRequest,
    annex: SecretAnnex,
    status: int = 200,
    *,
    error: str = "",
    **given: forms.Form,
) -> HttpResponse:
    """Show the page; ``given`` is the form that was sent, as it was."""
    annex, _holder, granter = get_kept_annex(request, annex.pk)
    is_owner = bool(granter) or annex.created_by_user_id == request.user.pk
    context: dict[str, Any] = {
        "annex": annex,
        "about": label_of(annex),
        "may_grant": bool(granter),
        "grants": list(annex.grants.all()),
        "reads": queries.reads_of(annex) if is_owner else None,
        "changes": list(annex.changes.all()),
        "incidents": list(annex.incidents.all()),
        "grant_form": given.get("grant_form") or _grant_form(annex, None),
        "class_form": ClassForm(),
        "erase_form": EraseForm(),
        "form": next(iter(given.values()), None),
        "error": error,
        "now": timezone.now(),
        **given,
    }
    return render(request, "secrecy/annexes/access.html", context, status=status)


def _grant_form(annex: SecretAnnex, data: Any) -> GrantForm:
    matter = matter_of(annex.about_ref)
    readers = queries.possible_readers(matter, timezone.now()) if matter else []
    return GrantForm(data, readers=readers, today=timezone.localdate())
