"""The start page: the red button first, then what waits for me and what is going on."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from activations.start import queries
from actors import queries as actor_queries
from actors.models import Region, User
from actors.rights import regions
from common import todo
from common.requests import UserRequest
from records import polling


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Show the start page of the user's own region; the sign-in page to everybody else."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    region = regions.home_region_of(request)
    if region is None:
        context = _waiting(request.user, timezone.now())
        return render(request, "activations/start/start_without_region.html", context)
    return _page(request, request.user, region)


@require_GET
def region_start(request: UserRequest, region: str) -> HttpResponse:
    """Show the start page of a region that the user may see."""
    return _page(request, request.user, regions.get_region(request, region))


@require_GET
def start_now(request: UserRequest, region: str) -> HttpResponse:
    """Answer the start page's polling: 304 while nothing has changed in the region."""
    area = regions.get_region(request, region)
    now = timezone.now()
    # Duty and countdowns follow the clock, not only what people do.
    scopes = [f"region:{area.pk}", f"user:{request.user.pk}", f"clock:{now:%d%H%M}"]

    def fresh() -> HttpResponse:
        return render(request, "activations/start/_start_now.html", _now(request.user, area, now))

    return polling.fragment(request, scopes=scopes, render=fresh)


@require_GET
def waiting(request: UserRequest) -> HttpResponse:
    """Show all that waits for the user: at once, late, soon, and without a day."""
    now = timezone.now()
    tasks = todo.tasks_of(request.user, now)
    groups = {
        "Kan inte vänta": [task for task in tasks if task.urgent],
        "Försenat": [task for task in tasks if not task.urgent and task.is_late(now)],
        "Väntar på dig": [task for task in tasks if not task.urgent and not task.due],
        "Med dag framför sig": [
            task for task in tasks if not task.urgent and task.due and not task.is_late(now)
        ],
    }
    context = {"groups": groups, "task_count": len(tasks), "now": now}
    return render(request, "activations/start/waiting.html", context)


def _page(request: HttpRequest, user: User, region: Region) -> HttpResponse:
    context = _now(user, region, timezone.now())
    context["other_regions"] = [r for r in regions.visible_regions(user) if r != region]
    return render(request, "activations/start/start.html", context)


def _now(user: User, region: Region, at: datetime) -> dict[str, Any]:
    return {
        "region": region,
        **_waiting(user, at),
        "events": queries.active_events(region),
        "requests": queries.open_requests(region),
        "meetings": queries.next_meetings(region, at),
        "duty": queries.on_duty_now(region, at),
        "handovers": actor_queries.notes_to_read(user, at),
        "now": at,
    }


def _waiting(user: User, at: datetime) -> dict[str, Any]:
    """Return what waits, as much as the start page has room for, and how much there is."""
    tasks = todo.tasks_of(user, at)
    return {"tasks": tasks[: queries.MOST], "task_count": len(tasks), "now": at}
