"""The rules that all counties share: what holds, what has held, and what would move."""

from datetime import date
from typing import Any, NoReturn

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from actors.models import User
from common.clock import local
from common.requests import UserRequest
from followup import access, page_context
from followup.method import calendar, queries
from followup.method.forms import CompareForm, TryForm
from followup.method.models import MethodImport, MethodProposal
from followup.terms import queries as method
from followup.terms.models import CriteriaSet, IndicatorSet

CRITERIA, INDICATORS = "criteria", "indicators"
IMPORTS_SHOWN = 10


def sees_method(user: User) -> bool:
    """Return whether the user has a part in the follow-up, and so may read its rules."""
    return (
        page_context.follows_up(user)
        or access.own_municipality(user) is not None
        or access.method_function(user) is not None
    )


def base(request: UserRequest) -> dict[str, Any]:
    """Return what every page on the method shows, to those with a part in the follow-up."""
    if not sees_method(request.user):
        raise Http404
    return {
        "may_edit": access.method_function(request.user) is not None,
        "day": local(timezone.now()).date(),
    }


@require_GET
def overview(request: UserRequest) -> HttpResponse:
    """Show all that holds now, with validity and source."""
    context = base(request)
    day: date = context["day"]
    context |= {
        "sections": queries.sections(day),
        "terms": method.terms(),
        "current": method.current_term(day),
        "county": access.home_county(request.user),
    }
    if context["may_edit"]:
        context |= {
            "proposals": MethodProposal.objects.filter(status=MethodProposal.Status.OPEN),
            "imports": MethodImport.objects.filter(applied_at=None)[:IMPORTS_SHOWN],
        }
    return render(request, "followup/method/method.html", context)


@require_GET
def history(request: UserRequest) -> HttpResponse:
    """Show every version of every rule."""
    context = base(request)
    context["sections"] = queries.sections(context["day"], every_version=True)
    return render(request, "followup/method/history.html", context)


@require_GET
def term(request: UserRequest, first_year: int) -> HttpResponse:
    """Show all that has a day in a term, and what is counted in it."""
    context = base(request)
    shown = {each.first_year: each for each in method.terms()}.get(first_year) or _missing()
    items = calendar.term_calendar(shown, context["day"])
    years = range(shown.first_year, shown.last_year + 1)
    context |= {
        "term": shown,
        "years": [
            (number, str(year), [item for item in items if item.day.year == year])
            for number, year in enumerate(years, start=1)
        ],
        "counts": calendar.term_counts(shown),
    }
    return render(request, "followup/method/term.html", context)


@require_GET
def show_set(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """Show one set of criteria or indicators."""
    context = base(request)
    shown = sets(kind).get(pk) or _missing()
    rows = shown.criteria.all() if isinstance(shown, CriteriaSet) else shown.indicators.all()
    context |= {"kind": kind, "set": shown, "rows": rows}
    return render(request, "followup/method/set.html", context)


@require_GET
def compare(request: UserRequest, kind: str) -> HttpResponse:
    """Show what differs between two versions of a set."""
    context = base(request)
    choices = [
        (str(pk), f"{each.name} (från {each.valid_from})") for pk, each in sets(kind).items()
    ]
    given = {"old": request.GET.get("old"), "new": request.GET.get("new")}
    if choices:
        given["old"] = given["old"] or choices[max(len(choices) - 2, 0)][0]
        given["new"] = given["new"] or choices[-1][0]
    form = CompareForm(choices, given)
    found = None
    if form.is_valid():
        values = form.cleaned_data
        found = queries.compared(kind, int(values["old"]), int(values["new"]))
    context |= {
        "kind": kind,
        "form": form,
        "head": ("Kod", "Vad", "Tidigare", "Senare"),
        "differences": found,
        "enough": len(choices) > 1,
    }
    return render(request, "followup/method/compare.html", context)


@require_GET
def try_rules(request: UserRequest) -> HttpResponse:
    """Show what would move if an election day or a rule were another. Nothing is saved."""
    context = base(request)
    counties = access.counties_visible_to(request.user).order_by("code")
    choices = [(county.pk, county.name) for county in counties]
    day: date = context["day"]
    initial = {"term": method.current_term(day)}
    form = TryForm(choices, request.GET or None, initial=initial)
    context["form"] = form
    if form.is_bound and form.is_valid():
        shown = form.cleaned_data["term"]
        county = counties.filter(pk=form.cleaned_data["county"]).first()
        moves = calendar.what_if(shown, form.draft(day), day)
        context |= {
            "term": shown,
            "moves": moves,
            "moved": sum(move.is_moved for move in moves),
            "tried_county": county,
            "deadline_moves": calendar.deadline_moves(shown, moves, county) if county else [],
        }
    return render(request, "followup/method/try.html", context)


def sets(kind: str) -> dict[int, CriteriaSet | IndicatorSet]:
    """Return the sets of the kind in the address, the earliest first."""
    if kind == CRITERIA:
        return {each.pk: each for each in CriteriaSet.objects.order_by("valid_from", "pk")}
    if kind == INDICATORS:
        return {each.pk: each for each in IndicatorSet.objects.order_by("valid_from", "pk")}
    raise Http404


def _missing() -> NoReturn:
    raise Http404
