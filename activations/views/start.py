"""The start page: the red button first, then what waits for me and what is going on."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activations import start_reports
from actors import regions
from actors.models import Region, User
from common.requests import UserRequest
from records import polling


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Show the start page of the user's own region; the sign-in page to everybody else."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    region = regions.home_region_of(request)
    if region is None:
        tasks = start_reports.tasks_elsewhere(request.user, timezone.now())
        return render(request, "activations/start_without_region.html", {"tasks": tasks})
    return _page(request, request.user, region)


@login_required
@require_GET
def region_start(request: UserRequest, region: str) -> HttpResponse:
    """Show the start page of a region that the user may see."""
    return _page(request, request.user, regions.get_region(request, region))


@login_required
@require_GET
def start_now(request: UserRequest, region: str) -> HttpResponse:
    """Answer the start page's polling: 304 while nothing has changed in the region."""
    area = regions.get_region(request, region)
    now = timezone.now()
    # Duty and countdowns follow the clock, not only what people do.
    scopes = [f"region:{area.pk}", f"user:{request.user.pk}", f"clock:{now:%d%H%M}"]

    def fresh() -> HttpResponse:
        return render(request, "activations/_start_now.html", _now(request.user, area, now))

    return polling.fragment(request, scopes=scopes, render=fresh)


def _page(request: HttpRequest, user: User, region: Region) -> HttpResponse:
    context = _now(user, region, timezone.now())
    context["other_regions"] = [r for r in regions.visible_regions(user) if r != region]
    return render(request, "activations/start.html", context)


def _now(user: User, region: Region, at: datetime) -> dict[str, Any]:
    return {
        "region": region,
        "tasks": start_reports.tasks_of(user, region, at),
        "events": start_reports.active_events(region),
        "requests": start_reports.open_requests(region),
        "meetings": start_reports.next_meetings(region, at),
        "duty": start_reports.on_duty_now(region, at),
        "now": at,
    }
