"""The rules that all counties share: what holds, what has held, and what would move."""

from datetime import date
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from actors.models import County, User
from common.clock import local
from common.requests import UserRequest
from followup import access, frame
from followup.forms.method import CompareForm, TryForm
from followup.models import (
    CriteriaSet,
    DocumentRequirement,
    ElectoralTerm,
    IndicatorSet,
    KeyDate,
)
from followup.reports import method, method_calendar, method_overview

CRITERIA, INDICATORS = "criteria", "indicators"


def sees_method(user: User) -> bool:
    """Return whether the user has a part in the follow-up, and so may read its rules."""
    return (
        frame.follows_up(user)
        or access.own_municipality(user) is not None
        or access.method_function(user) is not None
    )


def base(request: UserRequest) -> dict[str, Any]:
    """Return what every page on the method shows.

    :raises Http404: if the user has no part in the follow-up.
    """
    if not sees_method(request.user):
        raise Http404
    return {
        "may_edit": access.method_function(request.user) is not None,
        "day": local(timezone.now()).date(),
    }


@login_required
@require_GET
def overview(request: UserRequest) -> HttpResponse:
    """Show all that holds now, with validity and source."""
    context = base(request)
    day: date = context["day"]
    context |= {
        "sections": method_overview.sections(day),
        "terms": method.terms(),
        "current": method.current_term(day),
        "county": access.home_county(request.user),
    }
    return render(request, "followup/method.html", context)


@login_required
@require_GET
def history(request: UserRequest) -> HttpResponse:
    """Show every version of every rule."""
    context = base(request)
    context["sections"] = method_overview.sections(context["day"], every_version=True)
    return render(request, "followup/method_history.html", context)


@login_required
@require_GET
def term(request: UserRequest, first_year: int) -> HttpResponse:
    """Show all that has a day in a term, and what is counted in it."""
    context = base(request)
    shown = {each.first_year: each for each in method.terms()}.get(first_year) or _missing()
    items = method_calendar.term_calendar(shown, context["day"])
    years = range(shown.first_year, shown.last_year + 1)
    context |= {
        "term": shown,
        "years": [
            (number, year, [item for item in items if item.day.year == year])
            for number, year in enumerate(years, start=1)
        ],
        "counts": method_calendar.term_counts(shown),
        "agreements": method.latest_agreements(context["day"]),
    }
    return render(request, "followup/method_term.html", context)


@login_required
@require_GET
def show_set(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """Show one set of criteria or indicators."""
    context = base(request)
    shown = sets(kind).get(pk) or _missing()
    context |= {"kind": kind, "set": shown, "rows": rows_of(shown)}
    return render(request, "followup/method_set.html", context)


@login_required
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
        found = method_overview.compared(kind, int(values["old"]), int(values["new"]))
    context |= {"kind": kind, "form": form, "differences": found, "enough": len(choices) > 1}
    return render(request, "followup/method_compare.html", context)


@login_required
@require_GET
def try_rules(request: UserRequest) -> HttpResponse:
    """Show what would move if an election day or a rule were another. Nothing is saved."""
    context = base(request)
    counties = access.counties_visible_to(request.user).order_by("code")
    choices = [(county.pk, county.name) for county in counties]
    shown = method.current_term(context["day"])
    form = TryForm(choices, request.GET or None, initial={"term": shown})
    context["form"] = form
    if form.is_bound and form.is_valid():
        context |= _tried(form, context["day"], counties.filter(pk=form.cleaned_data["county"]))
    return render(request, "followup/method_try.html", context)


def _tried(form: TryForm, day: date, counties: Any) -> dict[str, Any]:
    values = form.cleaned_data
    shown: ElectoralTerm = values["term"]
    draft = method_calendar.Draft(
        election_date=values["election_date"],
        requirements=_drafted_requirement(values, shown),
        key_dates=_drafted_key_date(values, day),
    )
    moves = method_calendar.what_if(shown, draft, day)
    county: County | None = counties.first() if values["county"] else None
    return {
        "term": shown,
        "moves": moves,
        "moved": sum(move.is_moved for move in moves),
        "tried_county": county,
        "deadline_moves": method_calendar.deadline_moves(shown, moves, county) if county else [],
    }


def _drafted_requirement(values: dict[str, Any], term: ElectoralTerm) -> list[DocumentRequirement]:
    held = method.requirement(values["kind"], term) if values["kind"] else None
    if held is None:
        return []
    if values["lowest_body"]:
        held.lowest_body = "" if values["lowest_body"] == "any" else values["lowest_body"]
    if values["due"]:
        election = values["election_date"] or term.election_date
        held.year_of_term = values["due"].year - election.year
        held.month, held.day = values["due"].month, values["due"].day
    return [held]


def _drafted_key_date(values: dict[str, Any], day: date) -> list[KeyDate]:
    held = method.key_date_of_year(values["code"], day.year) if values["code"] else None
    if held is None or not values["day"]:
        return []
    held.month, held.day = values["day"].month, values["day"].day
    return [held]


def sets(kind: str) -> dict[int, CriteriaSet | IndicatorSet]:
    """Return the sets of the kind in the address, the earliest first.

    :raises Http404: if there is no such kind.
    """
    if kind == CRITERIA:
        return {each.pk: each for each in CriteriaSet.objects.order_by("valid_from", "pk")}
    if kind == INDICATORS:
        return {each.pk: each for each in IndicatorSet.objects.order_by("valid_from", "pk")}
    raise Http404


def _missing() -> NoReturn:
    raise Http404


def rows_of(shown: CriteriaSet | IndicatorSet) -> list[dict[str, str]]:
    """Return a set's rows as they are read."""
    if isinstance(shown, CriteriaSet):
        return [
            {
                "code": each.code,
                "kind": each.get_kind_display(),
                "area": each.get_area_display(),
                "about": each.get_document_display(),
                "text": each.text,
                "guidance": each.guidance,
            }
            for each in shown.criteria.all()
        ]
    return [
        {
            "code": each.code,
            "kind": each.get_answer_type_display(),
            "area": each.area,
            "about": "",
            "text": each.text,
            "guidance": each.guidance,
        }
        for each in shown.indicators.all()
    ]
