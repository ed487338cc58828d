"""The rows of an annual report: events, measures taken, costs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.acting import form_page, press
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.annual.reports import services
from followup.annual.reports.forms import ChangeItemForm, ItemForm, ReportCostForm
from followup.annual.reports.views import SHEET, TAB, get_report, sheet_context
from followup.economy import services as economy


@require_http_methods(["GET", "POST"])
def report_items(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return redirect("followup:report", code, year)
    access.require_reporter(request.user, municipality)
    form = ItemForm(request.POST)
    return form_page(
        request,
        SHEET,
        form,
        lambda _values: services.add_item(
            report_id=shown.pk, item=form.item(), by=request.user, at=timezone.now()
        ),
        to=reverse("followup:report", args=[code, year]),
        done="Raden är införd.",
        context=lambda: sheet_context(request, municipality, shown) | {"item_form": form},
    )


@require_http_methods(["GET", "POST"])
def report_item(request: UserRequest, code: str, year: int, pk: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    access.require_reporter(request.user, municipality)
    stored = get_object_or_404(shown.items, pk=pk)
    initial = {name: getattr(stored, name) for name in services.Item.__dataclass_fields__}
    initial["seen"] = services.mark_of_item(stored)
    form = ChangeItemForm(posted(request), initial=initial)
    context = page_context.base(request, municipality, TAB) | {"report": shown}

    def change(values: dict[str, str]) -> None:
        seen, now = values["seen"], timezone.now()
        try:
            services.change_item(item_id=pk, item=form.item(), seen=seen, by=request.user, at=now)
        except services.FieldConflict:
            context["theirs"] = stored
            form.data = request.POST.copy()
            form.data["seen"] = initial["seen"]
            raise

    return form_page(
        request,
        "followup/annual/reports/item.html",
        form,
        change,
        to=reverse("followup:report", args=[code, year]),
        done="Raden är ändrad.",
        context=context,
    )


@require_POST
def report_item_remove(request: UserRequest, code: str, year: int, pk: int) -> HttpResponse:
    _municipality, shown = get_report(request, code, year)
    get_object_or_404(shown.items, pk=pk)
    to, now = reverse("followup:report", args=[code, year]), timezone.now()
    act, done = services.remove_item, "Raden är borttagen."
    return press(request, act, to=to, done=done, item_id=pk, by=request.user, at=now)


@require_http_methods(["GET", "POST"])
def report_costs(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return redirect("followup:report", code, year)
    access.require_reporter(request.user, municipality)
    form = ReportCostForm(request.POST)
    owner = municipality.pk
    return form_page(
        request,
        SHEET,
        form,
        lambda values: economy.enter_cost(
            municipality_id=owner, year=year, by=request.user, at=timezone.now(), **values
        ),
        to=reverse("followup:report", args=[code, year]),
        done="Kostnaden är införd.",
        context=lambda: sheet_context(request, municipality, shown) | {"cost_form": form},
    )
