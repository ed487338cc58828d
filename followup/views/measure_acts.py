"""What is done to one measure, and to one deficiency: each a form of its own."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.errors import RuleError
from common.forms import add_refusal, carried_out, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms import measures as forms
from followup.models import Deficiency, Measure
from followup.reports import measures as reports
from followup.services import deficiencies, measure_plan, measures
from followup.views.measures import TAB, get_measure, show_measure
from records.forms import new_key, once


def _county(request: UserRequest, found: Measure) -> None:
    access.require_handler(request.user, found.municipality)


def _municipality(request: UserRequest, found: Measure) -> None:
    access.require_reporter(request.user, found.municipality)


@login_required
@require_http_methods(["GET", "POST"])
@once
def edit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Change what is proposed."""
    return _act(request, code, pk, "edit", forms.MeasureForm, measures.edit_measure, _county)


@login_required
@require_http_methods(["GET", "POST"])
@once
def withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Strike it out."""
    return _act(request, code, pk, "withdraw", forms.ReasonForm, measures.withdraw_measure, _county)


@login_required
@require_http_methods(["GET", "POST"])
@once
def verify(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Find it done."""
    return _act(request, code, pk, "verify", forms.VerifyForm, measures.verify_measure, _county)


@login_required
@require_http_methods(["GET", "POST"])
@once
def not_done(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Find it not done."""
    act = measures.find_not_done
    return _act(request, code, pk, "not-done", forms.JudgementForm, act, _county)


@login_required
@require_http_methods(["GET", "POST"])
@once
def answer(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Answer the municipality's proposal of another day."""
    act = measure_plan.answer_counter
    return _act(request, code, pk, "answer", forms.AnswerForm, act, _county)


@login_required
@require_http_methods(["GET", "POST"])
@once
def counter(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Propose another day."""
    act = measure_plan.counter_date
    return _act(request, code, pk, "counter", forms.CounterForm, act, _municipality)


@login_required
@require_http_methods(["GET", "POST"])
@once
def done(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Report it done."""
    act = measure_plan.report_done
    return _act(request, code, pk, "done", forms.DoneForm, act, _municipality)


@login_required
@require_http_methods(["GET", "POST"])
@once
def deficiency_edit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Put a deficiency in other words, before the municipality is told."""
    found = _deficiency(request, code, pk)
    initial = {name: getattr(found, name) for name in forms.DeficiencyForm.base_fields}
    return _deficiency_act(
        request,
        found,
        "Ändra bristen",
        lambda data: forms.DeficiencyForm(data, initial=initial),
        deficiencies.edit_deficiency,
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def deficiency_withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Strike a deficiency out."""
    return _deficiency_act(
        request,
        _deficiency(request, code, pk),
        "Stryk bristen",
        forms.ReasonForm,
        deficiencies.withdraw_deficiency,
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def deficiency_mend(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Find a deficiency mended."""
    return _deficiency_act(
        request,
        _deficiency(request, code, pk),
        "Bristen är åtgärdad",
        django_forms.Form,
        deficiencies.mend_deficiency,
    )


def _act(
    request: UserRequest,
    code: str,
    pk: int,
    name: str,
    form_class: type[django_forms.Form],
    act: Callable[..., Measure],
    require: Callable[[UserRequest, Measure], None],
) -> HttpResponse:
    found = get_measure(request, code, pk)
    if request.method == "GET":
        return redirect("followup:measure", code, pk)
    require(request, found)
    form = form_class(request.POST, request.FILES, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return show_measure(request, found, act=name, form=form, status=422)
    try:
        act(measure_id=found.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
    except RuleError as refused:
        add_refusal(form, refused)
        found = get_measure(request, code, pk)
        return show_measure(request, found, act=name, form=form, status=409)
    messages.success(request, "Sparat. Den andra parten ser det i åtgärdsplanen.")
    return redirect("followup:measure", code, pk)


def _deficiency(request: UserRequest, code: str, pk: int) -> Deficiency:
    municipality = access.get_municipality(request, code)
    seen = reports.deficiencies_visible_to(request.user, municipality)
    found = get_object_or_404(seen.select_related("visit", "municipality__county"), pk=pk)
    access.require_handler(request.user, municipality)
    return found


def _deficiency_act(
    request: UserRequest,
    found: Deficiency,
    title: str,
    make: Callable[[Any], django_forms.Form],
    act: Callable[..., Deficiency],
) -> HttpResponse:
    form = make(posted(request))

    def do(values: dict[str, Any]) -> object:
        return act(deficiency_id=found.pk, by=request.user, at=timezone.now(), **values)

    status = carried_out(form, do) if form.is_bound else 200
    if not status:
        messages.success(request, "Sparat.")
        return _back_from(found)
    context = frame.base(request, found.municipality, TAB)
    context |= {"deficiency": found, "title": title, "form": form, "form_key": new_key()}
    context["back"] = _back_from(found).headers["Location"]
    context["back_label"] = "Protokoll" if _stands_in_draft(found) else "Åtgärdsplan"
    return render(request, "followup/deficiency.html", context, status=status)


def _stands_in_draft(found: Deficiency) -> bool:
    return found.visit_id is not None and found.told_at is None


def _back_from(found: Deficiency) -> HttpResponse:
    """Return to where the deficiency stands: the draft it belongs to, or the plan."""
    code = found.municipality.scb_code
    if _stands_in_draft(found):
        return redirect("followup:visit_protocol", code, found.visit_id)
    return redirect(TAB, code)
