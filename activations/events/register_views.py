"""The register of activated periods, with the times achieved."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from activations.events import exports, forms
from activations.events import register as reports
from actors.rights import regions
from common.requests import UserRequest

PER_PAGE = 50


@require_GET
def register(request: UserRequest, region: str) -> HttpResponse:
    """Show the register of a year or of all; ``?format=csv`` or ``xlsx`` gives it as a file."""
    area = regions.get_region(request, region)
    form = forms.RegisterFilter(request.GET)
    form.is_valid()
    rows = reports.periods(area).filter(event__exercise=form.cleaned_data.get("ovning") == "ja")
    if form.cleaned_data.get("ar"):
        rows = rows.filter(convened_at__year=form.cleaned_data["ar"])
    file = exports.asked_for(
        request,
        lambda: exports.periods((reports.period_of(row) for row in rows), exports.chosen(request)),
    )
    if file is not None:
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "region": area,
        "form": form,
        "page": page,
        "periods": [reports.period_of(row) for row in page.object_list],
        "paces": reports.paces((reports.period_of(row) for row in rows), area.aim_minutes),
        "query": request.GET.urlencode(),
    }
    return render(request, "activations/events/register.html", context)
