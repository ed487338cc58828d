"""Addresses without a region send on to the user's own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from actors.rights import regions
from common.requests import UserRequest

# First word of a region's pages → the name of the address without the region.
SECTIONS = {
    "begar-aktivering": "home_request_new",
    "begaran": "home_requests",
    "handelser": "home_events",
    "moten": "home_meetings",
    "forum": "home_forums",
    "aktiverade-lagen": "home_register",
}


def has_own_region(request: HttpRequest) -> bool:
    """Return whether the addresses without a region lead anywhere for the one who asks."""
    return regions.home_region_of(request) is not None


def to_own_region(request: UserRequest, page: str, rest: str = "") -> HttpResponse:
    """Send on to the same page in the user's own region."""
    region = regions.home_region_of(request)
    if region is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    target = f"/{region.slug}/{page}/{rest}"
    return HttpResponseRedirect(f"{target}?{query}" if query else target)


def urls() -> list[URLPattern]:
    """Return the address of each section, and of what lies below it, without the region."""
    sections = [
        path(f"{word}/", to_own_region, {"page": word}, name=name)
        for word, name in SECTIONS.items()
    ]
    below = [
        path(f"{word}/<path:rest>", to_own_region, {"page": word}, name=f"{name}_below")
        for word, name in SECTIONS.items()
    ]
    return sections + below
