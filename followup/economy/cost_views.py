"""Costs of a municipality: entered, corrected, judged, asked about, removed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common.forms import posted
from common.numbers import kronor
from common.requests import UserRequest
from followup import access
from followup.economy import queries, services
from followup.economy.forms import AskForm, CostChangeForm, CostForm, JudgeForm
from followup.economy.guards import mark_of_cost, open_question_of
from followup.economy.models import Cost
from followup.economy.pages import ask_and_do, back, guidance, handlers_of
from followup.economy.questions import services as questions
from followup.form_page import Page, press


@require_http_methods(["GET", "POST"])
def cost_new(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    year = timezone.localdate().year
    form = CostForm(posted(request), years=range(year - 4, year + 1), initial={"year": year})
    page = Page(
        heading="För in en kostnad",
        submit="Spara kostnaden",
        to=back(municipality),
        done="Kostnaden är sparad.",
        lead="Krisberedskap och civilt försvar redovisas var för sig.",
    )
    about = {"municipality_id": municipality.pk}
    return ask_and_do(
        request, municipality, form, page, services.enter_cost, about, extra=guidance()
    )


@require_http_methods(["GET", "POST"])
def cost(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show a cost, and let the municipality correct it."""
    municipality, shown = _cost(request, code, pk)
    reach = access.reach_of(request.user, municipality)
    if request.method == "POST":
        access.require_reporter(request.user, municipality)
    initial = {name: getattr(shown, name) for name in ("text", "amount", "part", "area")}
    form = CostChangeForm(posted(request), initial=initial | {"seen": mark_of_cost(shown)})
    page = Page(
        heading=shown.text,
        submit="Spara ändringen",
        to=back(municipality),
        done="Kostnaden är ändrad.",
    )
    is_writer = reach.for_municipality is not None
    extra = {
        "cost": shown,
        "may_change": is_writer and (form.is_bound or not shown.judged_at),
        "may_judge": reach.handler is not None,
        "question": open_question_of(shown),
        "history": shown.history.order_by("-history_date", "-history_id"),
        **guidance(),
    }
    template, about = "followup/economy/cost.html", {"cost_id": shown.pk}
    return ask_and_do(
        request,
        municipality,
        form,
        page,
        services.change_cost,
        about,
        template=template,
        extra=extra,
    )


@require_http_methods(["GET", "POST"])
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
    form = JudgeForm(posted(request), initial={"seen": mark_of_cost(shown)})
    about = {"cost_id": shown.pk}
    return ask_and_do(
        request, municipality, form, page, services.judge_cost, about, extra=guidance()
    )


@require_http_methods(["GET", "POST"])
def cost_ask(request: UserRequest, code: str, pk: int) -> HttpResponse:
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
    initial = {"text": f"Får ersättningen användas till detta: {shown.text}?"}
    form, about = AskForm(posted(request), initial=initial), {"cost_id": shown.pk}
    return ask_and_do(
        request, municipality, form, page, questions.ask_about_cost, about, extra=guidance()
    )


@require_POST
def cost_remove(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _cost(request, code, pk)
    access.require_reporter(request.user, municipality)
    to, done = back(municipality), "Kostnaden är borttagen."
    return press(request, to, done, services.remove_cost, cost_id=shown.pk, at=timezone.now())


def _cost(request: UserRequest, code: str, pk: int) -> tuple[Actor, Cost]:
    municipality = access.get_municipality(request, code)
    parts = queries.parts_for(request.user, municipality)
    return municipality, get_object_or_404(
        Cost.objects.filter(municipality=municipality, part__in=parts), pk=pk
    )
