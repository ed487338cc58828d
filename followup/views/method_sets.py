"""Criteria and indicators as Excel: template, upload with a dry run, confirmation, download."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import spreadsheets
from common import workbooks
from common.errors import RuleError
from common.forms import carried_out
from common.requests import UserRequest
from followup.forms.method import SetForm
from followup.models import MethodImport
from followup.reports import method
from followup.services import method_import as services
from followup.services.method_versions import require_method
from followup.views.method import CRITERIA, base, sets
from records.forms import new_key, once

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
@once
def upload(request: UserRequest, kind: str) -> HttpResponse:
    """Take a file and look through it."""
    context = base(request)
    sets(kind)
    require_method(request.user)
    form = SetForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        made: list[MethodImport] = []

        def act(values: dict[str, Any]) -> object:
            file = values.pop("file")
            made.append(
                services.upload(
                    kind=kind,
                    file_name=file.name,
                    content=file.read(spreadsheets.MAX_BYTES + 1),
                    **values,
                    by=request.user,
                    at=timezone.now(),
                )
            )
            return made

        form = SetForm(request.POST, request.FILES)
        status = carried_out(form, act)
        if not status:
            return redirect("followup:method_import_review", made[0].pk)
    context |= {"form": form, "kind": kind, "form_key": new_key()}
    context["kind_label"] = MethodImport.Kind(kind).label
    return render(request, "followup/method_import.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def review(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show what the file would do; the button carries it out."""
    context = base(request)
    item = _import(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            plan = services.apply(import_id=pk, by=request.user, at=timezone.now())
        except RuleError as error:
            refused = error.message
        else:
            messages.success(request, f"Inläst: {plan.summary}.")
            return redirect("followup:method")
    plan = services.look_through(item)
    context |= {
        "item": item,
        "plan": plan,
        "faults": plan.faults[:SHOWN],
        "more": len(plan.faults) > SHOWN,
        "refused": refused,
        "form_key": new_key(),
    }
    status = 409 if refused else 200
    return render(request, "followup/method_import_review.html", context, status=status)


@login_required
@require_GET
def marked(request: UserRequest, pk: UUID) -> HttpResponse:
    """Serve the uploaded rows again, with each fault marked and explained."""
    base(request)
    item = _import(request, pk)
    content = services.marked_file(item, services.look_through(item))
    return workbooks.response(content, f"{_name(item.kind)}-med-fel.xlsx")


@login_required
@require_GET
def template(request: UserRequest, kind: str) -> HttpResponse:
    """Serve the set in force in the form of the import, to change and upload."""
    day = base(request)["day"]
    sets(kind)
    held = method.criteria_set(day) if kind == CRITERIA else method.indicator_set(day)
    content = services.template(kind, services.export_rows(kind, held))
    return workbooks.response(content, f"{_name(kind)}.xlsx")


def _import(request: UserRequest, pk: UUID) -> MethodImport:
    require_method(request.user)
    waiting = MethodImport.objects.select_related("file").filter(applied_at=None)
    return get_object_or_404(waiting, pk=pk)


def _name(kind: str) -> str:
    return "kriterier" if kind == CRITERIA else "indikatorer"
