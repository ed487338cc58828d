"""Meetings: list, plan, page, call, move, cancel, calendar file."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.rights import regions
from common import calendar_files
from common.acting import Question, act_of, ask, form_page
from common.counts import counted
from common.forms import NothingToFill, posted
from common.requests import UserRequest
from common.templatetags import ui
from forums import queries, tallies, who_leads
from forums.finding import about, base, get_meeting
from forums.meetings import calendar as ical
from forums.meetings import messages, services
from forums.meetings.forms import MeetingFilter, MoveForm, PlanForm, ReasonForm
from forums.meetings.moments import initial_moment
from forums.models import Forum, Meeting
from forums.places import place_of

PER_PAGE = 25


@require_GET
def meeting_list(request: UserRequest, region: str) -> HttpResponse:
    """Show what is to come, or what has been, by forum and kind."""
    area = regions.get_region(request, region)
    now = timezone.now()
    is_past = request.GET.get("visa") == "tidigare"
    forums = list(Forum.objects.visible_to(request.user).filter(region=area))
    form = MeetingFilter(request.GET or None, forums=forums)
    rows = (queries.past if is_past else queries.upcoming)(request.user, area, at=now)
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
        "may_plan": bool(who_leads.led_forums(request.user, area)),
    }
    return render(request, "forums/meetings/meetings.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: UserRequest, region: str) -> HttpResponse:
    """Plan a meeting in ordinary mode, or a weekly series."""
    area = regions.get_region(request, region)
    forums = who_leads.led_forums(request.user, area)
    if not forums:
        raise PermissionDenied("Bara den som leder ett forum planerar möten.")
    wanted = request.GET.get("forum", "")
    chosen = next((forum for forum in forums if forum.slug == wanted), forums[0])
    initial = {"forum": chosen.pk, "weeks": 1, **place_of(chosen).as_dict()}
    form = PlanForm(posted(request), initial=initial, forums=forums)
    return form_page(
        request,
        "forums/meetings/plan.html",
        form,
        lambda typed: services.plan_series(
            **{name: typed[name] for name in ("forum", "kind", "starts_at", "weeks", "title")},
            place=form.place(),
            chair_function=typed["forum"].chair_function,
            exercise=typed["exercise"],
            agenda=typed["agenda"],
            by=request.user,
            at=timezone.now(),
        ),
        to=lambda meetings: (
            meetings[0].get_absolute_url()
            if len(meetings) == 1
            else reverse("forums:meetings", args=[region])
        ),
        context={"region": area},
    )


@require_GET
def meeting(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show a meeting: when and where, agenda, who is called, what was noted."""
    shown = get_meeting(request, region, pk)
    context = {
        **base(request, shown),
        "place": place_of(shown),
        "agenda": queries.agenda_of(shown, request.user),
        "roll": queries.roll_call(shown),
        "notes": shown.notes.select_related("actor", "agenda_item"),
        "decisions": queries.settled(shown, request.user),
        "protocol": getattr(shown, "protocol", None),
        "may_change": shown.status in {Meeting.Status.PLANNED, Meeting.Status.CALLED},
        "directions": tallies.of_meetings(Meeting.objects.filter(pk=shown.pk)),
    }
    context["may_draft"] = context["leader"] is not None and shown.is_ahead_or_running
    return render(request, "forums/meetings/meeting.html", context)


@require_GET
def calendar(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Download the meeting for a calendar."""
    shown = get_meeting(request, region, pk)
    return calendar_files.served(ical.of(shown, at=timezone.now()), f"mote-{shown.pk}")


@require_http_methods(["GET", "POST"])
def call(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show whom the call goes to and how it reads; send it."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    seats = queries.seats_of(shown.forum)
    return form_page(
        request,
        "forums/meetings/call.html",
        NothingToFill(posted(request)),
        act_of(request, services.send_call, meeting_id=shown.pk),
        to=shown.get_absolute_url(),
        context={
            **base(request, shown),
            "seats": seats,
            "submit": f"Skicka till {counted(len(seats), 'aktör', 'aktörer')}",
            "preview": messages.preview_call(shown),
        },
    )


@require_http_methods(["GET", "POST"])
def move(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Give the meeting a new time or place."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    initial = {**initial_moment(shown.starts_at), **place_of(shown).as_dict()}
    form = MoveForm(posted(request), initial=initial)
    text = f"Nu: {_moment(shown)}."
    if shown.status == Meeting.Status.CALLED:
        text += " De kallade får den nya tiden direkt och svarar på nytt."
    return ask(
        request,
        Question(f"Flytta {shown}", text, "Flytta mötet", **about(shown)),
        form,
        lambda typed: services.move_meeting(
            meeting_id=shown.pk,
            starts_at=typed["starts_at"],
            place=form.place(),
            by=request.user,
            at=timezone.now(),
        ),
        to=shown.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Call the meeting off, with a reason."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    told = shown.attendances.count() if shown.status == Meeting.Status.CALLED else 0
    text = "Ingen är kallad, så ingen får något meddelande."
    if told:
        text = f"{told} kallade funktioner får veta det direkt."
    text = f"{_moment(shown)}. {text}"
    return ask(
        request,
        Question(f"Ställ in {shown}", text, "Ställ in mötet", "danger", **about(shown)),
        ReasonForm(posted(request)),
        act_of(request, services.cancel_meeting, meeting_id=shown.pk),
        to=shown.get_absolute_url(),
    )


def _moment(meeting: Meeting) -> str:
    return f"{ui.day(meeting.starts_at)} {ui.clock(meeting.starts_at)}"
