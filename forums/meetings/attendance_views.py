"""The times of an actor in a meeting: see them, put one right, add one, take one away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.forms import carried_out, posted
from common.requests import UserRequest
from forums import queries, who_leads
from forums.finding import base, get_meeting
from forums.meetings import attendance
from forums.meetings.attendance_forms import PresenceForm, shown
from forums.models import Attendance, Meeting, Protocol


@require_http_methods(["GET", "POST"])
def presence(request: UserRequest, region: str, pk: int, row: int) -> HttpResponse:
    """Show when an actor was in the meeting; correct, add or take away a time."""
    meeting = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, meeting)
    drafts = Protocol.objects.filter(meeting=meeting, status=Protocol.Status.DRAFT)
    found = next((one for one in queries.roll_call(meeting).rows if one.pk == row), None)
    if found is None or not (meeting.status == Meeting.Status.RUNNING or drafts.exists()):
        return redirect(meeting)
    form = PresenceForm(posted(request), meeting=meeting)
    known: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "attendance_id": row,
        "by": request.user,
        "at": timezone.now(),
    }

    def act(typed: dict[str, Any]) -> object:
        which = form.cleaned_data["presence"]
        if request.POST.get("act") == "remove" and which is not None:
            return attendance.take_away(presence_id=which, **known)
        return attendance.put_right(presence_id=which, span=form.span(), **known)

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        return redirect(f"{reverse('forums:conduct', args=[region, pk])}?actor={row}")
    context = {
        **base(request, meeting),
        "row": found,
        "form": form,
        "forms": _forms(form, found, meeting),
    }
    return render(request, "forums/meetings/presence.html", context, status=status)


def _forms(sent: PresenceForm, row: Attendance, meeting: Meeting) -> list[tuple[str, PresenceForm]]:
    """Return a form for each time and one for another; what was sent and refused in its place.

    What was sent of a time that is no longer there stands as another one: nothing typed is lost.
    """
    times = [*row.presences.all(), None]
    which = sent.data.get("presence", "") if sent.is_bound else None
    if which is not None and which not in {str(time.pk) for time in times if time}:
        which = ""
    found = []
    for number, time in enumerate(times, start=1):
        title = f"Tid {number}" if time else "Lägg till en tid"
        form = PresenceForm(
            meeting=meeting, initial=shown(time) if time else None, auto_id=f"id_%s_{number}"
        )
        found.append((title, sent if which == (str(time.pk) if time else "") else form))
    return found
