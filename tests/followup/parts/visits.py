"""Visits on the walks: every page, every form, every write of the API."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from actors.models import Actor
from common.clock import local
from demo.followup import people
from followup.calendars import services as calendar_addresses
from followup.terms import queries as method
from followup.visits import forms
from followup.visits import services as visits
from followup.visits.models import Visit, VisitCalendar
from followup.visits.plan import services as visit_plan
from followup.visits.rules import quarter_of
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write

COUNTY = {"county": "visit_county.pk"}
OF = {"code": "visit_place.scb_code"}
ONE = OF | {"pk": "next_visit.pk"}
HELD = {"code": "held_place.scb_code", "pk": "held_visit.pk"}
SECRET = {"secret": "visit_secret"}
ASKED = ONE | {"asked": "visit_question.pk"}
MOVED = COUNTY | {"pk": "planned_visit.pk"}
WHO, MUNICIPAL = "handlaggare", "samordnare.vallentuna"


def furnish(world: Any) -> None:
    """Name the demo's visits; lay those that the day of the run leaves out of a term."""
    at = timezone.now()
    place = Actor.objects.get(slug="vallentuna")
    booked = Visit.objects.filter(municipality=place, status=Visit.Status.BOOKED).first()
    booked = booked or _book(place, at)
    asked = booked.completions.filter(answered_at=None).first()
    if asked is None:
        asked = visits.ask_completion(
            visit_id=booked.pk,
            text="DEMO: Underlag",
            due_date=local(at).date(),
            by=people.handler(),
            at=at,
        )
    held = Visit.objects.filter(status__in=["held", "closed"]).order_by("-held_date").first()
    planned = Visit.objects.filter(status=Visit.Status.PLANNED).first() or booked
    world.found |= {
        "visit_county": place.county,
        "visit_place": place,
        "next_visit": booked,
        "held_visit": held or booked,
        "held_place": (held or booked).municipality,
        "planned_visit": planned,
        "visit_question": asked,
        "visit_secret": calendar_addresses.make_address(VisitCalendar, by=people.handler(), at=at),
    }


def _book(place: Actor, at: Any) -> Visit:
    day = at + timedelta(days=14)
    term = method.term_of_year(local(day).year)
    assert term is not None
    visit = visit_plan.plan_visit(
        municipality_id=place.pk,
        term=term,
        year=local(day).year,
        quarter=quarter_of(local(day).date()),
        by=people.handler(),
        at=at,
    )
    booking = visits.Booking(day, "Kommunhuset")
    return visits.book_visit(visit_id=visit.pk, booking=booking, by=people.handler(), at=at)


STOPS = [
    Stop("followup:visit_plan", WHO, COUNTY),
    Stop("followup:visit_plan", WHO, COUNTY, "?mandatperiod=2027"),
    Stop("followup:visit_plan_proposal", WHO, COUNTY),
    Stop("followup:visit_plan_tell", WHO, COUNTY),
    Stop("followup:visit_place", WHO, MOVED),
    Stop("followup:county_visits", WHO, COUNTY),
    Stop("followup:visit_calendar", WHO),
    Stop("followup:visit_calendar", MUNICIPAL),
    Stop("followup:visits", WHO, OF),
    Stop("followup:visits", MUNICIPAL, OF),
    Stop("followup:visit", WHO, ONE),
    Stop("followup:visit", WHO, HELD),
    Stop("followup:visit", MUNICIPAL, ONE),
    Stop("followup:visit_book", WHO, ONE),
    Stop("followup:visit_cancel", WHO, ONE),
    Stop("followup:visit_details", WHO, ONE),
    Stop("followup:visit_pre_meeting", WHO, ONE),
    Stop("followup:visit_preparations", WHO, ONE),
    Stop("followup:visit_participants", WHO, ONE),
    Stop("followup:visit_criteria", WHO, ONE),
    Stop("followup:visit_ask", WHO, ONE),
    Stop("followup:visit_answer", MUNICIPAL, ASKED),
    Stop("followup:visit_log", WHO, ONE),
    Stop("followup:visit_hold", WHO, ONE),
]
NO_PAGE = {
    "followup:visit_calendar_revoke": "POST only",
    "followup:visit_calendar_file": "a calendar file",
    "followup:visit_log_field": "POST only, answers JSON",
    "followup:visit_log_deficiency": "POST only",
    "followup:visit_pack": "a PDF",
    "followup:visit_pack_job": "a fragment",
}
POSTED = [
    Entry(forms.PlaceForm, "followup:visit_place", MOVED, WHO),
    Entry(forms.ProposalForm, "followup:visit_plan_proposal", COUNTY, WHO),
    Entry(forms.BookForm, "followup:visit_book", ONE, WHO),
    Entry(forms.CancelForm, "followup:visit_cancel", ONE, WHO),
    Entry(forms.DetailsForm, "followup:visit_details", ONE, WHO),
    Entry(forms.PreMeetingForm, "followup:visit_pre_meeting", ONE, WHO),
    Entry(forms.SecrecyForm, "followup:visit_preparations", ONE, WHO),
    Entry(forms.ParticipantForm, "followup:visit_participants", ONE, WHO),
    Entry(forms.CriteriaForm, "followup:visit_criteria", ONE, WHO),
    Entry(forms.CompletionForm, "followup:visit_ask", ONE, WHO),
    Entry(forms.CompletionAnswerForm, "followup:visit_answer", ASKED, MUNICIPAL),
    Entry(
        forms.DeficiencyForm,
        "followup:visit_log_deficiency",
        ONE,
        WHO,
        page="followup:visit_log",
        page_args=ONE,
    ),
    Entry(forms.HoldForm, "followup:visit_hold", ONE, WHO),
]
FILTERS = [Entry(forms.CountyFilter, "followup:county_visits", COUNTY, WHO)]
WRITES = [
    Write(
        "follow-up/municipalities/{}/visits/",
        ("visit_place.scb_code",),
        {
            "visit": "next_visit.pk",
            "starts_at": "2099-01-15T09:00:00Z",
            "place": "Kommunhuset",
            "seen": 0,
        },
        WHO,
    ),
]
