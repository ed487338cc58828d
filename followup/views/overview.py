"""Where the follow-up begins: the county, each municipality's own page, and the nation."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from actors.models import County
from common import workbooks
from common.clock import local
from common.counts import counted
from common.requests import UserRequest
from followup import access, frame, maps, wheel
from followup.forms import overview as forms
from followup.models import ElectoralTerm
from followup.reports import method, method_calendar, municipal, national, statistics
from followup.reports import overview as reports

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
    ("Hemliga bilagor", "followup:secret_county"),
    ("Inställningar", "followup:settings"),
)


@login_required
@require_GET
def home(request: UserRequest) -> HttpResponse:
    """Send on to the page one works from: county, nation, or one's own municipality.

    :raises Http404: if the user has no part in the follow-up.
    """
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


@login_required
@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's municipalities by part, those that need action first."""
    area = access.get_county(request, county)
    today = local(timezone.now()).date()
    rows = reports.rows_of(reports.municipalities_of(area), area, today)
    form = forms.OverviewFilter(request.GET)
    form.is_valid()
    shown = _narrowed(rows, form.cleaned_data)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, area, shown)
    context = {
        "county": area,
        "rows": shown,
        "total": len(rows),
        "form": form,
        "count": f"{len(shown)} av {len(rows)} kommuner",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "parts": [label for _, label, _ in reports.PARTS],
        "counts": reports.counts_by_state(rows),
        "map": maps.of(_place(row) for row in rows),
        "term": method.current_term(today),
        "pages": _pages(area),
        "excel": _with_format(request),
    }
    return render(request, "followup/county.html", context)


@login_required
@require_GET
def municipality(request: UserRequest, code: str) -> HttpResponse:
    """Show one municipality: what is due, what the county has said, and how each part stands."""
    shown = access.get_municipality(request, code)
    now = timezone.now()
    today = local(now).date()
    context = frame.base(request, shown, "followup:municipality")
    area = shown.county
    row = reports.rows_of([shown], area, today)[0] if area else None
    soon = method.setting(area, "soon_days", today) if area else None
    days = soon if isinstance(soon, int) else reports.SOON_DAYS
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
    return render(request, "followup/municipality.html", context)


@login_required
@require_GET
def year_wheel(request: UserRequest) -> HttpResponse:
    """Show the term as a wheel and as a list.

    :raises Http404: if the user has no part in the follow-up, or no term is known.
    """
    _must_take_part(request)
    today = local(timezone.now()).date()
    form = forms.YearFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("period")
    term = (method.term_of_year(chosen) if chosen else None) or method.current_term(today)
    if term is None:
        raise Http404
    items = method_calendar.term_calendar(term, today)
    context = {
        "term": term,
        "terms": method.terms(),
        "wheel": wheel.of(items, term.first_year, today),
        "today": today,
    }
    return render(request, "followup/year_wheel.html", context)


@login_required
@require_GET
def county_statistics(request: UserRequest, county: str) -> HttpResponse:
    """Show how long each requirement takes, in a term.

    :raises Http404: if the user does not serve the county's board.
    """
    area = access.get_county(request, county)
    term = _term_of(request)
    context = {
        "county": area,
        "term": term,
        "terms": method.terms(),
        "rows": statistics.punctuality(area, term) if term else [],
        "leads": statistics.leads(area, term) if term else [],
    }
    if request.GET.get("format") == "xlsx" and term:
        return _statistics_workbook(request, area, term, context["rows"])
    return render(request, "followup/statistics.html", context | {"excel": _with_format(request)})


@login_required
@require_GET
def nation(request: UserRequest) -> HttpResponse:
    """Show MSB/MCF every county: compilations handed on, and cases.

    :raises PermissionDenied: unless the user reviews for MSB/MCF.
    """
    if access.reviewing_function(request.user) is None:
        raise PermissionDenied
    years = national.years_shown(local(timezone.now()).date())
    rows = national.rows_of(years)
    if request.GET.get("format") == "xlsx":
        return _national_workbook(request, rows, years)
    context = {"rows": rows, "years": years, "excel": _with_format(request)}
    return render(request, "followup/national.html", context)


def _must_take_part(request: UserRequest) -> None:
    user = request.user
    takes_part = (
        frame.follows_up(user)
        or access.own_municipality(user) is not None
        or access.method_function(user) is not None
    )
    if not takes_part:
        raise Http404


def _term_of(request: UserRequest) -> ElectoralTerm | None:
    form = forms.YearFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("period")
    found = method.term_of_year(chosen) if chosen else None
    return found or method.current_term(local(timezone.now()).date())


def _narrowed(rows: list[reports.Row], chosen: dict[str, Any]) -> list[reports.Row]:
    words = (chosen.get("q") or "").strip().lower()
    part, state = chosen.get("part") or "", chosen.get("state") or ""
    found = [row for row in rows if words in row.municipality.name.lower()]
    if state:
        found = [row for row in found if state in _states(row, part)]
    elif part:
        found = [row for row in found if row.cells[part].state != "done"]
    if chosen.get("waits"):
        found = [row for row in found if row.waits]
    return found


def _states(row: reports.Row, part: str) -> set[str]:
    return {row.cells[part].state} if part else {cell.state for cell in row.cells.values()}


def _place(row: reports.Row) -> maps.Place:
    late = sum(1 for cell in row.cells.values() if cell.state == "late")
    words = {"late": counted(late, "del försenad", "delar försenade"), "soon": "Något väntar"}
    return maps.Place(
        code=row.municipality.scb_code,
        name=row.municipality.name,
        state=row.state,
        text=words.get(row.state, "Inget väntar"),
        url=reverse("followup:municipality", args=[row.municipality.scb_code]),
    )


def _pages(area: County) -> list[tuple[str, str]]:
    found = []
    for label, name in COUNTY_PAGES:
        try:
            found.append((label, reverse(name, args=[area.pk])))
        except NoReverseMatch:
            continue
    return found


def _with_format(request: UserRequest) -> str:
    query = request.GET.copy()
    query["format"] = "xlsx"
    return f"?{query.urlencode()}"


def _about(request: UserRequest, what: str) -> list[str]:
    query = request.GET.copy()
    query.pop("format", None)
    return [
        what,
        f"Uttaget {local(timezone.now()):%Y-%m-%d %H:%M} ur SSR",
        f"Urval: {query.urlencode() or 'alla'}",
    ]


def _workbook(request: UserRequest, area: County, rows: list[reports.Row]) -> HttpResponse:
    labels = [label for _, label, _ in reports.PARTS]
    head = ["Kommunkod", "Kommun", *labels, "Väntar på Länsstyrelsen", "Öppet ärende"]
    lines = (
        [
            row.municipality.scb_code,
            row.municipality.name,
            *(cell.text for _, _, cell in row.parts),
            "; ".join(row.waits),
            "ja" if row.has_case else "nej",
        ]
        for row in rows
    )
    about = _about(request, f"Uppföljning, {area}")
    content = workbooks.write("Kommuner", head, lines, about=about)
    return workbooks.response(content, f"uppfoljning-{area.pk}.xlsx")


def _statistics_workbook(
    request: UserRequest, area: County, term: ElectoralTerm, rows: Any
) -> HttpResponse:
    head = ["Krav", "Senast", "I tid", "Sent", "Saknas"]
    lines = ([row.what, row.due, row.on_time, row.late, row.missing] for row in rows)
    about = _about(request, f"Statistik {term}, {area}")
    content = workbooks.write("Statistik", head, lines, about=about)
    return workbooks.response(content, f"statistik-{area.pk}.xlsx")


def _national_workbook(
    request: UserRequest, rows: list[national.Row], years: list[int]
) -> HttpResponse:
    head = [
        "Länskod", "Län", "Kommuner", *(f"Sammanställning {year}" for year in years),
        "Pågående ärenden", "Beslut: behålls", "Beslut: reduceras", "Beslut: återbetalas",
    ]  # fmt: skip
    lines = (
        [
            row.county.pk,
            row.county.name,
            row.municipalities,
            *(_day(row, year) for year in years),
            row.open_cases,
            *(row.outcomes.get(outcome, 0) for outcome in national.OUTCOMES),
        ]
        for row in rows
    )
    about = _about(request, "Alla län: överlämnade sammanställningar och ärenden")
    content = workbooks.write("Län", head, lines, about=about)
    return workbooks.response(content, "riket.xlsx")


def _day(row: national.Row, year: int) -> date | None:
    at = row.compilations.get(year)
    return local(at).date() if at else None
