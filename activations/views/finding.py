"""Find what an address names, or answer 404 as if it did not exist."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from activations.models import Activation, ActivationMeeting, Event, Summons
from actors import regions


def event_or_404(request: HttpRequest, region: str, number: str) -> Event:
    """Return the event of the address.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    rows = Event.objects.filter(region=area).select_related("region__convener", "type")
    return get_object_or_404(rows, number=number)


def activation_or_404(request: HttpRequest, region: str, number: str, pk: int) -> Activation:
    """Return the activation of the address.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    rows = Activation.objects.filter(forum__region=area, event__number=number).select_related(
        "forum__region__convener", "event__type", "event__region", "request", "asked_by__forum"
    )
    return get_object_or_404(rows, pk=pk)


def activation_in_region_or_404(request: HttpRequest, region: str, pk: int) -> Activation:
    """Return the activation by its number alone.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    rows = Activation.objects.filter(forum__region=area).select_related("forum__region", "event")
    return get_object_or_404(rows, pk=pk)


def meeting_or_404(request: HttpRequest, region: str, meeting: int) -> ActivationMeeting:
    """Return a meeting of an activation.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    rows = ActivationMeeting.objects.filter(meeting__forum__region=area).select_related(
        "meeting__forum__region__convener",
        "activation__forum__region",
        "activation__event__region",
        "activation__request",
    )
    return get_object_or_404(rows, meeting_id=meeting)


def summons_or_404(request: HttpRequest, region: str, meeting: int, pk: int) -> Summons:
    """Return a summons to a meeting.

    :raises Http404: if there is none that the user may see.
    """
    link = meeting_or_404(request, region, meeting)
    rows = Summons.objects.filter(meeting_id=link.meeting_id).select_related(
        "function__actor", "meeting__forum__region"
    )
    return get_object_or_404(rows, pk=pk)
