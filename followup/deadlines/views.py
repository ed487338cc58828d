"""Deadlines: a municipality's with their ladders, the county's, and moving one."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.rights import rights
from common import acting
from common.clock import local
from common.counts import counted
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.deadlines import queries, rules, services
from followup.deadlines.forms import CountyDeadlineFilter, DeadlineFilter, MoveForm
from followup.deadlines.ladders import reminders
from followup.deadlines.models import Deadline, Reminder

TAB: Final = "followup:deadlines"
PER_PAGE: Final = 20
COUNTY_PER_PAGE: Final = 50


@require_GET
def deadlines(request: UserRequest, code: str) -> HttpResponse:
    """Show a municipality's deadlines with what was sent, to whom, and what is planned."""
    municipality = access.get_municipality(request, code)
    now = timezone.now()
    today = local(now).date()
    soon = queries.soon_days_of(municipality.county, today)
    every = queries.of_municipality(municipality)
    narrow = DeadlineFilter(request.GET or None, years=queries.years_of(every))
    shown = queries.filtered(every, today=today, soon_days=soon, **narrow.values())
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("sida"))
    context = page_context.base(request, municipality, TAB)
    context |= {
        "filter": narrow,
        "page": page,
        "count": counted(page.paginator.count, "frist", "frister"),
        "rows": queries.rows(page.object_list, at=now, soon_days=soon),
        "all_open": "trappor" in request.GET,
        "movable": rules.MOVABLE,
    }
    return render(request, "followup/deadlines/deadlines.html", context)


@require_GET
def county_deadlines(request: UserRequest, county: str) -> HttpResponse:
    """Show what is late and coming in the county, and first whom no reminder reaches."""
    area = access.get_county(request, county)
    now = timezone.now()
    today = local(now).date()
    soon = queries.soon_days_of(area, today)
    every = queries.of_county(area)
    visible = access.municipalities_visible_to(request.user).filter(county=area).order_by("name")
    narrow = CountyDeadlineFilter(
        request.GET or None, years=queries.years_of(every), municipalities=visible
    )
    values = narrow.values()
    if not values["state"]:
        every = every.filter(state=Deadline.State.OPEN)
    found = queries.filtered(every, today=today, soon_days=soon, **values)
    page = Paginator(queries.with_ladders(found), COUNTY_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "county": area,
        "filter": narrow,
        "page": page,
        "count": counted(page.paginator.count, "frist", "frister"),
        "rows": [
            (each, rules.status(each.state, each.due_date, today, soon_days=soon))
            for each in page.object_list
        ],
        "unreached": queries.unreached(area),
        "failed": queries.failed(area)[:COUNTY_PER_PAGE],
        "may_handle": rights.may(request.user, access.HANDLE, area),
    }
    return render(request, "followup/deadlines/county.html", context)


@require_http_methods(["GET", "POST"])
def deadline_move(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Move a deadline that the county sets, with a reason."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    deadline = get_object_or_404(Deadline, pk=pk, municipality=municipality)
    return acting.form_page(
        request,
        "followup/deadlines/move.html",
        MoveForm(posted(request), initial={"seen": deadline.due_date}),
        lambda values: services.move(
            deadline=deadline, by=request.user, at=timezone.now(), **values
        ),
        to=reverse(TAB, args=[code]),
        done="Fristen är flyttad och påminnelserna planerade på nytt.",
        context=lambda: (
            page_context.base(request, municipality, TAB)
            | {
                "deadline": deadline,
                "is_movable": deadline.kind in rules.MOVABLE
                and deadline.state == Deadline.State.OPEN,
            }
        ),
    )


@require_POST
def reminder_again(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Send a reminder again that reached nobody, now that there is an address."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    reminder = get_object_or_404(Reminder, pk=pk, deadline__municipality=municipality)
    return acting.press(
        request,
        reminders.send_again,
        to=reverse(TAB, args=[code]),
        done="Påminnelsen skickas inom någon minut, tidigast klockan 07.",
        reminder=reminder,
        by=request.user,
        at=timezone.now(),
    )
