"""Where the follow-up begins: the county, each municipality's own page, and the nation."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.clock import local
from common.counts import counted
from common.requests import UserRequest
from followup import access, page_context
from followup.method import calendar as method_calendar
from followup.overview import forms, map, municipal, national, queries, statistics, wheel, workbook
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm

COUNTY_PAGES = (
    ("Inkomna dokument", "followup:incoming"),
    ("Dokument per kommun", "followup:county_documents"),
    ("Frister", "followup:county_deadlines"),
    ("Dialog", "followup:county_dialogue"),
    ("Besöksplan", "followup:visit_plan"),
    ("Besök", "followup:county_visits"),
    ("Åtgärder", "followup:county_measures"),
    ("Sparande", "followup:savings"),
    ("Frågor om ersättning", "followup:county_questions"),
    ("Sammanställningar", "followup:compilations"),
    ("Statistik", "followup:statistics"),
    ("Hemliga bilagor", "secrecy:secret_county"),
    ("Inställningar", "followup:settings"),
)


@require_GET
def home(request: UserRequest) -> HttpResponse:
    """Send on to the page one works from: county, nation, or one's own municipality."""
    county = access.home_county(request.user)
    if county is not None:
        return redirect("followup:county", county.pk)
    own = access.own_municipality(request.user)
    if own is not None:
        return redirect("followup:municipality", own.scb_code)
    if access.reviewing_function(request.user) is not None:
        return redirect("followup:national")
    if access.method_function(request.user) is not None:
        return redirect("followup:method")
    raise Http404


@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's municipalities by part, those that need action first."""
    area = access.get_county(request, county)
    today = timezone.localdate()
    rows = queries.rows_of(queries.municipalities_of(area), area, today)
    form = forms.OverviewFilter(request.GET)
    shown = form.narrowed(rows)
    if request.GET.get("format") == "xlsx":
        return workbook.of_county(request, area, shown)
    context = {
        "county": area,
        "rows": shown,
        "total": len(rows),
        "form": form,
        "count": f"{len(shown)} av {len(rows)} kommuner",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "parts": [label for _, label, _ in queries.PARTS],
        "counts": queries.counts_by_state(rows),
        "map": map.of(_place(row) for row in rows),
        "term": method.current_term(today),
        "pages": [(label, reverse(name, args=[area.pk])) for label, name in COUNTY_PAGES],
        "excel": _with_format(request),
    }
    return render(request, "followup/overview/county.html", context)


@require_GET
def municipality(request: UserRequest, code: str) -> HttpResponse:
    """Show one municipality: what is due, what the county has said, and how each part stands."""
    shown = access.get_municipality(request, code)
    now = timezone.now()
    today = local(now).date()
    context = page_context.base(request, shown, "followup:municipality")
    area = shown.county
    row = queries.rows_of([shown], area, today)[0] if area else None
    soon = method.setting(area, "soon_days", today) if area else None
    days = soon if isinstance(soon, int) else queries.SOON_DAYS
    for_county = bool(context["reach"].for_county)
    context |= {
        "row": row,
        "tasks": municipal.tasks_of(
            shown,
            today,
            for_county=False,
            soon_days=days,
            hands_in=context["reach"].for_municipality,
        ),
        "county_tasks": municipal.tasks_of(shown, today, for_county=True, soon_days=days)
        if for_county
        else [],
        "said": municipal.said_to(shown),
        "visit": municipal.next_visit(shown, now),
        "term": method.current_term(today),
        "board": access.board_of(area) if area else None,
    }
    return render(request, "followup/overview/municipality.html", context)


@require_GET
def year_wheel(request: UserRequest) -> HttpResponse:
    user, today, term = request.user, timezone.localdate(), _term_of(request)
    takes_part = (
        page_context.follows_up(user)
        or access.own_municipality(user) is not None
        or access.method_function(user) is not None
    )
    if not takes_part or term is None:
        raise Http404
    items = method_calendar.term_calendar(term, today)
    context = {
        "term": term,
        "terms": method.terms(),
        "wheel": wheel.of(items, term.first_year, today),
        "today": today,
    }
    return render(request, "followup/overview/year_wheel.html", context)


@require_GET
def county_statistics(request: UserRequest, county: str) -> HttpResponse:
    area = access.get_county(request, county)
    term = _term_of(request)
    rows = statistics.punctuality(area, term, timezone.localdate()) if term else []
    if request.GET.get("format") == "xlsx" and term:
        return workbook.of_statistics(request, area, term, rows)
    context = {
        "county": area,
        "term": term,
        "terms": method.terms(),
        "rows": rows,
        "leads": statistics.leads(area, term) if term else [],
        "excel": _with_format(request),
    }
    return render(request, "followup/overview/statistics.html", context)


@require_GET
def nation(request: UserRequest) -> HttpResponse:
    """Show MSB/MCF every county: compilations handed on, and cases."""
    if access.reviewing_function(request.user) is None:
        raise PermissionDenied
    years = national.years_shown(timezone.localdate())
    rows = national.rows_of(years)
    if request.GET.get("format") == "xlsx":
        return workbook.of_nation(request, rows, years)
    context = {"rows": rows, "years": years, "excel": _with_format(request)}
    return render(request, "followup/overview/national.html", context)


def _term_of(request: UserRequest) -> ElectoralTerm | None:
    form = forms.YearFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("period")
    found = method.term_of_year(chosen) if chosen else None
    return found or method.current_term(timezone.localdate())


def _place(row: queries.Row) -> map.Place:
    late = sum(1 for cell in row.cells.values() if cell.state == "late")
    words = {"late": counted(late, "del försenad", "delar försenade"), "soon": "Något väntar"}
    return map.Place(
        code=row.municipality.scb_code,
        name=row.municipality.name,
        state=row.state,
        text=words.get(row.state, "Inget väntar"),
        url=reverse("followup:municipality", args=[row.municipality.scb_code]),
    )


def _with_format(request: UserRequest) -> str:
    query = request.GET.copy()
    query["format"] = "xlsx"
    return f"?{query.urlencode()}"
