"""The visits somebody sees as a calendar file, fetched from a secret address."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from actors.models import User
from common.calendar_files import begun, uid
from common.clock import local
from followup import access
from followup.models import Visit

LENGTH = timedelta(hours=3)
PAST = timedelta(days=92)
MOST = 500


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
    from icalendar import Event

    calendar = begun("Uppföljningsbesök")
    for visit in visits_for(person, at):
        event = Event()
        event.add("uid", uid("visit", visit.pk))
        event.add("sequence", visit.sequence)
        event.add("dtstamp", at)
        event.add("summary", f"Uppföljningsbesök {visit.municipality.name}")
        if visit.starts_at:
            starts_at = local(visit.starts_at)
            event.add("dtstart", starts_at)
            event.add("dtend", starts_at + LENGTH)
        else:
            event.add("dtstart", date(visit.year, visit.quarter * 3 - 2, 1))
            event.add("transp", "TRANSPARENT")
        event.add("status", _status(visit))
        path = reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk])
        event.add("url", f"{settings.PUBLIC_URL}{path}")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _status(visit: Visit) -> str:
    if visit.status == Visit.Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if visit.status == Visit.Status.PLANNED else "CONFIRMED"
