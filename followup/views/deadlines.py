"""Deadlines: a municipality's with their ladders, the county's, and moving one."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import rights
from common.clock import local
from common.errors import RuleError
from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms.deadlines import CountyDeadlineFilter, DeadlineFilter, MoveForm
from followup.models import Deadline, Reminder
from followup.reports import deadlines as reports
from followup.rules import deadlines as rules
from followup.services import deadlines as services
from followup.services import reminders
from records.forms import new_key, once

TAB: Final = "followup:deadlines"
PER_PAGE: Final = 20
COUNTY_PER_PAGE: Final = 50


@login_required
@require_GET
def deadlines(request: UserRequest, code: str) -> HttpResponse:
    """Show a municipality's deadlines with what was sent, to whom, and what is planned."""
    municipality = access.get_municipality(request, code)
    now = timezone.now()
    today = local(now).date()
    soon = reports.soon_days_of(municipality.county, today)
    every = reports.of_municipality(municipality)
    narrow = DeadlineFilter(request.GET or None, years=reports.years_of(every))
    shown = reports.filtered(every, today=today, soon_days=soon, **narrow.values())
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("sida"))
    context = frame.base(request, municipality, TAB)
    context |= {
        "filter": narrow,
        "page": page,
        "count": _count(page.paginator.count),
        "rows": reports.rows(page.object_list, at=now, soon_days=soon),
        "all_open": "trappor" in request.GET,
        "movable": rules.MOVABLE,
    }
    return render(request, "followup/deadlines.html", context)


@login_required
@require_GET
def county_deadlines(request: UserRequest, county: str) -> HttpResponse:
    """Show what is late and coming in the county, and first whom no reminder reaches."""
    area = access.get_county(request, county)
    now = timezone.now()
    today = local(now).date()
    soon = reports.soon_days_of(area, today)
    every = reports.of_county(area)
    visible = access.municipalities_visible_to(request.user).filter(county=area).order_by("name")
    narrow = CountyDeadlineFilter(
        request.GET or None, years=reports.years_of(every), municipalities=visible
    )
    values = narrow.values()
    if not values["state"]:
        every = every.filter(state=Deadline.State.OPEN)
    found = reports.filtered(every, today=today, soon_days=soon, **values)
    page = Paginator(reports.with_ladders(found), COUNTY_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "county": area,
        "filter": narrow,
        "page": page,
        "count": _count(page.paginator.count),
        "rows": [(deadline, _status(deadline, today, soon)) for deadline in page.object_list],
        "unreached": reports.unreached(area),
        "failed": reports.failed(area)[:COUNTY_PER_PAGE],
        "may_handle": rights.may(request.user, access.HANDLE, area),
    }
    return render(request, "followup/deadlines_county.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def deadline_move(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Move a deadline that the county sets, with a reason."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    deadline = get_object_or_404(Deadline, pk=pk, municipality=municipality)
    form = MoveForm(posted(request), initial={"seen": deadline.due_date})

    def act(values: dict[str, Any]) -> object:
        return services.move(deadline=deadline, by=request.user, at=timezone.now(), **values)

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Fristen är flyttad och påminnelserna planerade på nytt.")
        return redirect(TAB, code)
    context = frame.base(request, municipality, TAB)
    context |= {
        "form": form,
        "form_key": new_key(),
        "deadline": deadline,
        "is_movable": deadline.kind in rules.MOVABLE and deadline.state == Deadline.State.OPEN,
    }
    return render(request, "followup/deadline_move.html", context, status=status)


@login_required
@require_POST
@once
def reminder_again(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Send a reminder again that reached nobody, now that there is an address."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    reminder = get_object_or_404(Reminder, pk=pk, deadline__municipality=municipality)
    try:
        reminders.send_again(reminder=reminder, by=request.user, at=timezone.now())
    except RuleError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Påminnelsen skickas inom någon minut, tidigast klockan 07.")
    return redirect(TAB, code)


def _status(deadline: Deadline, today: date, soon: int) -> str:
    return rules.status(deadline.state, deadline.due_date, today, soon_days=soon)


def _count(number: int) -> str:
    return "1 frist" if number == 1 else f"{number} frister"
