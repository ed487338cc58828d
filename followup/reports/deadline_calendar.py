"""Somebody's deadlines as a calendar file with neutral titles."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from actors.models import User
from common.calendar_files import begun, uid
from common.clock import local
from followup import access
from followup.models import Deadline

PAST: Final = timedelta(days=60)
MOST: Final = 2000


def of(person: User, *, at: datetime) -> bytes:
    """Return the open deadlines that the person sees now, each the whole of its day.

    The titles say kind and municipality only, since calendars are shared.
    """
    from icalendar import Event  # slow to load

    calendar = begun("Frister")
    for deadline in _visible_to(person, at):
        event = Event()
        event.add("uid", uid("deadline", deadline.pk))
        event.add("summary", f"Frist: {deadline.get_kind_display()}, {deadline.municipality.name}")
        event.add("dtstart", deadline.due_date)
        event.add("dtend", deadline.due_date + timedelta(days=1))
        event.add("dtstamp", at)
        event.add("transp", "TRANSPARENT")
        path = reverse("followup:deadlines", args=[deadline.municipality.scb_code])
        event.add("url", f"{settings.PUBLIC_URL}{path}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _visible_to(person: User, at: datetime) -> list[Deadline]:
    since = local(at - PAST).date()
    found = Deadline.objects.filter(
        state=Deadline.State.OPEN,
        due_date__gte=since,
        municipality__in=access.municipalities_visible_to(person),
    )
    return list(found.select_related("municipality").order_by("due_date", "pk")[:MOST])
