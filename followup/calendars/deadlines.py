"""Somebody's deadlines as a calendar file with neutral titles."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse

from actors.models import User
from common.calendar_files import Entry, made, uid
from common.clock import local
from followup import access
from followup.deadlines.models import Deadline

PAST: Final = timedelta(days=60)
MOST: Final = 2000


def of(person: User, *, at: datetime) -> bytes:
    """Return the open deadlines that the person sees now, each the whole of its day.

    The titles say kind and municipality only, since calendars are shared.
    """
    found = Deadline.objects.filter(
        state=Deadline.State.OPEN,
        due_date__gte=local(at - PAST).date(),
        municipality__in=access.municipalities_visible_to(person),
    )
    found = found.select_related("municipality").annotate(moves=Count("changes"))
    entries = [
        Entry(
            uid=uid("deadline", deadline.pk),
            title=f"Frist: {deadline.get_kind_display()}, {deadline.municipality.name}",
            starts=deadline.due_date,
            path=reverse("followup:deadlines", args=[deadline.municipality.scb_code]),
            sequence=deadline.moves,
            is_free=True,
        )
        for deadline in found.order_by("due_date", "pk")[:MOST]
    ]
    return made("Frister", entries, at=at)
