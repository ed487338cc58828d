"""Deadlines and reminders, for the walks through everything."""

from typing import Any

from django.utils import timezone

from actors.models import User
from followup.calendars import services as calendar_addresses
from followup.deadlines import forms
from followup.deadlines.models import Deadline, DeadlineCalendar, Reminder
from tests.browser.stops import Stop
from tests.input.entries import Entry

KEY = "demo-deadline"


def furnish(world: Any) -> None:
    """Name a deadline that may be moved, one that may not reach anybody, and a calendar."""
    world.found["movable_deadline"] = Deadline.objects.get(
        key=f"{KEY}:vallentuna:missing_document_plan"
    )
    world.found["unreached"] = Reminder.objects.filter(state="unreachable").order_by("pk").first()
    handler = User.objects.get(email="handlaggare@demo.example")
    world.found["deadline_secret"] = calendar_addresses.make_address(
        DeadlineCalendar, by=handler, at=timezone.now()
    )


VALLENTUNA = {"code": "0115"}
STOCKHOLM = {"county": "01"}
MOVE = VALLENTUNA | {"pk": "movable_deadline.pk"}

STOPS = [
    Stop("followup:deadlines", "handlaggare", VALLENTUNA),
    Stop("followup:deadlines", "samordnare.vallentuna", VALLENTUNA),
    Stop("followup:deadlines", "direktor.vallentuna", VALLENTUNA, query="?lage=soon&trappor=1"),
    Stop("followup:deadlines", "handlaggare", VALLENTUNA, query="?ar=1999&lage=done"),
    Stop("followup:county_deadlines", "handlaggare", STOCKHOLM),
    Stop("followup:county_deadlines", "chef.lansstyrelsen", STOCKHOLM, query="?lage=late"),
    Stop("followup:deadline_move", "handlaggare", MOVE),
    Stop("followup:ladders", "handlaggare", STOCKHOLM),
    Stop("followup:own_reminders", "samordnare.vallentuna"),
    Stop("followup:deadline_calendar", "samordnare.vallentuna"),
]
NO_PAGE = {
    "followup:reminder_again": "only posted to",
    "followup:deadline_calendar_revoke": "only posted to",
    "followup:deadline_feed": "a calendar file",
}
POSTED = [
    Entry(forms.MoveForm, "followup:deadline_move", MOVE, "handlaggare"),
]
FILTERS = [
    Entry(forms.DeadlineFilter, "followup:deadlines", VALLENTUNA, "handlaggare"),
    Entry(forms.CountyDeadlineFilter, "followup:county_deadlines", STOCKHOLM, "handlaggare"),
]
NOT_TRIED = {
    forms.ChoiceForm: "its fields are the functions held: tests/followup/deadlines/test_pages.py",
    forms.LadderForm: "only who administers the follow-up: tests/followup/deadlines/test_pages.py",
}
WRITES: list[Any] = []
