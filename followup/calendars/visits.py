"""The visits somebody sees as a calendar file, fetched from a secret address."""

from datetime import date, datetime, timedelta

from django.urls import reverse

from actors.models import User
from common.calendar_files import Entry, after, made, uid
from common.clock import local
from followup import access
from followup.visits.models import Visit

LENGTH = timedelta(hours=3)
PAST = timedelta(days=92)
MOST = 500
STATUS = {Visit.Status.CANCELLED: "CANCELLED", Visit.Status.PLANNED: "TENTATIVE"}


def visits_for(person: User, at: datetime) -> list[Visit]:
    """Return the visits in the person's calendar: the county's, or one's own municipality's."""
    since = local(at - PAST).date()
    counties = access.counties_visible_to(person)
    found = Visit.objects.filter(plan__county__in=counties)
    if not counties.exists():
        own = access.own_municipality(person)
        found = Visit.objects.filter(municipality=own, told_year__isnull=False)
    # One that was never booked and is called off is in nobody's calendar.
    found = found.filter(year__gte=since.year).exclude(
        status=Visit.Status.CANCELLED, starts_at=None
    )
    return list(found.select_related("municipality").order_by("year", "quarter", "pk")[:MOST])


def of(person: User, *, at: datetime) -> bytes:
    """Return the file: neutral titles, stable numbers, the time zone spelt out.

    A planned visit fills no day: it lies on the quarter's first day, as tentative.
    """
    entries = [_entry(visit) for visit in visits_for(person, at)]
    return made("Uppföljningsbesök", entries, at=at)


def _entry(visit: Visit) -> Entry:
    return Entry(
        uid=uid("visit", visit.pk),
        title=f"Uppföljningsbesök {visit.municipality.name}",
        starts=visit.starts_at or date(visit.year, visit.quarter * 3 - 2, 1),
        ends=after(visit.starts_at, LENGTH) if visit.starts_at else None,
        path=reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk]),
        status=STATUS.get(visit.status, "CONFIRMED"),
        sequence=visit.sequence,
        is_free=visit.starts_at is None,
    )
