"""The rows of an annual report: events, measures taken, costs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleError
from common.forms import add_refusal, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms.reports import ChangeItemForm, ItemForm, ReportCostForm
from followup.services import economy
from followup.services import reports as services
from followup.views.reports import TAB, get_report, sheet_page
from records.forms import new_key, once


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_items(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Add an event or a measure."""
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return redirect("followup:report", code, year)
    access.require_reporter(request.user, municipality)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, municipality, shown, item_form=form, status=422)
    try:
        services.add_item(report_id=shown.pk, item=form.item(), by=request.user, at=timezone.now())
    except RuleError as refused:
        add_refusal(form, refused)
        return sheet_page(request, municipality, shown, item_form=form, status=409)
    messages.success(request, "Raden är införd.")
    return redirect("followup:report", code, year)


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_item(request: UserRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Change an event or a measure."""
    municipality, shown = get_report(request, code, year)
    access.require_reporter(request.user, municipality)
    stored = shown.items.filter(pk=pk).first()
    if stored is None:
        raise Http404
    names = services.Item.__dataclass_fields__
    initial = {name: getattr(stored, name) for name in names}
    initial["seen"] = services.mark_of_item(stored)
    form = ChangeItemForm(posted(request), initial=initial)
    status = 422 if form.is_bound and not form.is_valid() else 200
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            services.change_item(
                item_id=stored.pk,
                item=form.item(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except services.FieldConflict as conflict:
            theirs = stored
            data = request.POST.copy()
            data["seen"] = initial["seen"]
            form = ChangeItemForm(data)
            form.add_error(None, conflict.message)
            status = 409
        except RuleError as refused:
            add_refusal(form, refused)
            status = 409
        else:
            messages.success(request, "Raden är ändrad.")
            return redirect("followup:report", code, year)
    context = frame.base(request, municipality, TAB)
    context |= {"report": shown, "form": form, "theirs": theirs, "form_key": new_key()}
    return render(request, "followup/report_item.html", context, status=status)


@login_required
@require_POST
@once
def report_item_remove(request: UserRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Take away an event or a measure."""
    _municipality, shown = get_report(request, code, year)
    if not shown.items.filter(pk=pk).exists():
        raise Http404
    try:
        services.remove_item(item_id=pk, by=request.user, at=timezone.now())
    except RuleError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Raden är borttagen.")
    return redirect("followup:report", code, year)


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_costs(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Add a cost of the year."""
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return redirect("followup:report", code, year)
    access.require_reporter(request.user, municipality)
    form = ReportCostForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, municipality, shown, cost_form=form, status=422)
    try:
        economy.enter_cost(
            municipality_id=municipality.pk,
            year=year,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except RuleError as refused:
        add_refusal(form, refused)
        return sheet_page(request, municipality, shown, cost_form=form, status=409)
    messages.success(request, "Kostnaden är införd.")
    return redirect("followup:report", code, year)
