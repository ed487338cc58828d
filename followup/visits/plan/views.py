"""The plan of visits: the table, a proposal, telling the municipalities; the county's list."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor, County
from actors.rights import rights
from common.acting import SHOWN, attempt, form_page, question_page, sent
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.forms import REFUSED, WRONG, posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits import guards
from followup.visits import queries as visits
from followup.visits.forms import CountyFilter, PlaceForm, ProposalForm
from followup.visits.models import Visit
from followup.visits.plan import queries, services

PER_PAGE = 30


@require_http_methods(["GET", "POST"])
def plan(request: UserRequest, county: str) -> HttpResponse:
    """Show the plan of a term; lay, move and take out visits with one button each."""
    area = access.get_county(request, county)
    term = _term(request)
    if request.method == "POST":
        rights.require(request.user, access.HANDLE, area)
        chosen = request.POST.get("handler", "")
        kept = f"&handlaggare={chosen}" if chosen.isdecimal() else ""
        return attempt(
            request,
            lambda: _press(request, area, term),
            refused=lambda said: _page(request, area, term, error=said, status=REFUSED),
            to=_address(area, term) + kept,
        )
    return _page(request, area, term)


@require_http_methods(["GET", "POST"])
def place(request: UserRequest, county: str, pk: int) -> HttpResponse:
    """Move a visit by choosing quarter and handler in a form."""
    area = access.get_county(request, county)
    rights.require(request.user, access.HANDLE, area)
    visit = get_object_or_404(Visit.objects.select_related("plan__term"), pk=pk, plan__county=area)
    term = visit.plan.term
    initial = {
        "year": visit.year,
        "quarter": visit.quarter,
        "handler": visit.handler_id,
        "seen": visit.slot,
    }
    handlers = access.functions_with(access.HANDLE, area)
    form = PlaceForm(posted(request), initial=initial, term=term, handlers=handlers)

    def act(values: dict[str, Any]) -> object:
        return services.move_visit(
            visit_id=pk,
            year=values["year"],
            quarter=values["quarter"],
            handler_id=values["handler"],
            seen=values["seen"],
            by=request.user,
            at=timezone.now(),
        )

    return form_page(
        request,
        "followup/visits/plan/place.html",
        form,
        act,
        to=_address(area, term),
        done="Besöket är flyttat.",
        context={"county": area, "visit": visit, "back": _address(area, term)},
    )


@require_http_methods(["GET", "POST"])
def proposal(request: UserRequest, county: str) -> HttpResponse:
    """Propose an even spread, and take it into the plan when somebody says so."""
    area = access.get_county(request, county)
    rights.require(request.user, access.HANDLE, area)
    term = _term(request)
    form = ProposalForm(posted(request), initial=ProposalForm.defaults(term), term=term)
    is_whole = form.is_bound and form.is_valid()
    slots = queries.proposal(area, term, **form.spans()) if is_whole else []

    def page(status: int) -> HttpResponse:
        names = dict(Actor.objects.filter(county=area).values_list("pk", "name"))
        handlers = {found.pk: found for found in access.functions_with(access.HANDLE, area)}
        rows = [
            {
                "name": names[slot.municipality],
                "year": slot.year,
                "quarter": slot.quarter,
                "handler": handlers[slot.handler],
            }
            for slot in slots
        ]
        context = {
            "county": area,
            "term": term,
            "form": form,
            "back": _address(area, term),
            "rows": rows,
            "is_shown": form.is_bound and not form.errors,
        }
        return render(request, "followup/visits/plan/proposal.html", context, status=status)

    if "take" not in request.POST:
        return page(WRONG if form.is_bound and not is_whole else SHOWN)
    return sent(
        request,
        form,
        lambda _: services.lay_proposal(
            county=area, term=term, slots=slots, by=request.user, at=timezone.now()
        ),
        again=page,
        to=_address(area, term),
        done=lambda made: f"{len(made)} besök lades in i planen.",
    )


@require_http_methods(["GET", "POST"])
def tell(request: UserRequest, county: str) -> HttpResponse:
    """Review who is told what, and tell them."""
    area = access.get_county(request, county)
    rights.require(request.user, access.HANDLE, area)
    term = _term(request)
    found = queries.plan_for(area, term)
    if found is None:
        raise Http404
    return question_page(
        request,
        "followup/visits/plan/tell.html",
        lambda: services.tell_plan(
            plan_id=found.pk,
            version=whole(request.POST.get("version", "")) or 0,
            by=request.user,
            at=timezone.now(),
        ),
        to=_address(area, term),
        done=lambda told: f"Planen är meddelad {counted(len(told), 'kommun', 'kommuner')}.",
        context=lambda: {
            "county": area,
            "term": term,
            "plan": found,
            "receivers": [
                {"municipality": one, "visits": rows, "functions": guards.municipal(one)}
                for one, rows in services.to_be_told(found).items()
            ],
            "back": _address(area, term),
        },
    )


@require_GET
def county_visits(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's visits, narrowed as one likes."""
    area = access.get_county(request, county)
    handlers = access.functions_with(access.HANDLE, area)
    found = visits.in_county(area)
    years = sorted(set(found.values_list("year", flat=True)))
    narrow = CountyFilter(request.GET or None, years=years, handlers=handlers)
    shown = visits.filtered(found, user=request.user, **narrow.values())
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("sida"))
    today = _today()
    for visit in page.object_list:
        queries.mark_late(visit, today)
    count = page.paginator.count
    context = {
        "county": area,
        "filter": narrow,
        "page": page,
        "count": f"{count} besök",
        "may_handle": rights.may(request.user, access.HANDLE, area),
    }
    return render(request, "followup/visits/plan/county.html", context)


def _press(request: UserRequest, area: County, term: ElectoralTerm) -> None:
    """Do what the pressed button says: ``add=12:2027:1``, ``move=…:2027:1`` or ``remove=3``."""
    data = request.POST
    by, at = request.user, timezone.now()
    if "add" in data:
        municipality, year, quarter = _numbers(data["add"], 3)
        if not Actor.objects.filter(pk=municipality, county=area).exists():
            raise Http404
        handler = _numbers(data.get("handler") or "0", 1)[0] or None
        services.plan_visit(
            municipality_id=municipality,
            term=term,
            year=year,
            quarter=quarter,
            handler_id=handler,
            by=by,
            at=at,
        )
        return
    pk = _numbers(data.get("visit", ""), 1)[0]
    if not Visit.objects.filter(pk=pk, plan__county=area).exists():
        raise Http404
    seen = data.get("seen", "")
    if "move" in data:
        year, quarter = _numbers(data["move"], 2)
        services.move_visit(visit_id=pk, year=year, quarter=quarter, seen=seen, by=by, at=at)
    elif "remove" in data:
        services.remove_visit(visit_id=pk, seen=seen, by=by, at=at)


def _numbers(text: str, count: int) -> list[int]:
    parts = text.split(":")
    numbers = [number for part in parts if (number := whole(part)) is not None]
    if not len(parts) == len(numbers) == count:
        raise RuleError("Välj ett kvartal i tabellen.")
    return numbers


def _page(
    request: UserRequest, area: County, term: ElectoralTerm, *, error: str = "", status: int = SHOWN
) -> HttpResponse:
    table = queries.table(area, term, _today())
    may_handle = rights.may(request.user, access.HANDLE, area)
    moving = whole(request.GET.get("flytta", ""))
    moved = None
    if moving is not None and may_handle and table.plan:
        moved = table.plan.visits.filter(pk=moving, status=Visit.Status.PLANNED).first()
    handlers = access.functions_with(access.HANDLE, area)
    held = access.held_now(request.user, timezone.now())
    chosen = whole(request.POST.get("handler") or request.GET.get("handlaggare", ""))
    own = next((found.pk for found in handlers if found.pk in held), None)
    context = {
        "county": area,
        "term": term,
        "terms": method.terms(),
        "table": table,
        "may_handle": may_handle,
        "moved": moved,
        "handlers": handlers,
        "handler": own if chosen is None else chosen,
        "here": _address(area, term),
        "proposal_url": reverse("followup:visit_plan_proposal", args=[area.pk])
        + f"?mandatperiod={term.first_year}",
        "error": error,
    }
    return render(request, "followup/visits/plan/plan.html", context, status=status)


def _term(request: UserRequest) -> ElectoralTerm:
    asked = whole(request.GET.get("mandatperiod", ""))
    found = method.term_of_year(asked) if asked else None
    found = found or method.current_term(_today())
    if found is None:
        raise Http404
    return found


def _address(area: County, term: ElectoralTerm) -> str:
    path = reverse("followup:visit_plan", args=[area.pk])
    return f"{path}?mandatperiod={term.first_year}"


def _today() -> Any:
    return local(timezone.now()).date()
