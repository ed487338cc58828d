"""The forums of a region: list, page, seats and places."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import regions
from actors.models import Actor, Function
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from forums import leading, modes, reports, services
from forums.forms.meetings import FunctionForm
from forums.forms.places import PlaceForm
from forums.models import Forum, Seat
from forums.places import place_of
from forums.services.seats import administering_function
from forums.views.finding import get_forum, posted

NEAREST = 5


@login_required
@require_GET
def forum_list(request: UserRequest, region: str) -> HttpResponse:
    """Show the forums by level, with their names and their mode now."""
    area = regions.get_region(request, region)
    levels = reports.forums_by_level(request.user, area, at=timezone.now())
    return render(request, "forums/forums.html", {"region": area, "levels": levels})


@login_required
@require_GET
def forum(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Show a forum: mission, mode, places, seats with mandate, meetings."""
    shown = get_forum(request, region, slug)
    now = timezone.now()
    seats = reports.seats_of(shown)
    mine = reports.upcoming(request.user, shown.region, at=now).filter(forum=shown)
    earlier = reports.past(request.user, shown.region, at=now).filter(forum=shown)
    context = {
        "region": shown.region,
        "forum": shown,
        "mode": modes.modes_of([shown.pk]).get(shown.pk),
        "place": place_of(shown),
        "seats": [(seat, seat.function.mandate_level < shown.level) for seat in seats],
        "gaps": (gaps := reports.mandate_gaps(seats, shown.level)),
        "gap_text": _gap_text(gaps),
        "upcoming": mine[:NEAREST],
        "past": earlier[:NEAREST],
        "may_administer": administering_function(request.user, shown) is not None,
        "may_plan": leading.forum_leader(request.user, shown) is not None,
    }
    return render(request, "forums/forum.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Fill the seats of a forum."""
    shown = get_forum(request, region, slug)
    offered = _offered(shown)
    form = FunctionForm(posted(request), functions=offered)
    status = 200
    if request.method == "POST":
        _require_administering(request, shown)
        status = 422
        if form.is_valid():
            services.fill_seat(
                forum_id=shown.pk,
                function_id=form.cleaned_data["function"].pk,
                by=request.user,
                at=timezone.now(),
            )
            return redirect("forums:seats", region, slug)
    rows = reports.seats_of(shown)
    context = {
        "region": shown.region,
        "forum": shown,
        "form": form,
        "seats": [(seat, seat.function.mandate_level < shown.level) for seat in rows],
        "may_administer": administering_function(request.user, shown) is not None,
    }
    return render(request, "forums/seats.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def clear_seat(request: UserRequest, region: str, slug: str, pk: int) -> HttpResponse:
    """Ask whether to take a seat away, and do it."""
    shown = get_forum(request, region, slug)
    _require_administering(request, shown)
    error = ""
    if request.method == "POST":
        try:
            services.clear_seat(forum_id=shown.pk, seat_id=pk, by=request.user, at=timezone.now())
            return redirect("forums:seats", region, slug)
        except RuleError as refused:
            error = refused.message
    seat = Seat.objects.filter(forum=shown, pk=pk).select_related("actor", "function").first()
    if seat is None and not error:
        return redirect("forums:seats", region, slug)
    context = {"region": shown.region, "forum": shown, "seat": seat, "error": error}
    return render(request, "forums/clear_seat.html", context, status=409 if error else 200)


@login_required
@require_http_methods(["GET", "POST"])
def places(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Write down where the forum meets."""
    shown = get_forum(request, region, slug)
    _require_administering(request, shown)
    form = PlaceForm(posted(request), initial=place_of(shown).as_dict())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.set_places(
                    forum_id=shown.pk, place=form.place(), by=request.user, at=timezone.now()
                )
                return redirect(shown)
            except RuleError as refused:
                add_refusal(form, refused)
                status = 409
    context = {
        "region": shown.region,
        "forum": shown,
        "form": form,
        "may_administer": administering_function(request.user, shown) is not None,
    }
    return render(request, "forums/places.html", context, status=status)


def _require_administering(request: UserRequest, shown: Forum) -> None:
    """Refuse the page to whom the service would refuse the act.

    :raises PermissionDenied: if no function of the user administers the forum.
    """
    if administering_function(request.user, shown) is None:
        raise PermissionDenied


def _gap_text(gaps: list[Seat]) -> str:
    """Tell whose mandate falls short and what that means."""
    names = ", ".join(f"{seat.actor.name} ({seat.function.label})" for seat in gaps)
    return f"{names}: mandatet når inte forumets nivå. Aktören kan behöva stämma av hemma."


def _offered(forum: Forum) -> QuerySet[Function]:
    members = Actor.objects.in_region(forum.region_id)
    functions = Function.objects.filter(actor__in=members, is_active=True)
    return functions.select_related("actor").order_by("actor__name", "-mandate_level", "name")
