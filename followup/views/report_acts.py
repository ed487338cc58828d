"""Send an annual report, ask for more, accept it, take it out as Excel."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common import workbooks
from common.errors import RuleError
from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms.reports import CompletionForm
from followup.reports import report_excel
from followup.reports import reports as reads
from followup.services import report_steps as steps
from followup.views.reports import TAB, get_report
from records.forms import new_key, once


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_send(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Read the report through, and send it to the county."""
    municipality, shown = get_report(request, code, year)
    access.require_reporter(request.user, municipality)
    error, status = "", 200
    if request.method == "POST":
        try:
            steps.send_report(report_id=shown.pk, by=request.user, at=timezone.now())
        except RuleError as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, "Redovisningen är inskickad. Kvittens skickas.")
            return redirect("followup:report", code, year)
    elif not reads.may_be_written(shown):
        return redirect("followup:report", code, year)
    context = frame.base(request, municipality, TAB)
    context |= {
        "report": shown,
        "sheet": reads.sheet(shown),
        "receivers": access.functions_with(access.HANDLE, municipality.county)
        if municipality.county
        else [],
        "error": error,
        "form_key": new_key(),
    }
    return render(request, "followup/report_send.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_completion(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Ask the municipality to complete the report by a day."""
    municipality, shown = get_report(request, code, year)
    access.require_handler(request.user, municipality)
    form = CompletionForm(posted(request))

    def act(values: dict[str, Any]) -> object:
        return steps.request_completion(
            report_id=shown.pk, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Komplettering är begärd. Kommunen får besked.")
        return redirect("followup:report", code, year)
    context = frame.base(request, municipality, TAB)
    context |= {
        "report": shown,
        "form": form,
        "receivers": access.functions_with(access.REPORT, municipality),
        "form_key": new_key(),
    }
    return render(request, "followup/report_completion.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def report_accept(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Accept the report, which freezes it."""
    municipality, shown = get_report(request, code, year)
    access.require_handler(request.user, municipality)
    error, status = "", 200
    if request.method == "POST":
        try:
            steps.accept_report(report_id=shown.pk, by=request.user, at=timezone.now())
        except RuleError as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, "Redovisningen är godtagen. Kommunen får besked.")
            return redirect("followup:report", code, year)
    context = frame.base(request, municipality, TAB)
    context |= {
        "report": shown,
        "error": error,
        "receivers": access.functions_with(access.REPORT, municipality),
        "form_key": new_key(),
    }
    return render(request, "followup/report_accept.html", context, status=status)


@login_required
@require_GET
def report_xlsx(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Take out the report as Excel."""
    municipality, shown = get_report(request, code, year)
    reach = access.reach_of(request.user, municipality)
    sheet = reads.sheet(shown, sees_civil_defence=reach.sees_civil_defence)
    content = report_excel.of_report(shown, sheet)
    return workbooks.response(content, f"arlig-redovisning-{code}-{year}.xlsx")
