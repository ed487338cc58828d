"""The rota: who is on duty now, and one function's shifts, gaps and handovers."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import regions, reports, rules
from actors.administration import administrator_of
from actors.forms import HandOverForm, ShiftForm, SwapForm, carry_out
from actors.models import DutyShift, Function
from actors.services import duty as services
from actors.views.common import REFUSED, knows_people_of, visible_function, visible_shift
from actors.wording import span_text
from common.clock import local, start_of_day
from common.requests import UserRequest
from records import polling
from records.forms import new_key, once

WEEKS_SHOWN = 5
FARTHEST_WEEK = 60


@require_GET
@login_required
def on_duty(request: UserRequest) -> HttpResponse:
    """Show who is on duty now, and every gap within 14 days first."""
    regions_seen = regions.visible_regions(request.user)
    scopes = [f"region:{pk}" for pk in regions_seen.values_list("pk", flat=True)]
    minute = f"minute:{timezone.now():%Y%m%d%H%M}"

    def page() -> HttpResponse:
        visible = Function.objects.visible_to(request.user)
        lines = reports.duty_lines(visible, at=timezone.now())
        context = {
            "lines": [line for line in lines if line.now or line.gaps],
            "without": [line for line in lines if not line.now and not line.gaps],
            "warnings": [(line, text) for line in lines for text in line.warnings],
        }
        return render(request, "actors/duty.html", context)

    if request.htmx:
        return polling.fragment(request, scopes=[*scopes, minute], render=page)
    return page()


@require_http_methods(["GET", "POST"])
@login_required
@once
def rota(request: UserRequest, pk: int) -> HttpResponse:
    """Show one function's shifts week by week; its administrator lays new ones here."""
    function = visible_function(request, pk)
    now = timezone.now()
    holders = reports.holders(function, at=now)
    form = ShiftForm(request.POST or None, holders=holders)
    status = 200
    if request.method == "POST":
        _require_rota(request, function)
        if carry_out(form, lambda data: _add(request, function, data, now)):
            return redirect("actors:rota", pk=pk)
        status = REFUSED
    return render(request, "actors/rota.html", _rota(request, function, form, now), status=status)


def _require_rota(request: UserRequest, function: Function) -> None:
    if administrator_of(request.user, function.actor) is None:
        raise PermissionDenied("Behörighet saknas.")


def _add(request: UserRequest, function: Function, data: dict[str, Any], at: datetime) -> None:
    services.add_shift(
        function_id=function.pk,
        holder_id=data["holder"].pk,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        by=request.user,
        at=at,
    )
    text = f"Passet {span_text(data['starts_at'], data['ends_at'])} är sparat."
    if rules.comes_twice(data["starts_at"]) or rules.comes_twice(data["ends_at"]):
        text += " Klockslaget inträffar två gånger den natten: det första (sommartid) gäller."
    messages.success(request, text)


def _rota(
    request: UserRequest, function: Function, form: ShiftForm, now: datetime
) -> dict[str, Any]:
    week = _week(request)
    today = local(now).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=week)
    first = start_of_day(monday)
    last = start_of_day(monday + timedelta(weeks=WEEKS_SHOWN))
    line = next(iter(reports.duty_lines(Function.objects.filter(pk=function.pk), at=now)), None)
    running = DutyShift.objects.at(now).filter(function=function, holder=request.user).first()
    return {
        "function": function,
        "line": line,
        "rows": reports.rota(function, first=first, last=last, at=now),
        "first": first,
        "last": last - timedelta(days=1),
        "earlier": max(week - WEEKS_SHOWN, -FARTHEST_WEEK),
        "later": min(week + WEEKS_SHOWN, FARTHEST_WEEK),
        "now": now,
        "names": knows_people_of(request, function.actor),
        "may_plan": administrator_of(request.user, function.actor) is not None,
        "form": form,
        "form_key": new_key(),
        "note": reports.note_to_read(function, request.user),
        "running": running,
    }


def _week(request: UserRequest) -> int:
    try:
        week = int(request.GET.get("vecka", "0"))
    except ValueError:
        return 0
    return max(-FARTHEST_WEEK, min(FARTHEST_WEEK, week))


@require_http_methods(["GET", "POST"])
@login_required
def swap(request: UserRequest, pk: int) -> HttpResponse:
    """Let another holder take the shift."""
    shift = visible_shift(request, pk)
    _require_own_or_rota(request, shift)
    now = timezone.now()
    others = reports.holders(shift.function, at=now).exclude(pk=shift.holder_id)
    form = SwapForm(request.POST or None, holders=others)

    def act(data: dict[str, Any]) -> None:
        services.swap_shift(
            shift_id=pk, new_holder_id=data["new_holder"].pk, by=request.user, at=now
        )

    if request.method == "POST" and carry_out(form, act):
        messages.success(request, "Passet är bytt. Den som tagit det får ett meddelande.")
        return redirect("actors:rota", pk=shift.function_id)
    return _act_page(request, shift, form, title="Byt pass", submit="Byt pass")


@require_http_methods(["GET", "POST"])
@login_required
def hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """Leave a note to the one who has the next shift."""
    shift = visible_shift(request, pk)
    _require_own_or_rota(request, shift)
    form = HandOverForm(request.POST or None, initial={"note": shift.handover_note})

    def act(data: dict[str, Any]) -> None:
        services.hand_over(shift_id=pk, note=data["note"], by=request.user, at=timezone.now())

    if request.method == "POST" and carry_out(form, act):
        messages.success(request, "Överlämningen är sparad. Den visas för efterträdaren.")
        return redirect("actors:rota", pk=shift.function_id)
    return _act_page(request, shift, form, title="Lämna över", submit="Spara överlämningen")


def _require_own_or_rota(request: UserRequest, shift: DutyShift) -> None:
    if shift.holder_id != request.user.pk:
        _require_rota(request, shift.function)


def _act_page(
    request: UserRequest, shift: DutyShift, form: Any, *, title: str, submit: str
) -> HttpResponse:
    context = {"shift": shift, "form": form, "title": title, "submit": submit}
    status = REFUSED if form.errors else 200
    return render(request, "actors/shift_act.html", context, status=status)
