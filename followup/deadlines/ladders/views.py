"""How reminders are laid and come: the county's ladders, one's own choice."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actors.rights import rights
from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.deadlines.forms import ChoiceForm, LadderForm
from followup.deadlines.ladders import queries, reminders, rules, services
from followup.deadlines.models import Deadline


@require_http_methods(["GET", "POST"])
def county_ladders(request: UserRequest, county: str) -> HttpResponse:
    """Show when each kind of deadline is reminded of; let the county change it."""
    area = access.get_county(request, county)
    today = timezone.localdate()
    form = LadderForm(posted(request), initial={"valid_from": today})
    if form.is_bound:
        rights.require(request.user, access.SET, area)
    return form_page(
        request,
        "followup/deadlines/ladders/ladders.html",
        form,
        lambda values: services.set_ladder(
            county=area,
            kind=Deadline.Kind(values["kind"]),
            ladder=form.ladder(),
            valid_from=values["valid_from"],
            reason=values["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("followup:ladders", args=[county]),
        done="Påminnelserna är ändrade för frister som läggs från nu.",
        context=lambda: {
            "county": area,
            "rows": queries.ladders_of(area, today),
            "again_days": rules.AGAIN_AFTER,
            "may_set": rights.may(request.user, access.SET, area),
        },
    )


@require_http_methods(["GET", "POST"])
def own_reminders(request: UserRequest) -> HttpResponse:
    """Let somebody choose how reminders come to their functions."""
    functions = queries.reminded_functions(request.user)

    def act(values: dict[str, Any]) -> None:
        for function in functions:
            reminders.choose(
                function=function,
                one_by_one=values[f"function_{function.pk}"] == "one",
                by=request.user,
                at=timezone.now(),
            )

    chosen, home = queries.choices_of(functions), reverse("my_page")
    return form_page(
        request,
        "followup/deadlines/ladders/reminders_own.html",
        ChoiceForm(posted(request), functions=functions, initial=chosen),
        act,
        to=home,
        done="Valet är sparat.",
        context={"functions": functions, "crumbs": [("Min sida", home)]},
    )
