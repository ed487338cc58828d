"""Meetings: list, plan, page, call, move, cancel, calendar file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import regions
from actors.models import Region
from common.errors import RuleError
from common.requests import UserRequest
from forums import ical, leading, messages, reports, services
from forums.forms.meetings import MeetingFilter, MoveForm, PlanForm, ReasonForm
from forums.forms.moments import initial_moment
from forums.models import Forum, Meeting
from forums.places import place_of
from forums.views.finding import base, get_meeting, posted
from records.forms import new_key, once

PER_PAGE = 25


@login_required
@require_GET
def meeting_list(request: UserRequest, region: str) -> HttpResponse:
    """Show what is to come, or what has been, by forum and kind."""
    area = regions.get_region(request, region)
    now = timezone.now()
    is_past = request.GET.get("visa") == "tidigare"
    forums = list(Forum.objects.visible_to(request.user).filter(region=area))
    form = MeetingFilter(request.GET or None, forums=forums)
    rows = (reports.past if is_past else reports.upcoming)(request.user, area, at=now)
    if form.is_valid():
        if form.cleaned_data["forum"]:
            rows = rows.filter(forum=form.cleaned_data["forum"])
        if form.cleaned_data["slag"]:
            rows = rows.filter(kind=form.cleaned_data["slag"])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "region": area,
        "page": page,
        "filter": form,
        "is_past": is_past,
        "may_plan": bool(leading.led_forums(request.user, area)),
    }
    return render(request, "forums/meetings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def plan(request: UserRequest, region: str) -> HttpResponse:
    """Plan a meeting in ordinary mode, or a weekly series."""
    area = regions.get_region(request, region)
    forums = leading.led_forums(request.user, area)
    if not forums:
        raise PermissionDenied("Bara den som leder ett forum planerar möten.")
    if request.method == "GET":
        form = PlanForm(initial=_first_values(request, forums), forums=forums)
        return _plan_page(request, area, form)
    form = PlanForm(request.POST, forums=forums)
    if not form.is_valid():
        return _plan_page(request, area, form, status=422)
    try:
        meetings = _plan(request, form)
    except RuleError as refused:
        form.add_error(_field(form, refused.field), refused.message)
        return _plan_page(request, area, form, status=409)
    return redirect(meetings[0]) if len(meetings) == 1 else redirect("forums:meetings", region)


def _plan(request: UserRequest, form: PlanForm) -> list[Meeting]:
    values = form.cleaned_data
    common: dict[str, Any] = {
        "forum": values["forum"],
        "kind": values["kind"],
        "starts_at": values["starts_at"],
        "place": form.place(),
        "chair_function": values["forum"].chair_function,
        "exercise": values["exercise"],
        "title": values["title"],
        "by": request.user,
        "at": timezone.now(),
    }
    if values["weeks"] == 1:
        return [services.plan_meeting(agenda=values["agenda"], **common)]
    return services.plan_series(weeks=values["weeks"], agenda=values["agenda"], **common)


def _first_values(request: UserRequest, forums: list[Forum]) -> dict[str, Any]:
    wanted = request.GET.get("forum", "")
    chosen = next((forum for forum in forums if forum.slug == wanted), forums[0])
    return {"forum": chosen.pk, "weeks": 1, **place_of(chosen).as_dict()}


def _plan_page(
    request: UserRequest, area: Region, form: PlanForm, status: int = 200
) -> HttpResponse:
    context = {"region": area, "form": form, "form_key": _key(request)}
    return render(request, "forums/plan.html", context, status=status)


@login_required
@require_GET
def meeting(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show a meeting: when and where, agenda, who is called, what was noted."""
    shown = get_meeting(request, region, pk)
    roll = reports.roll_call(shown)
    context = {
        **base(request, shown),
        "place": place_of(shown),
        "agenda": reports.agenda_of(shown, request.user),
        "roll": roll,
        "notes": shown.notes.select_related("actor", "agenda_item"),
        "decisions": shown.decisions.all(),
        "protocol": getattr(shown, "protocol", None),
        "may_change": shown.status in {Meeting.Status.PLANNED, Meeting.Status.CALLED},
    }
    return render(request, "forums/meeting.html", context)


@login_required
@require_GET
def calendar(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Download the meeting for a calendar."""
    shown = get_meeting(request, region, pk)
    response = HttpResponse(ical.of(shown), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mote-{shown.pk}.ics"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
@once
def call(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show whom the call goes to and how it reads; send it."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    error = ""
    if request.method == "POST":
        try:
            services.send_call(meeting_id=shown.pk, by=request.user, at=timezone.now())
            return redirect(shown)
        except RuleError as refused:
            error = refused.message
    context = {
        **base(request, shown),
        "seats": reports.seats_of(shown.forum),
        "preview": messages.preview_call(shown),
        "error": error,
        "form_key": _key(request),
    }
    return render(request, "forums/call.html", context, status=409 if error else 200)


@login_required
@require_http_methods(["GET", "POST"])
@once
def move(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Give the meeting a new time or place."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    initial = {**initial_moment(shown.starts_at), **place_of(shown).as_dict()}
    form = MoveForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.move_meeting(
                    meeting_id=shown.pk,
                    starts_at=form.cleaned_data["starts_at"],
                    place=form.place(),
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect(shown)
            except RuleError as refused:
                form.add_error(_field(form, refused.field), refused.message)
                status = 409
    context = {**base(request, shown), "form": form, "form_key": _key(request)}
    return render(request, "forums/move.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def cancel(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Call the meeting off, with a reason."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    form = ReasonForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.cancel_meeting(
                    meeting_id=shown.pk,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect(shown)
            except RuleError as refused:
                form.add_error(_field(form, refused.field), refused.message)
                status = 409
    context = {
        **base(request, shown),
        "form": form,
        "told": shown.attendances.count() if shown.status == Meeting.Status.CALLED else 0,
        "form_key": _key(request),
    }
    return render(request, "forums/cancel.html", context, status=status)


def _key(request: UserRequest) -> str:
    """Return the key of the form that was sent, or a new one."""
    return request.POST.get("form_key") or new_key()


def _field(form: Any, name: str) -> str | None:
    """Return the form's field that a refused rule concerns, if it has it."""
    if name == "starts_at":
        return "time"
    return name if name in form.fields else None
