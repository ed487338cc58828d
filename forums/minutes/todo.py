"""What waits of minutes: corrections that somebody else has proposed."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from actors.models import User
from common.todo import Task
from forums.minutes import corrections
from forums.models import MinutesCorrection


def tasks(user: User, at: datetime) -> Iterable[Task]:
    """Return the corrections that the user may adjust or decline."""
    return [_task(one) for one in corrections.waiting_for(user, at)]


def _task(one: MinutesCorrection) -> Task:
    meeting = one.protocol.meeting
    mark = "ÖVNING " if meeting.exercise else ""
    return Task(
        action="Justera rättelsen",
        text=f"{mark}{meeting}: {one.about}",
        url=reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk]),
        icon="edit",
        since=one.proposed_at,
    )
