"""What every page of a meeting does first: find it, or answer 404."""

from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404

from actors import regions
from common.requests import UserRequest
from forums import leading
from forums.models import Forum, Meeting, Protocol


def get_forum(request: UserRequest, region: str, slug: str) -> Forum:
    """Return the forum of the address.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    forums = Forum.objects.visible_to(request.user).select_related(
        "region", "chair_function__actor"
    )
    return get_object_or_404(forums, region=area, slug=slug)


def get_meeting(request: UserRequest, region: str, pk: int) -> Meeting:
    """Return the meeting of the address.

    :raises Http404: if there is none that the user may see.
    """
    area = regions.get_region(request, region)
    meetings = Meeting.objects.visible_to(request.user).select_related(
        "forum__region", "chair_function__actor"
    )
    return get_object_or_404(meetings, forum__region=area, pk=pk)


def get_protocol(request: UserRequest, region: str, pk: int) -> Protocol:
    """Return the protocol of the meeting of the address.

    :raises Http404: if the user may not see it, or the meeting has not ended.
    """
    meeting = get_meeting(request, region, pk)
    protocol = get_object_or_404(Protocol.objects.select_related("pdf"), meeting=meeting)
    protocol.meeting = meeting
    return protocol


def posted(request: UserRequest) -> QueryDict | None:
    """Return what a form was sent with; nothing when its page is only shown."""
    return request.POST if request.method == "POST" else None


def base(request: UserRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what every page of a meeting shows: region, meeting, and who may lead it."""
    return {
        "region": meeting.forum.region,
        "meeting": meeting,
        "leader": leading.leading_function(request.user, meeting),
    }
