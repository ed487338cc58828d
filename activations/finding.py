"""Find what an address names, or answer 404 as if it did not exist."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from activations.models import Activation, ActivationMeeting, Event, Summons
from actors.rights import regions


def event_or_404(request: HttpRequest, region: str, number: str) -> Event:
    """Return the event of the address."""
    area = regions.get_region(request, region)
    related = ("region__convener", "type", "merged_into__region")
    rows = Event.objects.filter(region=area).select_related(*related)
    return get_object_or_404(rows, number=number)


def activation_or_404(request: HttpRequest, region: str, number: str, pk: int) -> Activation:
    """Return the activation of the address, also of one sent before its event was carried on."""
    area = regions.get_region(request, region)
    rows = Activation.objects.filter(forum__region=area).select_related(
        "forum__region__convener",
        "event__type",
        "event__region",
        "request",
        "asked_by__forum",
        "merged_into__event__region",
        "merged_into__forum__region",
    )
    found = get_object_or_404(rows, pk=pk)
    if found.event.number != number:
        named = get_object_or_404(Event, region=area, number=number)
        if named.survivor != found.event:
            raise Http404
    return found


def activation_in_region_or_404(request: HttpRequest, region: str, pk: int) -> Activation:
    """Return the activation by its number alone."""
    area = regions.get_region(request, region)
    rows = Activation.objects.filter(forum__region=area).select_related("forum__region", "event")
    return get_object_or_404(rows, pk=pk)


def meeting_or_404(request: HttpRequest, region: str, meeting: int) -> ActivationMeeting:
    """Return a meeting of an activation."""
    area = regions.get_region(request, region)
    rows = ActivationMeeting.objects.filter(meeting__forum__region=area).select_related(
        "meeting__forum__region__convener",
        "activation__forum__region",
        "activation__event__region",
        "activation__request",
    )
    return get_object_or_404(rows, meeting_id=meeting)


def summons_or_404(request: HttpRequest, region: str, meeting: int, pk: int) -> Summons:
    """Return a summons to a meeting."""
    link = meeting_or_404(request, region, meeting)
    rows = Summons.objects.filter(meeting_id=link.meeting_id).select_related(
        "function__actor",
        "meeting__forum__region",
        "meeting__in_activation__activation__forum__region",
        "meeting__in_activation__activation__event__region",
    )
    return get_object_or_404(rows, pk=pk)


def crumbs_to(thing: Event | Activation) -> list[tuple[str, str]]:
    """Return the way to the pages of an event, or of a forum at work for it."""
    event = thing.event if isinstance(thing, Activation) else thing
    events = reverse("activations:events", args=[event.region.slug])
    crumbs = [("Händelser", events), (str(event), event.get_absolute_url())]
    if isinstance(thing, Activation):
        crumbs.append((thing.forum.called_name, thing.get_absolute_url()))
    return crumbs


def about(thing: Event | Activation) -> dict[str, Any]:
    """Return what every question about it says: the way there, and that it is an exercise."""
    event = thing.event if isinstance(thing, Activation) else thing
    exercise = "Händelsen är en övning" if event.exercise else ""
    return {"crumbs": crumbs_to(thing), "exercise": exercise}
