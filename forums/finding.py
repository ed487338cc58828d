"""What every page of a meeting does first: find it, or answer 404."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from actors.rights import regions
from common.requests import UserRequest
from forums import who_leads
from forums.models import Forum, Meeting, Protocol


def get_forum(request: UserRequest, region: str, slug: str) -> Forum:
    """Return the forum of the address."""
    area = regions.get_region(request, region)
    forums = Forum.objects.visible_to(request.user).select_related(
        "region", "chair_function__actor"
    )
    return get_object_or_404(forums, region=area, slug=slug)


def get_meeting(request: UserRequest, region: str, pk: int) -> Meeting:
    """Return the meeting of the address."""
    area = regions.get_region(request, region)
    meetings = Meeting.objects.visible_to(request.user).select_related(
        "forum__region", "chair_function__actor"
    )
    return get_object_or_404(meetings, forum__region=area, pk=pk)


def get_protocol(request: UserRequest, region: str, pk: int) -> Protocol:
    """Return the protocol of the meeting of the address."""
    meeting = get_meeting(request, region, pk)
    protocol = get_object_or_404(Protocol.objects.select_related("pdf"), meeting=meeting)
    protocol.meeting = meeting
    return protocol


def base(request: UserRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what every page of a meeting shows: region, meeting, and who may lead it."""
    return {
        "region": meeting.forum.region,
        "meeting": meeting,
        "leader": who_leads.leading_function(request.user, meeting),
    }


def about(meeting: Meeting) -> dict[str, Any]:
    """Return what every question about a meeting says: the way there, and if it is an exercise."""
    meetings = reverse("forums:meetings", args=[meeting.forum.region.slug])
    return {
        "crumbs": [("Möten", meetings), (str(meeting), meeting.get_absolute_url())],
        "exercise": "Mötet är en övning." if meeting.exercise else "",
    }
