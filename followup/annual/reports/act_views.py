"""Send an annual report, ask for more, accept it, take it out as Excel."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common import workbooks
from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.annual.models import AnnualReport
from followup.annual.reports import queries, steps, workbook
from followup.annual.reports.forms import CompletionForm
from followup.annual.reports.views import TAB, get_report


@require_http_methods(["GET", "POST"])
def report_send(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Read the report through, and send it to the county."""
    municipality, shown = get_report(request, code, year)
    access.require_reporter(request.user, municipality)
    if request.method == "GET" and not queries.may_be_written(shown):
        return redirect("followup:report", code, year)
    county = municipality.county
    return _step(
        request,
        shown,
        "send",
        Form(posted(request)),
        steps.send_report,
        "Redovisningen är inskickad. Kvittens skickas.",
        sheet=queries.sheet(shown),
        receivers=access.functions_with(access.HANDLE, county) if county else [],
    )


@require_http_methods(["GET", "POST"])
def report_completion(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    access.require_handler(request.user, municipality)
    form, done = CompletionForm(posted(request)), "Komplettering är begärd. Kommunen får besked."
    told = access.functions_with(access.REPORT, municipality)
    act = steps.request_completion
    return _step(request, shown, "completion", form, act, done, receivers=told)


@require_http_methods(["GET", "POST"])
def report_accept(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    access.require_handler(request.user, municipality)
    form, done = Form(posted(request)), "Redovisningen är godtagen. Kommunen får besked."
    told = access.functions_with(access.REPORT, municipality)
    return _step(request, shown, "accept", form, steps.accept_report, done, receivers=told)


@require_GET
def report_xlsx(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality, shown = get_report(request, code, year)
    reach = access.reach_of(request.user, municipality)
    sheet = queries.sheet(shown, sees_civil_defence=reach.sees_civil_defence)
    content = workbook.of_report(shown, sheet)
    return workbooks.response(content, f"arlig-redovisning-{code}-{year}.xlsx")


def _step(
    request: UserRequest,
    shown: AnnualReport,
    template: str,
    form: Form,
    service: Callable[..., object],
    done: str,
    **context: Any,
) -> HttpResponse:
    municipality = shown.municipality
    base = page_context.base(request, municipality, TAB)
    return form_page(
        request,
        f"followup/annual/reports/{template}.html",
        form,
        lambda values: service(report_id=shown.pk, by=request.user, at=timezone.now(), **values),
        to=reverse("followup:report", args=[municipality.scb_code, shown.year]),
        done=done,
        context={**base, "report": shown, **context},
    )
