"""A municipality's economy: granted, used and saved, year by year."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor, User
from common import workbooks
from common.clock import local
from common.numbers import whole
from common.requests import UserRequest
from followup import access, frame
from followup.forms.economy import CompensationForm, OpeningForm, TasksDoneForm
from followup.models import (
    CompensationDecision,
    Cost,
    ElectoralTerm,
    SavingPlan,
    TasksJudgedDone,
    UnusableSaving,
)
from followup.reports import economy as reports
from followup.reports import economy_charts, method, saving_plans
from followup.reports import economy_reviews as review_reports
from followup.rules import economy_reviews, eligibility
from followup.services import economy as services
from followup.views.acting import TAB, Page, form_page
from records.forms import new_key, once

NOT_SHOWN = (
    "Belopp för civilt försvar visas bara för kommunen och för dem som följer upp den."
    " Fördelningen mellan kommuner är skyddad."
)


@dataclass(frozen=True)
class Shown:
    """What one may see of a municipality's economy, in one term."""

    municipality: Actor
    parts: list[str]
    term: ElectoralTerm | None
    years: list[int]
    day: date

    def costs(self) -> list[Cost]:
        """Return the costs of the term."""
        return list(reports.costs_of(self.municipality, parts=self.parts, years=self.years))

    def compensation(self) -> list[CompensationDecision]:
        """Return what was granted in the term."""
        return list(reports.compensation_of(self.municipality, parts=self.parts, years=self.years))

    def economies(self) -> list[reports.PartEconomy]:
        """Return the economy of each part."""
        found = reports.economy_of(self.municipality, parts=self.parts, day=self.day)
        return list(found.values())


@login_required
@require_GET
def economy(request: UserRequest, code: str) -> HttpResponse:
    """Show what was granted, used and saved, with what is demanded."""
    shown = _shown(request, code)
    base = frame.base(request, shown.municipality, TAB)
    economies = shown.economies()
    limits = reports.limits_of(shown.municipality.county, shown.day)
    context = {
        **base,
        "shown": shown,
        "terms": ElectoralTerm.objects.filter(election_date__year__lt=shown.day.year).order_by(
            "-election_date"
        ),
        "economies": economies,
        "rows": _year_rows(economies, shown.years),
        "chart": economy_charts.of_municipality(economies, shown.years, limits),
        "limits": limits,
        "compensation": shown.compensation(),
        "costs": shown.costs(),
        "hidden": NOT_SHOWN if len(shown.parts) == 1 else "",
        "is_demo": _has_demo(shown.municipality, shown.parts),
        "tasks_done": TasksJudgedDone.objects.filter(
            municipality=shown.municipality, year__in=shown.years
        ),
        "this_year": shown.day.year,
        "form_key": new_key(),
        **_plan_context(shown, economies),
        **_review_context(shown),
    }
    return render(request, "followup/economy.html", context)


@login_required
@require_GET
def economy_csv(request: UserRequest, code: str) -> HttpResponse:
    """Serve the chart's table as CSV."""
    shown = _shown(request, code)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(_HEAD)
    for row in _year_rows(shown.economies(), shown.years):
        writer.writerow([_plain(cell) for cell in _cells(*row)])
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"ekonomi-{shown.municipality.scb_code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_GET
def economy_export(request: UserRequest, code: str) -> HttpResponse:
    """Serve the economy as Excel: granted, used and saved."""
    shown = _shown(request, code)
    rows: list[list[Any]] = []
    for row in _year_rows(shown.economies(), shown.years):
        rows.append(["Sparande", *_cells(*row), "", ""])
    for decision in shown.compensation():
        head = ["Ersättning", decision.year, decision.component.get_part_display()]
        rows.append([*head, "", decision.amount, "", "", "", "", "", decision.component.name,
                     decision.source])  # fmt: skip
    for cost in shown.costs():
        amounts: list[Any] = ["", "", ""]
        amounts[["yes", "no", "ask"].index(cost.eligibility)] = cost.amount
        head = ["Kostnad", cost.year, cost.get_part_display(), "", ""]
        rows.append([*head, *amounts, "", "", cost.text, cost.judgement])
    about = [
        f"Ekonomi för {shown.municipality}, {shown.term or ''}",
        f"Hämtat {local(timezone.now()):%Y-%m-%d %H:%M}",
        NOT_SHOWN if len(shown.parts) == 1 else "Innehåller belopp för civilt försvar. Sprid inte.",
    ]
    content = workbooks.write("Ekonomi", ["Slag", *_HEAD, "Vad", "Källa eller skäl"], rows,
                              about=about)  # fmt: skip
    return workbooks.response(content, f"ekonomi-{shown.municipality.scb_code}.xlsx")


# The county enters ----------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def compensation(request: UserRequest, code: str) -> HttpResponse:
    """Enter or correct what the state decided."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    years = range(today.year - 8, today.year + 2)
    form = CompensationForm(request.POST or None, years=years, day=today,
                            initial={"year": today.year})  # fmt: skip
    page = Page(
        heading="För in ersättning",
        submit="Spara beloppet",
        to=back(municipality),
        done="Beloppet är infört.",
        lead="Ett belopp för en komponent och ett år. Finns det redan ett rättas det. Det gamla"
        " beloppet finns kvar i historiken.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.decide_compensation(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
        extra={"history": _history(municipality)},
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def opening(request: UserRequest, code: str) -> HttpResponse:
    """Enter what was saved before the first year."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    form = OpeningForm(request.POST or None, years=range(today.year - 12, today.year + 1))
    page = Page(
        heading="För in ingående sparande",
        submit="Spara beloppet",
        to=back(municipality),
        done="Ingående sparande är infört.",
        lead="Det som kommunen hade sparat innan det första året som redovisas här.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.set_opening(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def tasks_done(request: UserRequest, code: str) -> HttpResponse:
    """Judge that a year's tasks are done enough."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    today = local(timezone.now()).date()
    form = TasksDoneForm(request.POST or None, years=range(today.year - 8, today.year + 1))
    page = Page(
        heading="Uppgifterna är utförda",
        submit="Spara bedömningen",
        to=back(municipality),
        done="Bedömningen är sparad.",
        lead=f"{eligibility.LEFT_OVER} Källa: 003 §2.5.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.judge_tasks_done(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
    )


# Shared ---------------------------------------------------------------------------------------

_HEAD = (
    "År",
    "Del",
    "Ingående sparande",
    "Ersättning",
    "Kostnader som får finansieras",
    "Kostnader som inte får finansieras",
    "Kostnader som väntar på bedömning",
    "Egna medel",
    "Sparande vid årets slut",
)


def back(municipality: Actor) -> str:
    """Return the address of the municipality's economy."""
    return reverse(TAB, args=[municipality.scb_code])


def parts_for(user: User, municipality: Actor) -> list[str]:
    """Return the parts whose amounts the user may see of this municipality."""
    reach = access.reach_of(user, municipality)
    return reports.seen_parts(sees_civil_defence=reach.sees_civil_defence)


def _shown(request: UserRequest, code: str) -> Shown:
    municipality = access.get_municipality(request, code)
    day = local(timezone.now()).date()
    chosen = whole(request.GET.get("period", ""))
    term = method.term_of_year(chosen) if chosen else None
    term = term or method.term_of_year(day.year)
    parts = parts_for(request.user, municipality)
    return Shown(municipality, parts, term, reports.years_of(term, day), day)


def _year_rows(
    economies: list[reports.PartEconomy], years: list[int]
) -> list[tuple[reports.PartEconomy, Any]]:
    return [
        (part, item)
        for year in sorted(years, reverse=True)
        for part in economies
        for item in part.years
        if item.year == year
    ]


def _cells(part: reports.PartEconomy, item: Any) -> list[Any]:
    sums = item.sums
    return [
        item.year,
        part.label,
        item.opening,
        sums.compensation,
        sums.eligible,
        sums.ineligible,
        sums.asked,
        item.own_money,
        item.closing,
    ]


def _plain(cell: Any) -> str:
    return str(cell).replace(".", ",")


def _plan_context(shown: Shown, economies: list[reports.PartEconomy]) -> dict[str, Any]:
    municipality = shown.municipality
    plan = reports.open_plan(municipality)
    return {
        "plan": plan,
        "plan_adopt_by": saving_plans.adopt_by(plan) if plan else None,
        "plan_verdict": saving_plans.demand(economies, plan),
        "earlier_plans": SavingPlan.objects.filter(
            municipality=municipality, status__in=["fulfilled", "replaced"]
        ),
        "unusable": UnusableSaving.objects.filter(
            municipality=municipality, withdrawn_at=None
        ).first(),
    }


def _review_context(shown: Shown) -> dict[str, Any]:
    if shown.term is None:
        return {"reviews": [], "review_verdict": None}
    return {
        "reviews": review_reports.reviews_in(shown.municipality, shown.term),
        "review_verdict": review_reports.verdict_of(shown.municipality, shown.term),
        "due_reviews": review_reports.due_reviews(shown.municipality, shown.term),
        "reviews_needed": economy_reviews.NEEDED,
    }


def _has_demo(municipality: Actor, parts: list[str]) -> bool:
    return CompensationDecision.objects.filter(
        municipality=municipality, component__part__in=parts, is_demo=True
    ).exists()


def _history(municipality: Actor) -> list[Any]:
    rows = CompensationDecision.history.filter(municipality=municipality)
    return list(rows.select_related("component").order_by("-history_date", "-history_id")[:20])
