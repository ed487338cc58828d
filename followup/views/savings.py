"""Reviews, the plan for saving, and a saving that cannot be used."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common.clock import local
from common.requests import UserRequest
from followup import access
from followup.forms import savings as forms
from followup.forms.economy import ReviewForm, ReviewPlanForm
from followup.models import SavingActivity, SavingPlan, UnusableSaving
from followup.reports import economy as reports
from followup.reports import method, saving_plans
from followup.rules import economy_reviews
from followup.rules.saving_plans import CONTENTS_NOT_AVAILABLE
from followup.services import reviews as review_services
from followup.services import savings as services
from followup.views.acting import Page, form_page, press
from followup.views.costs import handlers_of
from followup.views.economy import back, parts_for
from records.forms import once

FORECAST_YEARS = 4


# Reviews --------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def review_new(request: UserRequest, code: str) -> HttpResponse:
    """Record an economic review."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    page = Page(
        heading="För in en ekonomisk granskning",
        submit="Spara granskningen",
        to=back(municipality),
        done="Granskningen är sparad.",
        lead=economy_reviews.RULE,
    )
    form = ReviewForm(request.POST or None, municipality=municipality, initial={"done_date": today})
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: review_services.record_review(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def review_plan(request: UserRequest, code: str) -> HttpResponse:
    """Set the county's own day for a review of the running term."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    term = method.term_of_year(local(timezone.now()).year)
    if term is None:
        raise Http404
    page = Page(
        heading="Planera ekonomisk granskning",
        submit="Spara dagen",
        to=back(municipality),
        done="Dagen är sparad och påminnelserna flyttade.",
        lead=f"Mandatperioden {term}. Källan anger hur många, inte när. Länet väljer dagen.",
    )
    return form_page(
        request,
        municipality,
        ReviewPlanForm(request.POST or None),
        page,
        lambda values: review_services.plan_review(
            municipality_id=municipality.pk,
            term=term,
            by=request.user,
            at=timezone.now(),
            **values,
        ),
    )


# The plan -------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def plan_request(request: UserRequest, code: str) -> HttpResponse:
    """Ask the municipality for a plan."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    found = reports.economy_of(municipality, parts=parts_for(request.user, municipality), day=today)
    saved = sum(part.latest.closing for part in found.values() if part.latest)
    page = Page(
        heading="Begär plan för sparande",
        submit="Begär planen",
        to=back(municipality),
        done="Planen är begärd. Kommunen har fått ett meddelande.",
        lead="En kommun med ett stort sparande ska ha en tydlig plan. Källa: 003 §2.6.",
        receivers=[str(function) for function in services.asked_functions(municipality)],
    )
    form = forms.RequestPlanForm(
        request.POST or None, initial={"opening_year": today.year, "opening_amount": saved or None}
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.request_plan(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
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
    today = local(timezone.now()).date()
    return form_page(
        request,
        municipality,
        forms.ActivityForm(request.POST or None),
        page,
        lambda values: services.add_activity(
            plan_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
        template="followup/saving_plan.html",
        extra={
            "plan": shown,
            "shown": saving_plans.page_of(shown, today, parts_for(request.user, municipality)),
            "may_see": reach.sees_civil_defence,
            "may_write": is_written and reach.for_municipality is not None,
            "may_report": shown.status == "adopted" and reach.for_municipality is not None,
            "may_check": shown.status == "adopted" and reach.handler is not None,
            "contents_note": CONTENTS_NOT_AVAILABLE,
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def plan_forecast(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Write the forecast, year by year."""
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
    return form_page(
        request,
        municipality,
        forms.ForecastForm(request.POST or None, years=years, known=known),
        page,
        lambda values: services.write_forecast(
            plan_id=shown.pk, rows=values["rows"], by=request.user, at=timezone.now()
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def plan_adopt(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Record that the municipality has adopted its plan."""
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
    return form_page(
        request,
        municipality,
        forms.AdoptForm(request.POST or None),
        page,
        lambda values: services.adopt_plan(
            plan_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def plan_check(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Follow up whether the plan is kept."""
    municipality, shown = _plan(request, code, pk)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    page = Page(
        heading="Följ upp planen för sparande",
        submit="Spara uppföljningen",
        to=_address(municipality, shown),
        done="Uppföljningen är sparad.",
        lead="Länsstyrelsen följer upp att planen efterlevs. Källa: 003 §2.6.",
    )
    return form_page(
        request,
        municipality,
        forms.CheckForm(request.POST or None, initial={"checked_date": today}),
        page,
        lambda values: services.check_plan(
            plan_id=shown.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_POST
@once
def plan_fulfil(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Find that the plan has been carried out."""
    municipality, shown = _plan(request, code, pk)
    access.require_handler(request.user, municipality)
    return press(
        request,
        _address(municipality, shown),
        "Planen är avslutad som genomförd.",
        services.fulfil_plan,
        plan_id=shown.pk,
        at=timezone.now(),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def activity_report(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Report what became of an activity."""
    municipality, activity = _activity(request, code, pk)
    access.require_reporter(request.user, municipality)
    today = local(timezone.now()).date()
    page = Page(
        heading="Rapportera aktiviteten",
        submit="Rapportera",
        to=_address(municipality, activity.plan),
        done="Aktiviteten är rapporterad.",
        lead=activity.text,
    )
    return form_page(
        request,
        municipality,
        forms.ActivityDoneForm(request.POST or None, initial={"done_date": today}),
        page,
        lambda values: services.report_activity(
            activity_id=activity.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_POST
@once
def activity_remove(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Take an activity out of a plan that is being written."""
    municipality, activity = _activity(request, code, pk)
    access.require_reporter(request.user, municipality)
    return press(
        request,
        _address(municipality, activity.plan),
        "Aktiviteten är borttagen.",
        services.remove_activity,
        activity_id=activity.pk,
        at=timezone.now(),
    )


# A saving that cannot be used -----------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
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
        " MCF beslutar själv om ersättningen ska minskas eller betalas tillbaka. Källa: 003 §3.3.",
        notes=(
            "Du kan återta anmälan tills Länsstyrelsen har gjort ett ärende av den.",
            "Tala gärna med Länsstyrelsen om en plan för sparande först.",
        ),
        receivers=handlers_of(municipality),
        kind="danger",
    )
    return form_page(
        request,
        municipality,
        forms.UnusableForm(request.POST or None),
        page,
        lambda values: services.report_unusable(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_POST
@once
def unusable_withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Take back what was told."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    told = get_object_or_404(UnusableSaving.objects.filter(municipality=municipality), pk=pk)
    return press(
        request,
        back(municipality),
        "Anmälan är återtagen.",
        services.withdraw_unusable,
        unusable_id=told.pk,
        at=timezone.now(),
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
