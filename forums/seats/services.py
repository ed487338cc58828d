"""Who sits in a forum, and where it meets."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actors import audit
from actors.models import Actor, Function, User
from actors.rights import rights
from common.errors import RuleError
from forums import who_leads
from forums.models import Forum, Seat
from forums.places import Place
from records import versions

ADMINISTER = "actors.administer_region"


def administering_function(user: User, forum: Forum) -> Function | None:
    """Return the function in which the user may change seats and places, if any."""
    return rights.carrying(user, ADMINISTER, forum.region) or who_leads.forum_leader(user, forum)


@transaction.atomic
def fill_seat(*, forum_id: int, function_id: int, by: User, at: datetime) -> Seat:
    """Let a function fill its actor's seat; a mandate below the level is flagged, not refused.

    Källa: Avsiktsförklaringen "Representation utifrån mandat"; Målbilden 2.1.
    """
    forum, acting = _locked(forum_id, by)
    members = Actor.objects.in_region(forum.region_id)
    function = (
        Function.objects.filter(pk=function_id, is_active=True, actor__in=members)
        .select_related("actor")
        .first()
    )
    if function is None:
        raise RuleError("Välj en funktion hos en medlem i regionen.", field="function")
    seat, _ = Seat.objects.update_or_create(
        forum=forum, actor_id=function.actor_id, defaults={"function": function}
    )
    text = f"{function} har plats i {forum}."
    _written(forum, "forum.seat", text, by=by, function=acting, at=at)
    return seat


@transaction.atomic
def clear_seat(*, forum_id: int, seat_id: int, by: User, at: datetime) -> None:
    """Take a seat away; past meetings keep their attendance.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning".
    """
    forum, acting = _locked(forum_id, by)
    seat = Seat.objects.filter(forum=forum, pk=seat_id).select_related("actor").first()
    if seat is None:
        raise RuleError("Platsen är redan borttagen.")
    text = f"{seat.actor} har inte längre plats i {forum}."
    seat.delete()
    _written(forum, "forum.seat", text, by=by, function=acting, at=at)


@transaction.atomic
def set_places(*, forum_id: int, place: Place, by: User, at: datetime) -> Forum:
    """Write down where the forum meets; meetings already planned keep their place.

    Källa: Målbilden 2.6 (reserv för varje mötesplats).
    """
    forum, acting = _locked(forum_id, by)
    if place.is_empty:
        raise RuleError(
            "Ange minst ett sätt att delta: telefonbrygga, länk eller rum.", field="bridge_number"
        )
    for name, value in place.as_dict().items():
        setattr(forum, name, value)
    forum.save()
    _written(forum, "forum.places", f"Ändrade {forum}s platser.", by=by, function=acting, at=at)
    return forum


def _locked(forum_id: int, by: User) -> tuple[Forum, Function]:
    forum = Forum.objects.select_for_update(of=("self",)).select_related("region").get(pk=forum_id)
    acting = administering_function(by, forum)
    if acting is None:
        raise PermissionDenied("Bara regionens förvaltare eller forumets ledning får ändra.")
    return forum, acting


def _written(
    forum: Forum, action: str, text: str, *, by: User, function: Function, at: datetime
) -> None:
    audit.record(by=by, function=function, at=at, action=action, thing=forum, text=text[:500])
    versions.bump(f"region:{forum.region_id}")
