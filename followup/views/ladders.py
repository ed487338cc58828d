"""How reminders are laid and come: the county's ladders, one's own choice, one's calendar."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actors import rights
from common.clock import local
from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access
from followup.forms.deadlines import ChoiceForm, LadderForm
from followup.models import Deadline
from followup.reports import ladders as reports
from followup.services import ladders, reminders
from records.forms import new_key, once


@login_required
@require_http_methods(["GET", "POST"])
@once
def county_ladders(request: UserRequest, county: str) -> HttpResponse:
    """Show when each kind of deadline is reminded of; let the county change it."""
    area = access.get_county(request, county)
    today = local(timezone.now()).date()
    may_set = rights.may(request.user, access.SET, area)
    form = LadderForm(posted(request), initial={"valid_from": today})
    if form.is_bound:
        rights.require(request.user, access.SET, area)

    def act(values: dict[str, Any]) -> object:
        return ladders.set_ladder(
            county=area,
            kind=Deadline.Kind(values["kind"]),
            ladder=form.ladder(),
            valid_from=values["valid_from"],
            reason=values["reason"],
            by=request.user,
            at=timezone.now(),
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Påminnelserna är ändrade för frister som läggs från nu.")
        return redirect("followup:ladders", county)
    context = {
        "county": area,
        "rows": reports.ladders_of(area, today),
        "form": form,
        "form_key": new_key(),
        "may_set": may_set,
    }
    return render(request, "followup/deadline_ladders.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def own_reminders(request: UserRequest) -> HttpResponse:
    """Let somebody choose how reminders come to their functions."""
    functions = reports.reminded_functions(request.user)
    chosen = reports.choices_of(functions)
    form = ChoiceForm(posted(request), functions=functions, initial=chosen)
    if request.method == "POST" and form.is_valid():
        for function in functions:
            name = f"function_{function.pk}"
            reminders.choose(
                function=function,
                one_by_one=form.cleaned_data[name] == "one",
                by=request.user,
                at=timezone.now(),
            )
        messages.success(request, "Valet är sparat.")
        return redirect("my_page")
    context = {"form": form, "functions": functions, "form_key": new_key()}
    return render(
        request,
        "followup/deadline_reminders_own.html",
        context,
        status=422 if form.errors else 200,
    )
