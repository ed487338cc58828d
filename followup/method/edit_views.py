"""Propose new versions of the common rules: another who looks after the method confirms."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.method import proposals
from followup.method.forms import (
    AgreementForm,
    ComponentForm,
    CountForm,
    DayForm,
    RequirementForm,
    TermForm,
)
from followup.method.models import MethodProposal
from followup.method.views import base
from followup.terms.models import DocumentKind, DocumentRequirement, KeyDate


@require_http_methods(["GET", "POST"])
def requirement(request: UserRequest, kind: str) -> HttpResponse:
    """Propose a new version of a document's requirement."""
    if kind not in DocumentKind.values:
        raise Http404
    held = DocumentRequirement.objects.filter(kind=kind).order_by("valid_from").last()
    initial = _copied(held, "lowest_body", "year_of_term", "month", "day", "source")
    form = RequirementForm(posted(request), initial=initial)
    return _page(
        request,
        form,
        f"Ny version: {DocumentKind(kind).label}",
        "Den nya versionen gäller mandatperioder som börjar den dagen eller senare. "
        "Pågående mandatperioder ändras inte. Öppna frister som flyttas planeras om.",
        MethodProposal.Act.REQUIREMENT,
        lambda: {"kind": kind, **form.rule(), "grounds": form.grounds()},
    )


@require_http_methods(["GET", "POST"])
def key_date(request: UserRequest, code: str) -> HttpResponse:
    """Propose a new version of a recurring day or count."""
    held = {each.code: each for each in KeyDate.objects.order_by("valid_from")}.get(code)
    if held is None:
        raise Http404
    names = ("count", "recommended") if held.month is None else ("month", "day")
    chosen = CountForm if held.month is None else DayForm
    form = chosen(posted(request), initial=_copied(held, *names, "source", "note"))
    return _page(
        request,
        form,
        f"Ny version: {held.what}",
        "Den version som gäller 1 januari styr hela det året.",
        MethodProposal.Act.KEY_DATE,
        lambda: {"code": code, "values": form.rule(), "grounds": form.grounds()},
    )


@require_http_methods(["GET", "POST"])
def term(request: UserRequest) -> HttpResponse:
    """Propose the term of an election to come."""
    form = TermForm(posted(request))
    return _page(
        request,
        form,
        "Ny mandatperiod",
        "Mandatperiodens första år är året efter valet.",
        MethodProposal.Act.TERM,
        lambda: form.cleaned_data,
    )


@require_http_methods(["GET", "POST"])
def agreement(request: UserRequest) -> HttpResponse:
    """Propose an agreement with its tasks."""
    form = AgreementForm(posted(request))

    def values() -> dict[str, Any]:
        rest = form.rule()
        part, tasks = rest.pop("part"), rest.pop("tasks")
        return {"part": part, "values": rest, "tasks": tasks, "grounds": form.grounds()}

    return _page(
        request,
        form,
        "Ny överenskommelse",
        "Skriv bara det som står i överenskommelsen. En tidigare för samma del slutar dagen innan.",
        MethodProposal.Act.AGREEMENT,
        values,
    )


@require_http_methods(["GET", "POST"])
def component(request: UserRequest) -> HttpResponse:
    """Propose a component of compensation, or a new version of one."""
    form = ComponentForm(posted(request))
    return _page(
        request,
        form,
        "Ny del av ersättningen",
        "Här läggs namnet på delen in, aldrig belopp. Beloppen beslutas av MSB/MCF.",
        MethodProposal.Act.COMPONENT,
        lambda: {**form.rule(), "grounds": form.grounds()},
    )


def _copied(held: Any, *names: str) -> dict[str, Any]:
    if held is None:
        return {}
    start = max(held.valid_from + timedelta(days=1), timezone.localdate())
    return {name: getattr(held, name) for name in names} | {"valid_from": start}


def _page(
    request: UserRequest,
    form: forms.Form,
    heading: str,
    lead: str,
    act: str,
    values: Callable[[], dict[str, Any]],
) -> HttpResponse:
    context = base(request) | {"heading": heading, "lead": lead}
    access.require_method(request.user)
    return form_page(
        request,
        "followup/method/form.html",
        form,
        lambda _: _propose(request, act, heading, values()),
        to=lambda made: made.get_absolute_url(),
        done="Förslaget är sparat. Inget ändras förrän en annan har bekräftat det.",
        context=context,
    )


def _propose(
    request: UserRequest, act: str, heading: str, values: dict[str, Any]
) -> MethodProposal:
    given = values | values.get("values", {})
    named = given.get("name") or given.get("election_date")  # what is new has no name before
    return proposals.propose(
        act=act,
        heading=f"{heading}: {named}" if named else heading,
        values=values,
        by=request.user,
        at=timezone.now(),
    )
