"""The annual reports of a municipality: the years, one year's sheet, saving it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor
from common import autosave
from common.acting import form_page, refusal_of
from common.clock import local
from common.errors import RuleError
from common.requests import UserRequest
from followup import access, page_context
from followup.annual.models import AnnualReport
from followup.annual.reports import queries, rules, services, steps
from followup.annual.reports.forms import FieldForm, ItemForm, ReportCostForm, ReportForm
from followup.terms import queries as method
from records.pages import many_times

TAB = "followup:reports"
SHEET = "followup/annual/reports/report.html"
BOTH_STAND = (
    "Någon annan har ändrat samma fält. Din text står i fältet, den sparade under det. Spara igen"
    " för att behålla din."
)


@require_GET
def reports(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    context = page_context.base(request, municipality, TAB)
    context["years"] = queries.years_of(municipality, timezone.localdate())
    return render(request, "followup/annual/reports/reports.html", context)


@require_POST
def report_start(request: UserRequest, code: str, year: int) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    refusal = refusal_of(
        steps.start_report,
        municipality_id=municipality.pk,
        year=year,
        by=request.user,
        at=timezone.now(),
    )
    if refusal:
        messages.error(request, refusal)
        return redirect(TAB, code)
    return redirect("followup:report", code, year)


@require_http_methods(["GET", "POST"])
def report(request: UserRequest, code: str, year: int) -> HttpResponse:
    """Show a year's report; save what was written, where pages do not save themselves."""
    municipality, shown = get_report(request, code, year)
    if request.method == "GET":
        return render(request, SHEET, sheet_context(request, municipality, shown))
    access.require_reporter(request.user, municipality)
    sheet = queries.sheet(shown)
    form = ReportForm(request.POST, sheet=sheet, stored_comment=shown.comment)

    def write(_values: dict[str, Any]) -> None:
        typed, now = form.typed(), timezone.now()
        try:
            services.write_fields(report_id=shown.pk, typed=typed, by=request.user, at=now)
        except services.FieldConflict as conflict:
            # Both texts are shown; the next save keeps what stands in the field.
            form.data = request.POST.copy()
            for clash in conflict.clashes:
                form.data[clash.field + autosave.SEEN] = autosave.mark_of(clash.value)
                who = clash.by or "Någon annan"
                form.add_error(clash.field, f"{who} har skrivit: {clash.value}")
            raise RuleError(BOTH_STAND) from conflict

    next_page = "followup:report_send" if "send" in request.POST else "followup:report"
    return form_page(
        request,
        SHEET,
        form,
        write,
        to=reverse(next_page, args=[code, year]),
        done=f"Sparat {local(timezone.now()):%H:%M}.",
        context=lambda: sheet_context(request, municipality, shown) | {"form": form},
    )


@many_times
@require_POST
def report_field(request: UserRequest, code: str, year: int) -> JsonResponse:
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
        sheet=queries.sheet(shown), stored_comment=AnnualReport.objects.get(pk=shown.pk).comment
    ).stored[values["field"]]
    return autosave.saved(stored, at=at, progress=str(queries.progress_of(shown)))


def get_report(request: UserRequest, code: str, year: int) -> tuple[Actor, AnnualReport]:
    municipality = access.get_municipality(request, code)
    found = queries.find(municipality, year)
    if found is None:
        raise Http404
    return municipality, found


def sheet_context(request: UserRequest, municipality: Actor, shown: AnnualReport) -> dict[str, Any]:
    """Return what the page of a report shows, with forms for what is to be added."""
    context = page_context.base(request, municipality, TAB)
    reach = context["reach"]
    sheet = queries.sheet(shown, sees_civil_defence=reach.sees_civil_defence)
    due = method.annual_report_due(shown.year)
    sent = local(shown.sent_at).date() if shown.sent_at else None
    return context | {
        "report": shown,
        "sheet": sheet,
        "due": due,
        "is_late": rules.is_late(sent, due.day, timezone.localdate()),
        "may_write": queries.may_be_written(shown) and reach.for_municipality is not None,
        "may_judge": reach.handler is not None and shown.status == AnnualReport.Status.SENT,
        "steps": shown.steps.all(),
        "form": ReportForm(sheet=sheet, stored_comment=shown.comment),
        "item_form": ItemForm(),
        "cost_form": ReportCostForm(),
    }
