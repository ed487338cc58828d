"""The county's savings beside each other, and compensation read from a file."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import audit
from actors.imports import spreadsheets
from actors.models import Actor, County
from actors.rights import rights
from common import workbooks
from common.clock import local
from common.errors import RuleError
from common.forms import REFUSED, WRONG, posted
from common.requests import UserRequest
from followup import access
from followup.economy import charts
from followup.economy import compensation_import as importing
from followup.economy import queries as economy_queries
from followup.economy.forms import ImportForm, SavingFilter
from followup.economy.savings import queries
from followup.terms import queries as method
from followup.terms.models import CompensationComponent

SALT: Final = "followup.compensation"
KEPT_SECONDS: Final = 3600
SHOWN: Final = 200
NOTES: Final = (
    "En rad för varje kommun, år och komponent. Beloppen är beslutade och räknas inte ut här.",
    (
        "Samma fil två gånger ändrar inget. Ett ändrat belopp rättar det gamla, som finns kvar i"
        " historiken."
    ),
    "Filen kan innehålla belopp för civilt försvar. Sprid den inte.",
)


CHOSEN: Final[dict[str, Callable[[queries.SavingRow], bool]]] = {  # by the choices of SavingFilter
    "": lambda row: True,
    "stora": lambda row: row.economy.large.holds is True,
    "vaxer": lambda row: row.economy.growing.holds is True,
    "saknar-plan": lambda row: row.demand.holds is False and row.plan is None,
}


@require_GET
def savings(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's savings for krisberedskap, the largest first."""
    area = access.get_county(request, county)
    today = local(timezone.now()).date()
    limits = economy_queries.limits_of(area, today)
    everyone = queries.rows_of(request.user, area, limits, today)
    form = SavingFilter(request.GET or None)
    choice = form.cleaned_data["visa"] if form.is_valid() else ""
    rows = [row for row in everyone if CHOSEN[choice](row)]
    known = [
        (row.municipality.name, row.closing, row.economy.months)
        for row in rows
        if row.economy.saved is not None
    ]
    context = {
        "county": area,
        "form": form,
        "rows": rows,
        "count": f"{len(rows)} av {len(everyone)} kommuner",
        "limits": limits,
        "conclusion": queries.conclusion_of(everyone, limits),
        "chart": charts.of_county(known) if known else None,
        "may_import": rights.may(request.user, access.HANDLE, area),
        "may_export": method.setting(area, "export_across", today) is not False,
        "is_demo": any(row.economy.saved is not None for row in everyone)
        and Actor.objects.filter(county=area, compensation__is_demo=True).exists(),
    }
    return render(request, "followup/economy/savings/savings.html", context)


@require_GET
def savings_export(request: UserRequest, county: str) -> HttpResponse:
    """Serve the county's savings for krisberedskap as Excel, unless the county has closed it."""
    area = _handled(request, county)
    today = local(timezone.now()).date()
    if method.setting(area, "export_across", today) is False:
        raise PermissionDenied("Länet har stängt uttag över flera kommuner.")
    limits = economy_queries.limits_of(area, today)
    rows = [
        [
            row.municipality.name,
            row.economy.as_of or "",
            row.closing,
            row.economy.months if row.economy.months is not None else "",
            _word(row.economy.large.holds),
            _word(row.economy.growing.holds),
            row.plan.get_status_display() if row.plan else "",
        ]
        for row in queries.rows_of(request.user, area, limits, today)
    ]
    head = ["Kommun", "Slutet av", "Sparande", "Månader", "Stort", "Växer", "Plan för sparande"]
    about = [
        f"Sparande för krisberedskap, {area.name}",
        f"Hämtat {local(timezone.now()):%Y-%m-%d %H:%M}",
        "Civilt försvar ingår inte: fördelningen mellan kommuner är skyddad.",
    ]
    content = workbooks.write("Sparande", head, rows, about=about)
    audit.record(
        by=request.user,
        function=rights.carrying(request.user, access.HANDLE, area),
        at=timezone.now(),
        action="savings.export",
        thing=f"actors.county:{area.pk}",
        text=f"Hämtade länets sparande som Excel, {area.name}.",
    )
    return workbooks.response(content, f"sparande-{area.pk}.xlsx")


@require_http_methods(["GET", "POST"])
def compensation_import(request: UserRequest, county: str) -> HttpResponse:
    """Take a file, show what it would do, and carry it out when confirmed."""
    area = _handled(request, county)
    if request.method == "POST" and "rows" in request.POST:
        return _confirm(request, area)
    form = ImportForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            return _review(request, area, form.cleaned_data["file"])
        except RuleError as refused:
            form.add_error("file", refused.message)
    context = {"county": area, "form": form}
    status = WRONG if form.errors else 200
    return render(request, "followup/economy/savings/import.html", context, status=status)


@require_GET
def compensation_template(request: UserRequest, county: str) -> HttpResponse:
    """Serve the template, with the county's municipalities and no amounts."""
    area = _handled(request, county)
    year = str(local(timezone.now()).year)
    names = list(
        dict.fromkeys(CompensationComponent.objects.order_by("part").values_list("name", flat=True))
    )
    places = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=area).order_by("name")
    first = names[0] if names else ""
    rows = [[place.scb_code, place.name, year, first, "", "", ""] for place in places]
    content = spreadsheets.write(importing.HEAD, rows, notes=NOTES, choices={3: names})
    return workbooks.response(content, "mall-ersattning.xlsx")


def _review(request: UserRequest, county: County, file: Any) -> HttpResponse:
    read = importing.read(file.read(spreadsheets.MAX_BYTES + 1), file.name)
    rows = [(row.number, row.cells) for row in read]
    plan = importing.look_through(county, rows, at=timezone.now())
    context = {
        "county": county,
        "plan": plan,
        "hidden": spreadsheets.mention_hidden(read),
        "faults": plan.faults[:SHOWN],
        "lines": plan.doing[:SHOWN],
        "more": max(len(plan.faults), len(plan.doing)) > SHOWN,
        "rows": "" if plan.faults else signing.dumps(rows, salt=SALT, compress=True),
    }
    status = WRONG if plan.faults else 200
    return render(request, "followup/economy/savings/import_review.html", context, status=status)


def _confirm(request: UserRequest, county: County) -> HttpResponse:
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT, max_age=KEPT_SECONDS)
        plan = importing.apply(
            county=county,
            rows=[(number, tuple(cells)) for number, cells in rows],
            by=request.user,
            at=timezone.now(),
        )
    except (signing.BadSignature, RuleError) as refused:
        told = refused.message if isinstance(refused, RuleError) else "Ladda upp filen på nytt."
        context = {"county": county, "form": ImportForm(), "message": told}
        return render(request, "followup/economy/savings/import.html", context, status=REFUSED)
    messages.success(request, f"Ersättningen är inläst: {plan.summary}.")
    return redirect("followup:savings", county.pk)


def _handled(request: UserRequest, code: str) -> County:
    area = access.get_county(request, code)
    if not rights.may(request.user, access.HANDLE, area):
        raise PermissionDenied("Behörighet saknas.")
    return area


def _word(holds: bool | None) -> str:
    return {True: "ja", False: "nej", None: ""}[holds]
