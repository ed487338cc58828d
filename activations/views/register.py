"""The register of activated periods, with the times achieved."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from activations.forms import running as forms
from activations.reports import register as reports
from activations.views.events import csv_response
from actors import regions
from common import clock
from common.requests import UserRequest

PER_PAGE = 50
HEAD = [
    "År",
    "Forum",
    "Händelse",
    "Nummer",
    "Övning",
    "Sammankallat",
    "Första mötet",
    "Åter i ordinarie läge",
    "Minuter till mottagen",
    "Minuter till sammankallat",
    "Minuter till konferens",
]


@login_required
@require_GET
def register(request: UserRequest, region: str) -> HttpResponse:
    """Show the register of a year, or of all years; ``?format=csv`` gives the table as a file."""
    area = regions.get_region(request, region)
    form = forms.RegisterFilter(request.GET)
    form.is_valid()
    rows = reports.periods(area).filter(event__exercise=form.cleaned_data.get("ovning") == "ja")
    if form.cleaned_data.get("ar"):
        rows = rows.filter(convened_at__year=form.cleaned_data["ar"])
    if request.GET.get("format") == "csv":
        return _table([reports.period_of(row) for row in rows])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "region": area,
        "form": form,
        "page": page,
        "periods": [reports.period_of(row) for row in page.object_list],
        "paces": reports.paces((reports.period_of(row) for row in rows), area.aim_minutes),
        "query": request.GET.urlencode(),
    }
    return render(request, "activations/register.html", context)


def _table(found: list[reports.Period]) -> HttpResponse:
    rows = [HEAD]
    for one in found:
        activation = one.activation
        moments = (activation.convened_at, one.began_at, activation.ended_at)
        minutes = (one.to_acknowledged, one.to_convened, one.to_conference)
        rows.append(
            [
                f"{clock.local(activation.convened_at):%Y}",
                activation.forum.called_name,
                activation.event.title,
                activation.event.number,
                "ÖVNING" if activation.event.exercise else "",
                *(f"{clock.local(at):%Y-%m-%d %H:%M}" if at else "" for at in moments),
                *("" if value is None else str(value) for value in minutes),
            ]
        )
    return csv_response("aktiverade-lagen.csv", rows)
