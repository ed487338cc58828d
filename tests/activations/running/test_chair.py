"""What a meeting decides of its own work: the chair, the next meeting, asking for direction."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from activations.models import (
    Activation,
    ActivationRequest,
)
from activations.running import meetings
from activations.running import services as running
from forums.models import Meeting
from forums.places import place_of
from tests.activations.factories import AT
from tests.activations.running_scene import (
    IN_HALF_AN_HOUR,
    begin,
    decide,
    end,
    first_meeting,
    make_work,
)

pytestmark = pytest.mark.django_db
LATER = IN_HALF_AN_HOUR + timedelta(minutes=30)
TOMORROW = AT + timedelta(days=1)


def test_the_first_meeting_decides_who_chairs_on_and_that_function_leads():
    work = make_work(2)
    activation = work.active()
    chair = work.seats[0]

    decide(work, activation, "chair", chair_function_id=chair.pk)
    decide(work, activation, "chair", chair_function_id=chair.pk)

    terms = list(activation.chair_terms.values_list("function_id", "ends_at"))
    assert terms == [(work.scene.rsib.pk, LATER), (chair.pk, None)]
    running.wind_down(activation_id=activation.pk, by=work.holders[0], at=LATER)
    with pytest.raises(PermissionDenied):
        running.resume(activation_id=activation.pk, by=work.holders[1], at=LATER)


def test_the_chair_leads_later_meetings_but_never_the_first():
    work = make_work(1)
    activation = work.active()
    decide(work, activation, "chair", chair_function_id=work.seats[0].pk)
    end(first_meeting(activation), by=work.scene.officer, at=LATER)
    meeting = meetings.call_next_meeting(
        activation_id=activation.pk,
        starts_at=TOMORROW,
        place=place_of(work.scene.coordinating),
        by=work.holders[0],
        at=LATER,
    )

    begin(meeting, by=work.holders[0], at=TOMORROW)

    other = make_work(1)
    with pytest.raises(PermissionDenied):
        begin(first_meeting(other.convene()), by=other.holders[0], at=IN_HALF_AN_HOUR)


def test_a_meeting_that_decides_the_next_one_calls_it():
    work = make_work(1)
    activation = work.active()

    decide(work, activation, "next_meeting", next_starts_at=TOMORROW)

    assert Meeting.objects.get(kind="later").starts_at == TOMORROW


def test_a_meeting_that_needs_direction_asks_for_the_directing_forum():
    work = make_work(1)
    activation = work.active()

    decide(work, activation, "direction", text="Skolor och kollektivtrafik behöver inriktas")

    request = ActivationRequest.objects.get(for_forum=work.scene.coordinating)
    assert (request.forum, request.event) == (work.scene.directing, activation.event)
    directing = work.convene(
        request_id=request.pk, forum_id=work.scene.directing.pk, at=LATER, starts_at=TOMORROW
    )
    assert directing.asked_by == activation
    assert Activation.objects.open().count() == 2


def test_the_convener_asks_for_direction_also_when_another_chairs():
    work = make_work(1)
    activation = work.active()
    decide(work, activation, "chair", chair_function_id=work.seats[0].pk)

    request = running.request_direction(
        activation_id=activation.pk, why="Prioritera snöröjning", by=work.scene.officer, at=LATER
    )

    assert request.raised_by_function == work.scene.rsib


def test_a_vacant_chair_is_taken_by_the_one_the_meeting_names():
    work = make_work(1)
    activation = work.active()
    activation.chair_terms.all().delete()

    decide(work, activation, "chair", chair_function_id=work.seats[0].pk)

    term = activation.chair_terms.get()
    assert (term.function, term.starts_at, term.ends_at) == (work.seats[0], LATER, None)
