"""New versions of the common rules, by whoever looks after the method."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.forms import carried_out
from common.requests import UserRequest
from followup.forms.method import (
    AgreementForm,
    ComponentForm,
    CountForm,
    DayForm,
    RequirementForm,
    TermForm,
)
from followup.models import DocumentKind, DocumentRequirement, KeyDate
from followup.services import method_versions as services
from followup.views.method import base
from records.forms import new_key, once


@login_required
@require_http_methods(["GET", "POST"])
@once
def requirement(request: UserRequest, kind: str) -> HttpResponse:
    """Make a new version of a document's requirement."""
    if kind not in DocumentKind.values:
        raise Http404
    held = DocumentRequirement.objects.filter(kind=kind).order_by("valid_from").last()
    initial = _copied(held, "lowest_body", "year_of_term", "month", "day", "source")
    form = RequirementForm(request.POST or None, initial=initial)

    def act(values: dict[str, Any]) -> object:
        numbers = {name: values[name] for name in ("year_of_term", "month", "day")}
        return services.change_requirement(
            kind=kind,
            lowest_body=values["lowest_body"],
            **numbers,
            grounds=_grounds(values),
            by=request.user,
            at=timezone.now(),
        )

    return _page(
        request,
        form,
        act,
        f"Ny version: {DocumentKind(kind).label}",
        "Den nya versionen gäller mandatperioder som börjar den dagen eller senare. "
        "Pågående mandatperioder ändras inte. Öppna frister som flyttas planeras om.",
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def key_date(request: UserRequest, code: str) -> HttpResponse:
    """Make a new version of a recurring day or count."""
    held = {each.code: each for each in KeyDate.objects.order_by("valid_from")}.get(code)
    if held is None:
        raise Http404
    names = ("count", "recommended") if held.month is None else ("month", "day")
    chosen = CountForm if held.month is None else DayForm
    form = chosen(request.POST or None, initial=_copied(held, *names, "source", "note"))

    def act(values: dict[str, Any]) -> object:
        return services.change_key_date(
            code=code,
            values={name: values[name] for name in names},
            grounds=_grounds(values),
            by=request.user,
            at=timezone.now(),
        )

    return _page(
        request,
        form,
        act,
        f"Ny version: {held.what}",
        "Den version som gäller 1 januari styr hela det året.",
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def term(request: UserRequest) -> HttpResponse:
    """Add the term of an election to come."""
    form = TermForm(request.POST or None)

    def act(values: dict[str, Any]) -> object:
        return services.add_term(**values, by=request.user, at=timezone.now())

    return _page(
        request, form, act, "Ny mandatperiod", "Mandatperiodens första år är året efter valet."
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def agreement(request: UserRequest) -> HttpResponse:
    """Add an agreement with its tasks."""
    form = AgreementForm(request.POST or None)

    def act(values: dict[str, Any]) -> object:
        return services.add_agreement(
            part=values["part"],
            values={name: values[name] for name in ("name", "registry_number", "question")},
            tasks=values["tasks"],
            grounds=_grounds(values),
            by=request.user,
            at=timezone.now(),
        )

    return _page(
        request,
        form,
        act,
        "Ny överenskommelse",
        "Skriv bara det som står i överenskommelsen. En tidigare för samma del slutar dagen innan.",
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def component(request: UserRequest) -> HttpResponse:
    """Add a component of compensation, or a new version of one."""
    form = ComponentForm(request.POST or None)

    def act(values: dict[str, Any]) -> object:
        return services.change_component(
            code=values["code"],
            name=values["name"],
            part=values["part"],
            grounds=_grounds(values),
            by=request.user,
            at=timezone.now(),
        )

    return _page(
        request,
        form,
        act,
        "Ny del av ersättningen",
        "Här läggs namnet på delen in, aldrig belopp. Beloppen beslutas av MSB/MCF.",
    )


def _grounds(values: dict[str, Any]) -> services.Grounds:
    return services.Grounds(
        valid_from=values["valid_from"],
        source=values["source"],
        reason=values["reason"],
        note=values.get("note", ""),
        valid_to=values.get("valid_to"),
    )


def _copied(held: Any, *names: str) -> dict[str, Any]:
    if held is None:
        return {}
    start = max(held.valid_from + timedelta(days=1), timezone.localdate())
    return {name: getattr(held, name) for name in names} | {"valid_from": start}


def _page(  # noqa: PLR0913 - what the page says
    request: UserRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    heading: str,
    lead: str,
) -> HttpResponse:
    context = base(request)
    services.require_method(request.user)
    status = 200
    if request.method == "POST":
        status = carried_out(form, act)
        if not status:
            messages.success(request, "Den nya versionen är sparad.")
            return redirect("followup:method")
    context |= {"form": form, "heading": heading, "lead": lead, "form_key": new_key()}
    return render(request, "followup/method_form.html", context, status=status)
