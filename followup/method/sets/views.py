"""Criteria and indicators as Excel: template, upload with a dry run, confirmation, download."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.imports import spreadsheets
from common import workbooks
from common.acting import form_page, question_page
from common.forms import posted
from common.requests import UserRequest
from common.second_look import is_another
from followup import access
from followup.method.forms import SetForm
from followup.method.models import MethodImport
from followup.method.sets import services
from followup.method.views import CRITERIA, base, sets
from followup.terms import queries as method

SHOWN = 200


@require_http_methods(["GET", "POST"])
def upload(request: UserRequest, kind: str) -> HttpResponse:
    """Take a file and look through it."""
    context = base(request)
    sets(kind)
    access.require_method(request.user)

    def act(values: dict[str, Any]) -> MethodImport:
        file = values.pop("file")
        content = file.read(spreadsheets.MAX_BYTES + 1)
        return services.upload(
            kind=kind,
            file_name=file.name,
            content=content,
            **values,
            by=request.user,
            at=timezone.now(),
        )

    return form_page(
        request,
        "followup/method/sets/import.html",
        SetForm(posted(request), request.FILES or None),
        act,
        to=lambda made: reverse("followup:method_import_review", args=[made.pk]),
        context=context | {"kind": kind, "kind_label": MethodImport.Kind(kind).label},
    )


@require_http_methods(["GET", "POST"])
def review(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show what the file would do; the button carries it out."""
    context = base(request)
    item = _import(request, pk)

    def shown() -> dict[str, Any]:
        plan = services.look_through(item)
        changes = (("Nya", plan.new), ("Ändras", plan.changed), ("Utgår", plan.gone))
        return context | {
            "item": item,
            "is_own": not is_another(request.user.pk, [item.uploaded_by_id]),
            "plan": plan,
            "faults": plan.faults[:SHOWN],
            "more": len(plan.faults) > SHOWN,
            "pairs": [(word, ", ".join(codes) or "Inga") for word, codes in changes],
        }

    return question_page(
        request,
        "followup/method/sets/import_review.html",
        lambda: services.apply(import_id=pk, by=request.user, at=timezone.now()),
        to=reverse("followup:method"),
        done=lambda plan: f"Inläst: {plan.summary}.",
        context=shown,
    )


@require_GET
def marked(request: UserRequest, pk: UUID) -> HttpResponse:
    """Serve the uploaded rows again, with each fault marked and explained."""
    base(request)
    item = _import(request, pk)
    content = services.marked_file(item, services.look_through(item))
    return workbooks.response(content, f"{_name(item.kind)}-med-fel.xlsx")


@require_GET
def template(request: UserRequest, kind: str) -> HttpResponse:
    """Serve the set in force in the form of the import, to change and upload."""
    day = base(request)["day"]
    sets(kind)
    held = method.criteria_set(day) if kind == CRITERIA else method.indicator_set(day)
    content = services.template(kind, services.export_rows(kind, held))
    return workbooks.response(content, f"{_name(kind)}.xlsx")


def _import(request: UserRequest, pk: UUID) -> MethodImport:
    access.require_method(request.user)
    waiting = MethodImport.objects.select_related("file").filter(applied_at=None)
    return get_object_or_404(waiting, pk=pk)


def _name(kind: str) -> str:
    return "kriterier" if kind == CRITERIA else "indikatorer"
