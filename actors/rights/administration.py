"""Who may look after an actor's functions: its own administrator, or the region's."""

from django.core.exceptions import PermissionDenied
from django.db import models

from actors.models import Actor, Function, Membership, Region, User
from actors.rights import rights


def administrator_of(user: User, actor: Actor) -> Function | None:
    """Return the function in which the user looks after the actor, if any."""
    function = rights.carrying(user, "actors.administer_actor", actor)
    if function is not None:
        return function
    for region in regions_of(actor):
        function = rights.carrying(user, "actors.administer_region", region)
        if function is not None:
            return function
    return None


def require_administrator(user: User, actor: Actor) -> Function:
    """Return the function in which the user looks after the actor."""
    function = administrator_of(user, actor)
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function


def administrators_of(actor: Actor) -> "models.QuerySet[Function]":
    """Return the functions to turn to about the actor: its own, else its regions'."""
    own = rights.holders_of("actors.administer_actor", actor)
    if own.exists():
        return own
    found = Function.objects.none()
    for region in regions_of(actor):
        found = found | rights.holders_of("actors.administer_region", region)
    return found


def regions_of(actor: Actor) -> "models.QuerySet[Region]":
    """Return the regions where the actor is a member now."""
    current = Membership.objects.current().filter(actor=actor)
    return Region.objects.filter(pk__in=current.values("region_id")).order_by("pk")
