"""Reviews, the plan for saving, and a saving that cannot be used."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.economy import queries as economy
from followup.economy.forms import ReviewForm, ReviewPlanForm
from followup.economy.models import SavingActivity, SavingPlan, UnusableSaving
from followup.economy.pages import ask_and_do, back, handlers_of
from followup.economy.reviews import rules as review_rules
from followup.economy.reviews import services as reviews
from followup.economy.savings import forms, queries, services
from followup.economy.savings.rules import CONTENTS_NOT_AVAILABLE
from followup.form_page import Page, press
from followup.terms import queries as method

FORECAST_YEARS = 4


# Reviews --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def review_new(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = timezone.localdate()
    page = Page(
        heading="För in en ekonomisk granskning",
        submit="Spara granskningen",
        to=back(municipality),
        done="Granskningen är sparad.",
        lead=review_rules.RULE,
    )
    form = ReviewForm(posted(request), municipality=municipality, initial={"done_date": today})
    about = {"municipality_id": municipality.pk}
    return ask_and_do(request, municipality, form, page, reviews.record_review, about)


@require_http_methods(["GET", "POST"])
def review_plan(request: UserRequest, code: str) -> HttpResponse:
    """Set the county's own day for a review of the running term."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    term = method.term_of_year(timezone.localdate().year)
    if term is None:
        raise Http404
    page = Page(
        heading="Planera ekonomisk granskning",
        submit="Spara dagen",
        to=back(municipality),
        done="Dagen är sparad och påminnelserna flyttade.",
        lead=f"Mandatperioden {term}. Källan anger hur många, inte när. Länet väljer dagen.",
    )
    form = ReviewPlanForm(posted(request))
    about = {"municipality_id": municipality.pk, "term": term}
    return ask_and_do(request, municipality, form, page, reviews.plan_review, about)


# The plan -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def plan_request(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = timezone.localdate()
    parts = economy.parts_for(request.user, municipality)
    found = economy.economy_of(municipality, parts=parts, day=today)
    saved = sum(part.saved or 0 for part in found.values())
    page = Page(
        heading="Begär plan för sparande",
        submit="Begär planen",
        to=back(municipality),
        done="Planen är begärd. Kommunen har fått ett meddelande.",
        lead="En kommun med ett stort sparande ska ha en tydlig plan. Före ett yttrande ska en plan"
        " tas fram för varje sparande, stort eller litet."
        " Källa: Vägledningen för uppföljning, avsnitt 2.6 och 3.2.",
        receivers=[str(function) for function in services.asked_functions(municipality)],
    )
    form = forms.RequestPlanForm(
        posted(request), initial={"opening_year": today.year, "opening_amount": saved or None}
    )
    about = {"municipality_id": municipality.pk}
    return ask_and_do(request, municipality, form, page, services.request_plan, about)


@require_http_methods(["GET", "POST"])
def plan(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show a plan with what may be done to it; the municipality adds activities."""
    municipality, shown = _plan(request, code, pk)
    reach = access.reach_of(request.user, municipality)
    if request.method == "POST":
        access.require_reporter(request.user, municipality)
    is_written = shown.status in {"requested", "draft"}
    page = Page(
        heading="Plan för sparande",
        submit="Lägg till aktiviteten",
        to=_address(municipality, shown),
        done="Aktiviteten är tillagd.",
    )
    today = timezone.localdate()
    return ask_and_do(
        request,
        municipality,
        forms.ActivityForm(posted(request)),
        page,
        services.add_activity,
        {"plan_id": shown.pk},
        template="followup/economy/savings/plan.html",
        extra={
            "plan": shown,
            "shown": queries.page_of(shown, today, economy.parts_for(request.user, municipality)),
            "may_see": reach.sees_civil_defence,
            "may_write": is_written and reach.for_municipality is not None,
            "may_report": shown.status == "adopted" and reach.for_municipality is not None,
            "may_check": shown.status == "adopted" and reach.handler is not None,
            "contents_note": CONTENTS_NOT_AVAILABLE,
        },
    )


@require_http_methods(["GET", "POST"])
def plan_forecast(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _plan(request, code, pk)
    access.require_reporter(request.user, municipality)
    years = range(shown.opening_year, shown.opening_year + FORECAST_YEARS)
    known = {
        row.year: (row.expected_compensation, row.closing_amount) for row in shown.forecasts.all()
    }
    page = Page(
        heading="Prognos för sparandet",
        submit="Spara prognosen",
        to=_address(municipality, shown),
        done="Prognosen är sparad.",
        lead="Fyll i de år som planen gäller. SSR räknar efter och visar om något skiljer.",
    )
    form = forms.ForecastForm(posted(request), years=years, known=known)
    about = {"plan_id": shown.pk}
    return ask_and_do(request, municipality, form, page, services.write_forecast, about)


@require_http_methods(["GET", "POST"])
def plan_adopt(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _plan(request, code, pk)
    access.require_reporter(request.user, municipality)
    page = Page(
        heading="Anta planen för sparande",
        submit="Anta planen",
        to=_address(municipality, shown),
        done="Planen är antagen. Länsstyrelsen har fått ett meddelande.",
        lead="Kommunen beslutar själv. När planen är antagen kan den inte ändras. Varje aktivitet"
        " får en frist.",
        receivers=handlers_of(municipality),
    )
    form = forms.AdoptForm(posted(request))
    about = {"plan_id": shown.pk}
    return ask_and_do(request, municipality, form, page, services.adopt_plan, about)


@require_http_methods(["GET", "POST"])
def plan_check(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _plan(request, code, pk)
    access.require_handler(request.user, municipality)
    today = timezone.localdate()
    page = Page(
        heading="Följ upp planen för sparande",
        submit="Spara uppföljningen",
        to=_address(municipality, shown),
        done="Uppföljningen är sparad.",
        lead="Länsstyrelsen följer upp att planen efterlevs."
        " Källa: Vägledningen för uppföljning, avsnitt 2.6.",
    )
    form = forms.CheckForm(posted(request), initial={"checked_date": today})
    about = {"plan_id": shown.pk}
    return ask_and_do(request, municipality, form, page, services.check_plan, about)


@require_POST
def plan_fulfil(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, shown = _plan(request, code, pk)
    access.require_handler(request.user, municipality)
    to, done = _address(municipality, shown), "Planen är avslutad som genomförd."
    return press(request, to, done, services.fulfil_plan, plan_id=shown.pk, at=timezone.now())


@require_http_methods(["GET", "POST"])
def activity_report(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, activity = _activity(request, code, pk)
    access.require_reporter(request.user, municipality)
    today = timezone.localdate()
    page = Page(
        heading="Rapportera aktiviteten",
        submit="Rapportera",
        to=_address(municipality, activity.plan),
        done="Aktiviteten är rapporterad.",
        lead=activity.text,
    )
    form = forms.ActivityDoneForm(posted(request), initial={"done_date": today})
    about = {"activity_id": activity.pk}
    return ask_and_do(request, municipality, form, page, services.report_activity, about)


@require_POST
def activity_remove(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, activity = _activity(request, code, pk)
    access.require_reporter(request.user, municipality)
    to, done = _address(municipality, activity.plan), "Aktiviteten är borttagen."
    return press(
        request, to, done, services.remove_activity, activity_id=activity.pk, at=timezone.now()
    )


# A saving that cannot be used -----------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def unusable(request: UserRequest, code: str) -> HttpResponse:
    """Tell the county that a saving cannot be used; the page says what comes of it."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    page = Page(
        heading="Anmäl sparande som inte kan användas",
        submit="Anmäl till Länsstyrelsen",
        to=back(municipality),
        done="Anmälan är skickad till Länsstyrelsen.",
        warning="Länsstyrelsen gör ett ärende av anmälan hos Myndigheten för civilt försvar (MCF)."
        " MCF beslutar själv om ersättningen ska minskas eller betalas tillbaka."
        " Källa: Vägledningen för uppföljning, avsnitt 3.3.",
        notes=(
            "Du kan återta anmälan tills Länsstyrelsen har gjort ett ärende av den.",
            "Tala gärna med Länsstyrelsen om en plan för sparande först.",
        ),
        receivers=handlers_of(municipality),
        kind="danger",
    )
    form = forms.UnusableForm(posted(request))
    about = {"municipality_id": municipality.pk}
    return ask_and_do(request, municipality, form, page, services.report_unusable, about)


@require_POST
def unusable_withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    told = get_object_or_404(UnusableSaving.objects.filter(municipality=municipality), pk=pk)
    to, done = back(municipality), "Anmälan är återtagen."
    return press(
        request, to, done, services.withdraw_unusable, unusable_id=told.pk, at=timezone.now()
    )


def _plan(request: UserRequest, code: str, pk: int) -> tuple[Actor, SavingPlan]:
    municipality = access.get_municipality(request, code)
    return municipality, get_object_or_404(
        SavingPlan.objects.filter(municipality=municipality), pk=pk
    )


def _activity(request: UserRequest, code: str, pk: int) -> tuple[Actor, SavingActivity]:
    municipality = access.get_municipality(request, code)
    mine: Any = SavingActivity.objects.filter(plan__municipality=municipality)
    return municipality, get_object_or_404(mine.select_related("plan"), pk=pk)


def _address(municipality: Actor, shown: SavingPlan) -> str:
    return reverse("followup:saving_plan", args=[municipality.scb_code, shown.pk])
