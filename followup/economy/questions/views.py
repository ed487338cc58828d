"""Questions on what compensation may pay, their answers, and the precedents of a county."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor, County
from common.counts import counted
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.economy import queries
from followup.economy.forms import AnswerForm, AskForm, PrecedentFilter, QuestionFilter
from followup.economy.models import CostQuestion
from followup.economy.pages import ask_and_do, guidance, handlers_of
from followup.economy.questions import services
from followup.form_page import Page, press

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
def questions(request: UserRequest, code: str) -> HttpResponse:
    """Show a municipality's questions; the municipality may ask a new one."""
    municipality = access.get_municipality(request, code)
    reach = access.reach_of(request.user, municipality)
    if request.method == "POST":
        access.require_reporter(request.user, municipality)
    page = Page(
        heading="Frågor om ersättningen",
        submit="Skicka frågan",
        to=reverse("followup:questions", args=[code]),
        done="Frågan är skickad till Länsstyrelsen.",
        receivers=handlers_of(municipality),
    )
    asked = CostQuestion.objects.filter(municipality=municipality).select_related("cost")
    return ask_and_do(
        request,
        municipality,
        AskForm(posted(request)),
        page,
        services.ask,
        {"municipality_id": municipality.pk},
        template="followup/economy/questions/questions.html",
        extra={
            "questions": asked,
            "answer_days": _answer_days(municipality.county),
            "may_ask": reach.for_municipality is not None,
            "may_answer": reach.handler is not None,
            **guidance(),
        },
    )


@require_http_methods(["GET", "POST"])
def question(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show a question; the county's handler answers it."""
    municipality, shown = _question(request, code, pk)
    reach = access.reach_of(request.user, municipality)
    if request.method == "POST":
        access.require_handler(request.user, municipality)
    page = Page(
        heading="Fråga om ersättningen",
        submit="Skicka svaret",
        to=reverse("followup:questions", args=[code]),
        done="Svaret är skickat till kommunen.",
        receivers=[str(f) for f in access.functions_with(access.REPORT, municipality)],
    )
    is_open = shown.answered_at is None and shown.withdrawn_at is None
    return ask_and_do(
        request,
        municipality,
        AnswerForm(posted(request)),
        page,
        lambda answer, **values: services.answer(text=answer, **values),
        {"question_id": shown.pk},
        template="followup/economy/questions/question.html",
        extra={
            "question": shown,
            "answer_due": queries.answer_due(shown),
            "answer_days": _answer_days(municipality.county),
            "shows_cost": shown.cost is not None
            and (reach.sees_civil_defence or shown.cost.part == "crisis_preparedness"),
            "may_answer": is_open and reach.handler is not None,
            "may_withdraw": is_open and reach.for_municipality is not None,
            "similar": queries.precedents(municipality.county)[:5] if municipality.county else [],
            **guidance(),
        },
    )


@require_POST
def question_withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _question(request, code, pk)
    access.require_reporter(request.user, municipality)
    to, done = reverse("followup:questions", args=[code]), "Frågan är återtagen."
    return press(request, to, done, services.withdraw, question_id=shown.pk, at=timezone.now())


@require_GET
def precedents(request: UserRequest) -> HttpResponse:
    """Search the answers of the county followed up, or one's own; who asked is not told."""
    own = access.own_municipality(request.user)
    county = access.home_county(request.user) or (own.county if own else None)
    if county is None:
        raise Http404
    form = PrecedentFilter(request.GET or None)
    values = form.cleaned_data if form.is_valid() else {}
    found = queries.precedents(county, text=values.get("q", ""), eligibility=values.get("svar", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "county": county,
        "form": form,
        "page": page,
        "count": f"{page.paginator.count} svar",
        "own": own,
        "follows_up": access.counties_visible_to(request.user).filter(pk=county.pk).exists(),
        **guidance(),
    }
    return render(request, "followup/economy/questions/precedents.html", context)


@require_GET
def county_questions(request: UserRequest, county: str) -> HttpResponse:
    area = access.get_county(request, county)
    form = QuestionFilter(request.GET or None)
    choice = form.cleaned_data.get("visa", "") if form.is_valid() else ""
    found = CostQuestion.objects.filter(
        municipality__county=area, withdrawn_at=None
    ).select_related("municipality")
    if choice == "":
        found = found.filter(answered_at=None).order_by("asked_at")
    elif choice == "besvarade":
        found = found.filter(answered_at__isnull=False)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "county": area,
        "form": form,
        "page": page,
        "count": counted(page.paginator.count, "fråga", "frågor"),
        "answer_days": _answer_days(area),
    }
    return render(request, "followup/economy/questions/queue.html", context)


def _answer_days(county: County | None) -> int | None:
    return queries.question_days(county, timezone.localdate()) if county else None


def _question(request: UserRequest, code: str, pk: int) -> tuple[Actor, CostQuestion]:
    municipality = access.get_municipality(request, code)
    found = CostQuestion.objects.filter(municipality=municipality)
    return municipality, get_object_or_404(found.select_related("cost", "municipality"), pk=pk)
