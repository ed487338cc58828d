"""Which region an address belongs to: never one that the user may not see."""

from django.db import models
from django.http import Http404, HttpRequest

from actors.models import Region, User
from actors.rights import rights


def get_region(request: HttpRequest, slug: str) -> Region:
    """Return the region of the address."""
    user = request.user
    if isinstance(user, User):
        region = visible_regions(user).filter(slug=slug).first()
        if region is not None:
            return region
    raise Http404


def home_region(user: User) -> Region | None:
    """Return the region for addresses that name none: the one the user convenes, else the first."""
    served = {function.actor_id for function in rights.functions_of(user)}
    regions = list(visible_regions(user).select_related("convener"))
    if not regions:
        return None
    return next((r for r in regions if r.convener_id in served), regions[0])


def home_region_of(request: HttpRequest) -> Region | None:
    """Return the home region of the one who asks, found out once for each request."""
    if not isinstance(request.user, User):
        return None
    if not hasattr(request, "_home_region"):
        request._home_region = home_region(request.user)  # type: ignore[attr-defined]
    found: Region | None = request._home_region  # type: ignore[attr-defined]
    return found


def visible_regions(user: User) -> models.QuerySet[Region]:
    """Return the regions that the user may see, in a steady order."""
    return Region.objects.visible_to(user).order_by("pk")
