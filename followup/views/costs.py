"""Costs of a municipality: entered, corrected, judged, asked about, removed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common.clock import local
from common.requests import UserRequest
from followup import access
from followup.forms.economy import AskForm, CostChangeForm, CostForm, JudgeForm
from followup.models import Cost
from followup.rules import eligibility
from followup.rules.economy import kronor
from followup.services import economy as services
from followup.services import questions
from followup.services.economy_shared import mark_of_cost, open_question_of
from followup.views.acting import Page, form_page, press
from followup.views.economy import back, parts_for
from records.forms import once


@login_required
@require_http_methods(["GET", "POST"])
@once
def cost_new(request: UserRequest, code: str) -> HttpResponse:
    """Enter a cost, with the published examples beside."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    year = local(timezone.now()).year
    form = CostForm(request.POST or None, years=range(year - 4, year + 1), initial={"year": year})
    page = Page(
        heading="För in en kostnad",
        submit="Spara kostnaden",
        to=back(municipality),
        done="Kostnaden är sparad.",
        lead="Krisberedskap och civilt försvar redovisas var för sig.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.enter_cost(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
        extra=guidance(),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def cost(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show a cost, and let the municipality correct it."""
    municipality, shown = _cost(request, code, pk)
    reach = access.reach_of(request.user, municipality)
    if request.method == "POST":
        access.require_reporter(request.user, municipality)
    initial = {name: getattr(shown, name) for name in ("text", "amount", "part", "area")}
    initial["seen"] = mark_of_cost(shown)
    form = CostChangeForm(request.POST or None, initial=initial)
    page = Page(
        heading=shown.text,
        submit="Spara ändringen",
        to=back(municipality),
        done="Kostnaden är ändrad.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.change_cost(
            cost_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
        template="followup/cost.html",
        extra={
            "cost": shown,
            "may_change": reach.for_municipality is not None
            and (form.is_bound or not shown.judged_at),
            "may_judge": reach.handler is not None,
            "question": open_question_of(shown),
            "history": shown.history.order_by("-history_date", "-history_id"),
            **guidance(),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def cost_judge(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Say for the county whether compensation may pay it."""
    municipality, shown = _cost(request, code, pk)
    access.require_handler(request.user, municipality)
    page = Page(
        heading="Bedöm kostnaden",
        submit="Spara bedömningen",
        to=back(municipality),
        done="Bedömningen är sparad.",
        lead=f"{shown.text}, {shown.year}, {kronor(shown.amount)}. "
        "Kommunen ser bedömningen och skälen.",
    )
    return form_page(
        request,
        municipality,
        JudgeForm(request.POST or None, initial={"seen": mark_of_cost(shown)}),
        page,
        lambda values: services.judge_cost(
            cost_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
        extra=guidance(),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def cost_ask(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask the county about a cost."""
    municipality, shown = _cost(request, code, pk)
    access.require_reporter(request.user, municipality)
    page = Page(
        heading="Fråga Länsstyrelsen",
        submit="Skicka frågan",
        to=back(municipality),
        done="Frågan är skickad till Länsstyrelsen.",
        lead=f"{shown.text}, {shown.year}. Kostnaden räknas inte av förrän du har fått svar.",
        receivers=handlers_of(municipality),
    )
    form = AskForm(
        request.POST or None,
        initial={"text": f"Får ersättningen användas till detta: {shown.text}?"},
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: questions.ask_about_cost(
            cost_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
        extra=guidance(),
    )


@login_required
@require_POST
@once
def cost_remove(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Take a cost away."""
    municipality, shown = _cost(request, code, pk)
    access.require_reporter(request.user, municipality)
    return press(
        request,
        back(municipality),
        "Kostnaden är borttagen.",
        services.remove_cost,
        cost_id=shown.pk,
        at=timezone.now(),
    )


def guidance() -> dict[str, object]:
    """Return what the page with the published examples needs."""
    return {
        "guidance": eligibility.guidance(),
        "guidance_reservations": eligibility.RESERVATIONS,
        "left_over": eligibility.LEFT_OVER,
    }


def handlers_of(municipality: Actor) -> list[str]:
    """Return the functions that what is sent to the county reaches."""
    if municipality.county is None:
        return []
    return [str(function) for function in access.functions_with(access.HANDLE, municipality.county)]


def cost_address(municipality: Actor, cost: Cost) -> str:
    """Return the address of a cost."""
    return reverse("followup:cost", args=[municipality.scb_code, cost.pk])


def _cost(request: UserRequest, code: str, pk: int) -> tuple[Actor, Cost]:
    municipality = access.get_municipality(request, code)
    parts = parts_for(request.user, municipality)
    return municipality, get_object_or_404(
        Cost.objects.filter(municipality=municipality, part__in=parts), pk=pk
    )
