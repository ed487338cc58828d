"""The annual reports of a municipality: the years, one year's sheet, saving it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor
from common import autosave
from common.clock import local
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access, frame
from followup.forms.reports import FieldForm, ItemForm, ReportCostForm, ReportForm
from followup.models import AnnualReport
from followup.reports import method
from followup.reports import reports as reads
from followup.rules import reports as rules
from followup.services import report_steps as steps
from followup.services import reports as services
from records.forms import new_key, once

TAB = "followup:reports"


@login_required
@require_GET
def reports(request: UserRequest, code: str) -> HttpResponse:
    """List the municipality's years."""
    municipality = access.get_municipality(request, code)
    context = frame.base(request, municipality, TAB)
    context |= {
        "years": reads.years_of(municipality, local(timezone.now()).date()),
        "form_key": new_key(),
    }
    return render(request, "followup/reports.html", context)


@login_required
@require_POST
@once
def report_start(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Begin a year's report."""
    municipality = access.get_municipality(request, code)
    try:
        steps.start_report(
            municipality_id=municipality.pk, year=year, by=request.user, at=timezone.now()
        )
    except RuleError as refused:
        messages.error(request, refused.message)
        return redirect(TAB, code)
    return redirect("followup:report", code, year)


@login_required
@require_http_methods(["GET", "POST"])
@once
def report(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Show a year's report; save what was written, where pages do not save themselves."""
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return sheet_page(request, municipality, shown)
    access.require_reporter(request.user, municipality)
    sheet = reads.sheet(shown)
    form = ReportForm(request.POST, sheet=sheet, stored_comment=shown.comment)
    if not form.is_valid():
        return sheet_page(request, municipality, shown, form=form, status=422)
    try:
        services.write_fields(
            report_id=shown.pk, typed=form.typed(), by=request.user, at=timezone.now()
        )
    except services.FieldConflict as conflict:
        return _conflict(request, municipality, shown, form, conflict)
    except RuleError as refused:
        add_refusal(form, refused)
        return sheet_page(request, municipality, shown, form=form, status=409)
    messages.success(request, f"Sparat {local(timezone.now()):%H:%M}.")
    if "send" in request.POST:
        return redirect("followup:report_send", code, year)
    return redirect("followup:report", code, year)


@login_required
@require_POST
def report_field(request: UserRequest, code: str, year: int) -> JsonResponse:
    """Save one field as it is written."""
    municipality, shown = get_report(request, code, year)
    access.require_reporter(request.user, municipality)
    form = FieldForm(request.POST)
    if not form.is_valid():
        return autosave.refused("Texten är för lång eller går inte att spara.")
    values, at = form.cleaned_data, timezone.now()
    typed = {values["field"]: services.Typed(values["value"], values["seen"])}
    try:
        services.write_fields(report_id=shown.pk, typed=typed, by=request.user, at=at)
    except services.FieldConflict as conflict:
        clash = conflict.clashes[0]
        return autosave.conflict(conflict.message, value=clash.value, by=clash.by)
    except RuleError as refused:
        status = 422 if refused.field else 409
        return autosave.refused(refused.message, status=status)
    stored = ReportForm(
        sheet=reads.sheet(shown), stored_comment=AnnualReport.objects.get(pk=shown.pk).comment
    ).stored[values["field"]]
    return autosave.saved(stored, at=at, progress=str(reads.progress_of(shown)))


def get_report(request: UserRequest, code: str, year: int) -> tuple[Actor, AnnualReport]:
    """Return the municipality and its report of the year.

    :raises Http404: if the user does not see it, or it has not been begun.
    """
    municipality = access.get_municipality(request, code)
    found = reads.find(municipality, year)
    if found is None:
        raise Http404
    return municipality, found


def sheet_page(
    request: UserRequest,
    municipality: Actor,
    shown: AnnualReport,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """Show the report, with the form, item form or cost form that was refused."""
    context = frame.base(request, municipality, TAB)
    reach = context["reach"]
    sheet = reads.sheet(shown, sees_civil_defence=reach.sees_civil_defence)
    today = local(timezone.now()).date()
    may_write = reads.may_be_written(shown) and reach.for_municipality is not None
    due = method.annual_report_due(shown.year)
    sent = local(shown.sent_at).date() if shown.sent_at else None
    context |= {
        "report": shown,
        "sheet": sheet,
        "due": due,
        "is_late": rules.is_late(sent, due.day, today),
        "may_write": may_write,
        "may_judge": reach.handler is not None and shown.status == AnnualReport.Status.SENT,
        "steps": shown.steps.all(),
        "item_key": new_key(),
        "cost_key": new_key(),
        "form": forms.get("form") or ReportForm(sheet=sheet, stored_comment=shown.comment),
        "item_form": forms.get("item_form") or ItemForm(),
        "cost_form": forms.get("cost_form") or ReportCostForm(),
        "clashes": forms.get("clashes") or [],
    }
    template = "followup/report_write.html" if may_write else "followup/report.html"
    return render(request, template, context, status=status)


def _conflict(
    request: UserRequest,
    municipality: Actor,
    shown: AnnualReport,
    form: ReportForm,
    conflict: services.FieldConflict,
) -> HttpResponse:
    """Show both texts; the next save keeps what stands in the field."""
    data = request.POST.copy()
    for clash in conflict.clashes:
        data[clash.field + autosave.SEEN] = autosave.mark_of(clash.value)
        form.add_error(clash.field, f"{clash.by or 'Någon annan'} har skrivit: {clash.value}")
    form.data = data
    return sheet_page(request, municipality, shown, form=form, clashes=conflict.clashes, status=409)
