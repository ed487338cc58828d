"""The forums of a region: list, page, seats and places."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor, Function
from actors.rights import regions
from common.acting import Question, act_of, ask, form_page
from common.forms import NothingToFill, posted
from common.requests import UserRequest
from forums import modes, queries, who_leads
from forums.finding import get_forum
from forums.meetings.forms import FunctionForm
from forums.models import Forum, Seat
from forums.place_fields import PlaceForm
from forums.places import place_of
from forums.seats import services
from forums.seats.services import administering_function

NEAREST = 5


@require_GET
def forum_list(request: UserRequest, region: str) -> HttpResponse:
    """Show the forums by level, with their names and their mode now."""
    area = regions.get_region(request, region)
    levels = queries.forums_by_level(request.user, area, at=timezone.now())
    return render(request, "forums/seats/forums.html", {"region": area, "levels": levels})


@require_GET
def forum(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Show a forum: mission, mode, places, seats with mandate, meetings."""
    shown = get_forum(request, region, slug)
    now = timezone.now()
    seats = queries.seats_of(shown)
    gaps = queries.mandate_gaps(seats, shown.level)
    short = ", ".join(f"{seat.actor.name} ({seat.function.label})" for seat in gaps)
    mine = queries.upcoming(request.user, shown.region, at=now).filter(forum=shown)
    earlier = queries.past(request.user, shown.region, at=now).filter(forum=shown)
    context = {
        "region": shown.region,
        "forum": shown,
        "mode": modes.modes_of([shown.pk]).get(shown.pk),
        "place": place_of(shown),
        "seats": [(seat, seat.function.mandate_level < shown.level) for seat in seats],
        "gaps": gaps,
        "gap_text": f"{short}: mandatet når inte forumets nivå. "
        "Aktören kan behöva stämma av hemma.",
        "upcoming": mine[:NEAREST],
        "past": earlier[:NEAREST],
        "may_administer": administering_function(request.user, shown) is not None,
        "may_plan": who_leads.forum_leader(request.user, shown) is not None,
    }
    return render(request, "forums/seats/forum.html", context)


@require_http_methods(["GET", "POST"])
def seats(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Fill the seats of a forum."""
    shown = get_forum(request, region, slug)
    if request.method == "POST":
        _require_administering(request, shown)
    members = Actor.objects.in_region(shown.region_id)
    offered = Function.objects.filter(actor__in=members, is_active=True).select_related("actor")
    rows = queries.seats_of(shown)
    return form_page(
        request,
        "forums/seats/seats.html",
        FunctionForm(
            posted(request), functions=offered.order_by("actor__name", "-mandate_level", "name")
        ),
        lambda typed: services.fill_seat(
            forum_id=shown.pk, function_id=typed["function"].pk, by=request.user, at=timezone.now()
        ),
        to=reverse("forums:seats", args=[region, slug]),
        context={
            "region": shown.region,
            "forum": shown,
            "seats": [(seat, seat.function.mandate_level < shown.level) for seat in rows],
            "may_administer": administering_function(request.user, shown) is not None,
        },
    )


@require_http_methods(["GET", "POST"])
def clear_seat(request: UserRequest, region: str, slug: str, pk: int) -> HttpResponse:
    """Ask whether to take a seat away, and do it."""
    shown = get_forum(request, region, slug)
    _require_administering(request, shown)
    seat = Seat.objects.filter(forum=shown, pk=pk).select_related("actor", "function").first()
    back = reverse("forums:seats", args=[region, slug])
    if seat is None and request.method == "GET":
        return redirect(back)
    text = "Tidigare möten påverkas inte."
    if seat is not None:
        who = f"{seat.actor.name} ({seat.function.label})"
        text = f"{who} kallas inte längre till {shown.name}. {text}"
    return ask(
        request,
        Question("Ta bort plats", text, "Ta bort platsen", "danger", crumbs=_crumbs(shown)),
        NothingToFill(posted(request)),
        act_of(request, services.clear_seat, forum_id=shown.pk, seat_id=pk),
        to=back,
    )


@require_http_methods(["GET", "POST"])
def places(request: UserRequest, region: str, slug: str) -> HttpResponse:
    """Write down where the forum meets."""
    shown = get_forum(request, region, slug)
    _require_administering(request, shown)
    form = PlaceForm(posted(request), initial=place_of(shown).as_dict())
    text = "Möten som redan är planerade behåller sin plats."
    return ask(
        request,
        Question(f"Här möts {shown.name}", text, "Spara mötesplatsen", crumbs=_crumbs(shown)),
        form,
        lambda _typed: services.set_places(
            forum_id=shown.pk, place=form.place(), by=request.user, at=timezone.now()
        ),
        to=shown.get_absolute_url(),
    )


def _require_administering(request: UserRequest, shown: Forum) -> None:
    """Refuse the page to whom the service would refuse the act."""
    if administering_function(request.user, shown) is None:
        raise PermissionDenied


def _crumbs(shown: Forum) -> list[tuple[str, str]]:
    forums = reverse("forums:forums", args=[shown.region.slug])
    return [("Forum", forums), (shown.name, shown.get_absolute_url())]
