"""What is done to one measure, and to one deficiency: each a form of its own."""

from collections.abc import Callable

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actors.models import Actor, Function, User
from common.acting import act_of, form_page, sent
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.visits.measures import deficiencies, forms, plan, queries, services
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.measures.views import TAB, get_measure, show_measure

COUNTY, MUNICIPALITY = access.require_handler, access.require_reporter  # who may do it


@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    return _act(
        request, code, pk, "edit", forms.MeasureForm, services.edit_measure, access.require_handler
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    return _act(
        request,
        code,
        pk,
        "withdraw",
        forms.ReasonForm,
        services.withdraw_measure,
        access.require_handler,
    )


@require_http_methods(["GET", "POST"])
def verify(request: UserRequest, code: str, pk: int) -> HttpResponse:
    return _act(
        request,
        code,
        pk,
        "verify",
        forms.VerifyForm,
        services.verify_measure,
        access.require_handler,
    )


@require_http_methods(["GET", "POST"])
def not_done(request: UserRequest, code: str, pk: int) -> HttpResponse:
    act = services.find_not_done
    return _act(request, code, pk, "not-done", forms.JudgementForm, act, COUNTY)


@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, code: str, pk: int) -> HttpResponse:
    act = plan.answer_counter
    return _act(request, code, pk, "answer", forms.AnswerForm, act, COUNTY)


@require_http_methods(["GET", "POST"])
def counter(request: UserRequest, code: str, pk: int) -> HttpResponse:
    act = plan.counter_date
    return _act(request, code, pk, "counter", forms.CounterForm, act, MUNICIPALITY)


@require_http_methods(["GET", "POST"])
def done(request: UserRequest, code: str, pk: int) -> HttpResponse:
    act = plan.report_done
    return _act(request, code, pk, "done", forms.DoneForm, act, MUNICIPALITY)


@require_http_methods(["GET", "POST"])
def deficiency_edit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Put a deficiency in other words, before the municipality is told."""
    found = _deficiency(request, code, pk)
    initial = {name: getattr(found, name) for name in forms.DeficiencyForm.base_fields}
    return _deficiency_act(
        request,
        found,
        "Ändra bristen",
        forms.DeficiencyForm(posted(request), initial=initial),
        deficiencies.edit_deficiency,
    )


@require_http_methods(["GET", "POST"])
def deficiency_withdraw(request: UserRequest, code: str, pk: int) -> HttpResponse:
    return _deficiency_act(
        request,
        _deficiency(request, code, pk),
        "Stryk bristen",
        forms.ReasonForm(posted(request)),
        deficiencies.withdraw_deficiency,
    )


@require_http_methods(["GET", "POST"])
def deficiency_mend(request: UserRequest, code: str, pk: int) -> HttpResponse:
    return _deficiency_act(
        request,
        _deficiency(request, code, pk),
        "Bristen är åtgärdad",
        django_forms.Form(posted(request)),
        deficiencies.mend_deficiency,
    )


def _act(
    request: UserRequest,
    code: str,
    pk: int,
    name: str,
    form_class: type[django_forms.Form],
    act: Callable[..., Measure],
    require: Callable[[User, Actor], Function],
) -> HttpResponse:
    found = get_measure(request, code, pk)
    if request.method == "GET":
        return redirect("followup:measure", code, pk)
    require(request.user, found.municipality)
    form = form_class(request.POST, request.FILES, auto_id=f"id_{name}_%s")
    return sent(
        request,
        form,
        act_of(request, act, measure_id=pk),
        again=lambda status: show_measure(
            request, get_measure(request, code, pk), act=name, form=form, status=status
        ),
        to=reverse("followup:measure", args=[code, pk]),
        done="Sparat. Den andra parten ser det i åtgärdsplanen.",
    )


def _deficiency(request: UserRequest, code: str, pk: int) -> Deficiency:
    municipality = access.get_municipality(request, code)
    seen = queries.deficiencies_visible_to(request.user, municipality)
    found = get_object_or_404(seen.select_related("visit", "municipality__county"), pk=pk)
    access.require_handler(request.user, municipality)
    return found


def _deficiency_act(
    request: UserRequest,
    found: Deficiency,
    title: str,
    form: django_forms.Form,
    act: Callable[..., Deficiency],
) -> HttpResponse:
    code, visit = found.municipality.scb_code, found.visit_id
    in_draft = visit is not None and found.told_at is None
    back = reverse("followup:visit_protocol", args=[code, visit]) if in_draft else ""
    back = back or reverse(TAB, args=[code])
    return form_page(
        request,
        "followup/visits/measures/deficiency.html",
        form,
        act_of(request, act, deficiency_id=found.pk),
        to=back,
        done="Sparat.",
        context=lambda: {
            **page_context.base(request, found.municipality, TAB),
            "deficiency": found,
            "title": title,
            "back": back,
            "back_label": "Protokoll" if in_draft else "Åtgärdsplan",
        },
    )
