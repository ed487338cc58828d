"""A municipality's economy: granted, used and saved, year by year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor
from common import csv_files, workbooks
from common.clock import local
from common.forms import posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access, page_context
from followup.economy import charts, eligibility, queries, services
from followup.economy.forms import CompensationForm, OpeningForm, TasksDoneForm
from followup.economy.models import (
    CompensationDecision,
    Cost,
    SavingPlan,
    TasksJudgedDone,
    UnusableSaving,
)
from followup.economy.pages import ask_and_do, back
from followup.economy.reviews import queries as review_queries
from followup.economy.reviews.rules import NEEDED
from followup.economy.savings import queries as saving_queries
from followup.form_page import TAB, Page
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm

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
        return list(queries.costs_of(self.municipality, parts=self.parts, years=self.years))

    def compensation(self) -> list[CompensationDecision]:
        return list(queries.compensation_of(self.municipality, parts=self.parts, years=self.years))

    def economies(self) -> list[queries.PartEconomy]:
        found = queries.economy_of(self.municipality, parts=self.parts, day=self.day)
        return list(found.values())


@require_GET
def economy(request: UserRequest, code: str) -> HttpResponse:
    """Show what was granted, used and saved, with what is demanded."""
    shown = _shown(request, code)
    economies = shown.economies()
    limits = queries.limits_of(shown.municipality.county, shown.day)
    context = {
        **page_context.base(request, shown.municipality, TAB),
        "shown": shown,
        "terms": ElectoralTerm.objects.filter(election_date__year__lt=shown.day.year).order_by(
            "-election_date"
        ),
        "economies": economies,
        "rows": _year_rows(economies, shown.years),
        "chart": charts.of_municipality(economies, shown.years, limits),
        "limits": limits,
        "compensation": shown.compensation(),
        "costs": shown.costs(),
        "hidden": NOT_SHOWN if len(shown.parts) == 1 else "",
        "is_demo": CompensationDecision.objects.filter(
            municipality=shown.municipality, component__part__in=shown.parts, is_demo=True
        ).exists(),
        "tasks_done": TasksJudgedDone.objects.filter(
            municipality=shown.municipality, year__in=shown.years
        ),
        "this_year": shown.day.year,
        **_plan_context(shown, economies),
    }
    if shown.term is not None:
        of_term = (shown.municipality, shown.term)
        context |= {
            "reviews": review_queries.reviews_in(*of_term),
            "review_verdict": review_queries.verdict_of(*of_term),
            "due_reviews": review_queries.due_reviews(*of_term),
            "reviews_needed": NEEDED,
        }
    return render(request, "followup/economy/economy.html", context)


@require_GET
def economy_csv(request: UserRequest, code: str) -> HttpResponse:
    shown = _shown(request, code)
    rows = (_cells(*row) for row in _year_rows(shown.economies(), shown.years))
    return csv_files.response(f"ekonomi-{shown.municipality.scb_code}.csv", _HEAD, rows)


@require_GET
def economy_export(request: UserRequest, code: str) -> HttpResponse:
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


@require_http_methods(["GET", "POST"])
def compensation(request: UserRequest, code: str) -> HttpResponse:
    """Enter or correct what the state decided."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    year = timezone.localdate().year
    form = CompensationForm(
        posted(request), years=range(year - 8, year + 2), initial={"year": year}
    )
    page = Page(
        heading="För in ersättning",
        submit="Spara beloppet",
        to=back(municipality),
        done="Beloppet är infört.",
        lead="Ett belopp för en komponent och ett år. Finns det redan ett rättas det. Det gamla"
        " beloppet finns kvar i historiken.",
    )
    entered = CompensationDecision.history.filter(municipality=municipality)
    entered = entered.select_related("component").order_by("-history_date", "-history_id")
    about, extra = {"municipality_id": municipality.pk}, {"history": entered[:20]}
    return ask_and_do(
        request, municipality, form, page, services.decide_compensation, about, extra=extra
    )


@require_http_methods(["GET", "POST"])
def opening(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    year = timezone.localdate().year
    form = OpeningForm(posted(request), years=range(year - 12, year + 1))
    page = Page(
        heading="För in ingående sparande",
        submit="Spara beloppet",
        to=back(municipality),
        done="Ingående sparande är infört.",
        lead="Det som kommunen hade sparat innan det första året som redovisas här.",
    )
    about = {"municipality_id": municipality.pk}
    return ask_and_do(request, municipality, form, page, services.set_opening, about)


@require_http_methods(["GET", "POST"])
def tasks_done(request: UserRequest, code: str) -> HttpResponse:
    """Judge that a year's tasks are done enough."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    year = timezone.localdate().year
    form = TasksDoneForm(posted(request), years=range(year - 8, year + 1))
    page = Page(
        heading="Uppgifterna är utförda",
        submit="Spara bedömningen",
        to=back(municipality),
        done="Bedömningen är sparad.",
        lead=f"{eligibility.LEFT_OVER} Källa: Vägledningen för uppföljning, avsnitt 2.5.",
    )
    about = {"municipality_id": municipality.pk}
    return ask_and_do(request, municipality, form, page, services.judge_tasks_done, about)


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


def _shown(request: UserRequest, code: str) -> Shown:
    municipality = access.get_municipality(request, code)
    day = timezone.localdate()
    chosen = whole(request.GET.get("period", ""))
    term = method.term_of_year(chosen) if chosen else None
    term = term or method.term_of_year(day.year)
    parts = queries.parts_for(request.user, municipality)
    return Shown(municipality, parts, term, queries.years_of(term, day), day)


def _year_rows(
    economies: list[queries.PartEconomy], years: list[int]
) -> list[tuple[queries.PartEconomy, Any]]:
    return [
        (part, item)
        for year in sorted(years, reverse=True)
        for part in economies
        for item in part.years
        if item.year == year
    ]


def _cells(part: queries.PartEconomy, item: Any) -> list[Any]:
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


def _plan_context(shown: Shown, economies: list[queries.PartEconomy]) -> dict[str, Any]:
    municipality = shown.municipality
    plan, in_force = queries.open_plan(municipality), queries.plan_in_force(municipality)
    return {
        "plan": plan,
        "in_force": None if plan == in_force else in_force,
        "plan_adopt_by": saving_queries.adopt_by(plan) if plan else None,
        "plan_verdict": saving_queries.demand(economies, in_force or plan),
        "earlier_plans": SavingPlan.objects.filter(
            municipality=municipality, status__in=["fulfilled", "replaced"]
        ),
        "unusable": UnusableSaving.objects.filter(
            municipality=municipality, withdrawn_at=None
        ).first(),
    }
