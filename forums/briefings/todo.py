"""What waits after meetings in activated mode: that each actor tells its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from actors.models import User
from actors.rights import rights
from common.todo import Task
from forums.models import Attendance, HomeBriefing, Meeting

# After that it is only on the meeting's page: our choice, no source gives a time.
ASKED_FOR: Final = timedelta(days=14)


def tasks(user: User, at: datetime) -> Iterable[Task]:
    """Return the meetings whose outcome the actors that the user serves have not told at home."""
    held = rights.functions_of(user, at)
    rows = (
        Attendance.objects.filter(
            function__in=held,
            status__in=[Attendance.Status.PRESENT, Attendance.Status.DEPUTY],
            meeting__kind__in=[Meeting.Kind.FIRST, Meeting.Kind.LATER],
            meeting__ended_at__gt=at - ASKED_FOR,
            meeting__ended_at__lte=at,
        )
        .select_related("meeting__forum__region", "actor")
        .order_by("meeting__ended_at")
    )
    meetings = {row.meeting_id for row in rows}
    told = set(
        HomeBriefing.objects.filter(meeting__in=meetings).values_list("meeting_id", "actor_id")
    )
    return [_task(row) for row in rows if (row.meeting_id, row.actor_id) not in told]


def _task(row: Attendance) -> Task:
    meeting = row.meeting
    mark = "ÖVNING " if meeting.exercise else ""
    return Task(
        action="Återför till er organisation",
        text=f"{mark}{meeting}",
        url=reverse("forums:briefing", args=[meeting.forum.region.slug, meeting.pk]),
        icon="note",
        whom=row.actor.name,
        since=meeting.ended_at,
    )
