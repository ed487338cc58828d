"""The rota: who is on duty now, and one function's shifts, gaps and handovers."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import queries, rules
from actors.duty import services
from actors.finding import crumbs_to, knows_people_of, visible_function, visible_shift
from actors.forms import HandOverForm, ShiftForm, SwapForm
from actors.models import DutyShift, Function
from actors.rights import regions
from actors.rights.administration import administrator_of, require_administrator
from actors.wording import span_text
from common.acting import Question, act_of, ask, form_page
from common.clock import local, start_of_day
from common.forms import posted
from common.requests import UserRequest
from records import polling

WEEKS_SHOWN = 5
FARTHEST_WEEK = 60


@require_GET
def on_duty(request: UserRequest) -> HttpResponse:
    """Show who is on duty now, and every gap within 14 days first."""
    regions_seen = regions.visible_regions(request.user)
    scopes = [f"region:{pk}" for pk in regions_seen.values_list("pk", flat=True)]
    minute = f"minute:{timezone.now():%Y%m%d%H%M}"

    def page() -> HttpResponse:
        visible = Function.objects.visible_to(request.user)
        lines = queries.duty_lines(visible, at=timezone.now())
        context = {
            "lines": [line for line in lines if line.now or line.gaps],
            "without": [line for line in lines if not line.now and not line.gaps],
            "warnings": [(line, text) for line in lines for text in line.warnings],
        }
        return render(request, "actors/duty/duty.html", context)

    if request.htmx:
        return polling.fragment(request, scopes=[*scopes, minute], render=page)
    return page()


@require_http_methods(["GET", "POST"])
def rota(request: UserRequest, pk: int) -> HttpResponse:
    """Show one function's shifts week by week; its administrator lays new ones here."""
    function = visible_function(request, pk)
    now = timezone.now()
    if request.method == "POST":
        require_administrator(request.user, function.actor)

    def act(typed: dict[str, Any]) -> None:
        span = {"starts_at": typed["starts_at"], "ends_at": typed["ends_at"]}
        services.add_shift(
            function_id=pk, holder_id=typed["holder"].pk, **span, by=request.user, at=now
        )
        text = f"Passet {span_text(**span)} är sparat."
        if any(map(rules.comes_twice, span.values())):
            text += " Klockslaget inträffar två gånger den natten: det första (sommartid) gäller."
        messages.success(request, text)

    return form_page(
        request,
        "actors/duty/rota.html",
        ShiftForm(posted(request), holders=queries.holders(function, at=now)),
        act,
        to=reverse("actors:rota", args=[pk]),
        context=lambda: _rota(request, function, now),
    )


def _rota(request: UserRequest, function: Function, now: datetime) -> dict[str, Any]:
    try:
        week = max(-FARTHEST_WEEK, min(FARTHEST_WEEK, int(request.GET.get("vecka", "0"))))
    except ValueError:
        week = 0
    today = local(now).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=week)
    first = start_of_day(monday)
    last = start_of_day(monday + timedelta(weeks=WEEKS_SHOWN))
    line = next(iter(queries.duty_lines(Function.objects.filter(pk=function.pk), at=now)), None)
    running = DutyShift.objects.at(now).filter(function=function, holder=request.user).first()
    return {
        "function": function,
        "line": line,
        "rows": queries.rota(function, first=first, last=last, at=now),
        "first": first,
        "last": last - timedelta(days=1),
        "earlier": max(week - WEEKS_SHOWN, -FARTHEST_WEEK),
        "later": min(week + WEEKS_SHOWN, FARTHEST_WEEK),
        "now": now,
        "names": knows_people_of(request, function.actor),
        "may_plan": administrator_of(request.user, function.actor) is not None,
        "note": queries.notes_to_read(request.user, now).filter(function=function).last(),
        "running": running,
    }


@require_http_methods(["GET", "POST"])
def swap(request: UserRequest, pk: int) -> HttpResponse:
    """Let another holder take the shift."""
    shift = _own_or_administered(request, pk)
    now = timezone.now()
    others = queries.holders(shift.function, at=now).exclude(pk=shift.holder_id)
    return ask(
        request,
        Question("Byt pass", _shift(shift), "Byt pass", crumbs=crumbs_to(shift.function.actor)),
        SwapForm(posted(request), holders=others),
        lambda typed: services.swap_shift(
            shift_id=pk, new_holder_id=typed["new_holder"].pk, by=request.user, at=now
        ),
        to=reverse("actors:rota", args=[shift.function_id]),
        done="Passet är bytt. Den som tagit det får ett meddelande.",
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """Leave a note to the one who has the next shift."""
    shift = _own_or_administered(request, pk)
    way = crumbs_to(shift.function.actor)
    return ask(
        request,
        Question("Lämna över", _shift(shift), "Spara överlämningen", crumbs=way),
        HandOverForm(posted(request), initial={"note": shift.handover_note}),
        act_of(request, services.hand_over, shift_id=pk),
        to=reverse("actors:rota", args=[shift.function_id]),
        done="Överlämningen är sparad. Den visas för efterträdaren.",
    )


def _own_or_administered(request: UserRequest, pk: int) -> DutyShift:
    shift = visible_shift(request, pk)
    if shift.holder_id != request.user.pk:
        require_administrator(request.user, shift.function.actor)
    return shift


def _shift(shift: DutyShift) -> str:
    return f"{shift.function.label}, {span_text(shift.starts_at, shift.ends_at)}"
