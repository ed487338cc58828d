"""The county's savings beside each other, and compensation read from a file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from actors import audit, rights, spreadsheets
from actors.models import Actor, County
from common import workbooks
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.forms import REFUSED, WRONG
from common.requests import UserRequest
from followup import access
from followup.forms.economy import ImportForm, SavingFilter
from followup.models import CompensationComponent, SavingPlan
from followup.reports import economy as reports
from followup.reports import economy_charts, method, saving_plans
from followup.reports.economy import Limits, PartEconomy
from followup.rules.economy import kronor
from followup.rules.why import Verdict
from followup.services import compensation_import as importing
from records.forms import new_key, once

SALT: Final = "followup.compensation"
KEPT_SECONDS: Final = 3600
SHOWN: Final = 200
_SAME = (
    "Samma fil två gånger ändrar inget. Ett ändrat belopp rättar det gamla, som finns kvar i"
    " historiken."
)
NOTES: Final = (
    "En rad för varje kommun, år och komponent. Beloppen är beslutade och räknas inte ut här.",
    _SAME,
    "Filen kan innehålla belopp för civilt försvar. Sprid den inte.",
)


@dataclass(frozen=True)
class SavingRow:
    """One municipality's saving for krisberedskap."""

    municipality: Actor
    economy: PartEconomy
    plan: SavingPlan | None
    demand: Verdict

    @property
    def closing(self) -> Decimal:
        """Return the saving at the end of the last full year."""
        return self.economy.latest.closing if self.economy.latest else Decimal(0)


@login_required
@require_GET
def savings(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's savings for krisberedskap, the largest first."""
    area = access.get_county(request, county)
    today = local(timezone.now()).date()
    limits = reports.limits_of(area, today)
    everyone = _rows(request, area, limits, today)
    form = SavingFilter(request.GET or None)
    choice = form.cleaned_data.get("visa", "") if form.is_valid() else ""
    rows = [row for row in everyone if _chosen(row, choice)]
    context = {
        "county": area,
        "form": form,
        "rows": rows,
        "count": f"{len(rows)} av {len(everyone)} kommuner",
        "limits": limits,
        "conclusion": _conclusion(everyone, limits),
        "chart": _chart(rows),
        "may_import": rights.may(request.user, access.HANDLE, area),
        "may_export": method.setting(area, "export_across", today) is not False,
        "is_demo": any(row.economy.latest for row in everyone) and _is_demo(area),
    }
    return render(request, "followup/savings.html", context)


@login_required
@require_GET
def savings_export(request: UserRequest, county: str) -> HttpResponse:
    """Serve the county's savings for krisberedskap as Excel, unless the county has closed it.

    :raises PermissionDenied: if it has, or the user only sees the county.
    """
    area = _handled(request, county)
    today = local(timezone.now()).date()
    if method.setting(area, "export_across", today) is False:
        raise PermissionDenied("Länet har stängt uttag över flera kommuner.")
    rows = [
        [
            row.municipality.name,
            row.economy.latest.year if row.economy.latest else "",
            row.closing,
            row.economy.months if row.economy.months is not None else "",
            _word(row.economy.large.holds),
            _word(row.economy.growing.holds),
            row.plan.get_status_display() if row.plan else "",
        ]
        for row in _rows(request, area, reports.limits_of(area, today), today)
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


@login_required
@require_http_methods(["GET", "POST"])
@once
def compensation_import(request: UserRequest, county: str) -> HttpResponse:
    """Take a file, show what it would do, and carry it out when confirmed."""
    area = _handled(request, county)
    if request.method == "POST" and "rows" in request.POST:
        return _confirm(request, area)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"county": area, "form": form, "form_key": new_key()}
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        context["form"] = form
        if form.is_valid():
            try:
                return _review(request, area, form.cleaned_data["file"], context)
            except RuleError as refused:
                form.add_error("file", refused.message)
    status = WRONG if form.errors else 200
    return render(request, "followup/economy_import.html", context, status=status)


@login_required
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


def _review(
    request: UserRequest, county: County, file: Any, context: dict[str, Any]
) -> HttpResponse:
    rows = importing.read(file.read(spreadsheets.MAX_BYTES + 1), file.name)
    plan = importing.look_through(county, rows, at=timezone.now())
    context |= {
        "plan": plan,
        "faults": plan.faults[:SHOWN],
        "lines": plan.doing[:SHOWN],
        "more": max(len(plan.faults), len(plan.doing)) > SHOWN,
        "rows": "" if plan.faults else signing.dumps(rows, salt=SALT, compress=True),
    }
    status = WRONG if plan.faults else 200
    return render(request, "followup/economy_import_review.html", context, status=status)


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
        form = ImportForm()
        context = {"county": county, "form": form, "form_key": new_key(), "message": told}
        return render(request, "followup/economy_import.html", context, status=REFUSED)
    messages.success(request, f"Ersättningen är inläst: {plan.summary}.")
    return redirect("followup:savings", county.pk)


def _handled(request: UserRequest, code: str) -> County:
    """Return the county that the user follows up.

    :raises PermissionDenied: if the user only sees it.
    """
    area = access.get_county(request, code)
    if not rights.may(request.user, access.HANDLE, area):
        raise PermissionDenied("Behörighet saknas.")
    return area


def _rows(request: UserRequest, county: County, limits: Limits, day: date) -> list[SavingRow]:
    places = list(
        access.municipalities_visible_to(request.user).filter(county=county).order_by("name")
    )
    economies = reports.crisis_economies(places, limits, day)
    plans = saving_plans.open_plans(places)
    rows = []
    for place in places:
        economy, plan = economies[place.pk], plans.get(place.pk)
        rows.append(SavingRow(place, economy, plan, saving_plans.demand([economy], plan)))
    return sorted(rows, key=lambda row: (-row.closing, row.municipality.name))


def _chosen(row: SavingRow, choice: str) -> bool:
    if choice == "stora":
        return row.economy.large.holds is True
    if choice == "vaxer":
        return row.economy.growing.holds is True
    if choice == "saknar-plan":
        return row.demand.holds is False and row.plan is None
    return True


def _conclusion(rows: list[SavingRow], limits: Limits) -> str:
    known = [row for row in rows if row.economy.latest]
    if not known:
        return "Inga belopp är införda än."
    growing = sum(row.economy.growing.holds is True for row in known)
    top = known[0]
    start = f"{top.municipality.name} har det största sparandet, {kronor(top.closing)}."
    if not limits.is_set:
        return f"{start} Det växer i {growing} av {len(known)} kommuner."
    large = sum(row.economy.large.holds is True for row in known)
    having = counted(large, "kommun har", "kommuner har")
    return f"{start} {having} ett stort sparande och det växer i {growing}."


def _chart(rows: list[SavingRow]) -> SafeString | None:
    known = [row for row in rows if row.economy.latest]
    if not known:
        return None
    return economy_charts.of_county(
        [(row.municipality.name, row.closing, row.economy.months) for row in known]
    )


def _word(holds: bool | None) -> str:
    return {True: "ja", False: "nej", None: ""}[holds]


def _is_demo(county: County) -> bool:
    return Actor.objects.filter(county=county, compensation__is_demo=True).exists()
