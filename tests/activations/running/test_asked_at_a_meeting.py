"""A meeting in ordinary mode asks for the directing forum: a request like any other follows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activations.models import ActivationRequest, CallStep
from activations.requests import services as requests
from actors.models import User
from common.errors import RuleError
from forums.meetings import conduct
from forums.meetings import services as meeting_services
from forums.models import Meeting, MeetingDecision
from tests import factories as people
from tests.activations.factories import AT
from tests.activations.running_scene import IN_HALF_AN_HOUR, Work, make_work
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
WHY = "Lokaltrafikens vägar behöver prioriteras före lördagen"


def running(work: Work, **values: Any) -> Meeting:
    """Return an extra conference of the coordinating forum that has begun."""
    meeting = Meeting.objects.create(
        forum=work.scene.coordinating,
        kind=Meeting.Kind.EXTRA,
        starts_at=AT,
        chair_function=work.seats[0],
        **values,
    )
    return meeting_services.begin_meeting(meeting_id=meeting.pk, by=work.scene.officer, at=AT)


def ask(meeting: Meeting, by: User, text: str = WHY) -> MeetingDecision:
    return conduct.add_decision(
        meeting_id=meeting.pk, kind="direction", text=text, by=by, at=IN_HALF_AN_HOUR
    )


def page(user: User, meeting: Meeting) -> str:
    client: Client = signed_in(user)
    return client.get(meeting.get_absolute_url()).content.decode()


def test_the_duty_officer_is_asked_by_the_forum_in_the_meetings_words() -> None:
    """Avsiktsförklaringen "Så aktiveras olika forum": "av ett redan verksamt forum"."""
    work = make_work(1)
    meeting = running(work)

    decision = ask(meeting, work.scene.officer)

    request = ActivationRequest.objects.get()
    assert (request.forum, request.for_forum) == (work.scene.directing, work.scene.coordinating)
    assert (request.what, request.decision, request.event) == (WHY, decision, None)
    assert CallStep.objects.filter(request=request, called_at__isnull=False).exists()


def test_whoever_chairs_the_meeting_may_ask() -> None:
    work = make_work(1)

    ask(running(work), work.holders[0])

    assert ActivationRequest.objects.get().raised_by_function == work.seats[0]


def test_what_is_long_is_told_whole() -> None:
    work = make_work(1)

    ask(running(work), work.scene.officer, "Prioritera " + "snöröjning " * 40)

    request = ActivationRequest.objects.get()
    assert len(request.what) == 200
    assert request.details.endswith("snöröjning")


def test_an_exercise_asks_for_an_exercise() -> None:
    work = make_work(1)

    ask(running(work, exercise=True), work.scene.officer)

    assert ActivationRequest.objects.get().exercise is True


def test_a_meeting_asks_once_while_its_request_waits() -> None:
    work = make_work(1)
    meeting = running(work)
    ask(meeting, work.scene.officer)
    request = ActivationRequest.objects.get()

    with pytest.raises(RuleError, match=request.number):
        ask(meeting, work.scene.officer)

    assert meeting.decisions.count() == 1
    requests.decline_request(
        request_id=request.pk,
        reason="Ryms här i dag.",
        by=work.scene.officer,
        at=IN_HALF_AN_HOUR,
    )
    ask(meeting, work.scene.officer)
    assert ActivationRequest.objects.count() == 2


def test_a_region_without_a_directing_forum_says_so() -> None:
    work = make_work(1)
    work.scene.directing.delete()
    meeting = running(work)

    with pytest.raises(RuleError, match="inget inriktande forum"):
        ask(meeting, work.scene.officer)

    assert not meeting.decisions.exists()


def test_the_meeting_shows_what_became_of_it() -> None:
    work = make_work(1)
    meeting = running(work)
    ask(meeting, work.scene.officer)
    request = ActivationRequest.objects.get()

    assert f"Begäran {request.number}: skickad" in page(work.scene.officer, meeting)
    requests.decline_request(
        request_id=request.pk,
        reason="Ryms här i dag.",
        by=work.scene.officer,
        at=IN_HALF_AN_HOUR,
    )
    shown = page(work.scene.officer, meeting)

    assert f"Begäran {request.number}: avböjd" in shown
    assert request.get_absolute_url() in shown


def test_the_page_of_the_chair_hears_when_the_request_is_answered() -> None:
    work = make_work(1)
    meeting = running(work)
    ask(meeting, work.scene.officer)
    client = signed_in(work.scene.officer)
    address = reverse("forums:conduct_live", args=[meeting.forum.region.slug, meeting.pk])
    before = client.get(address)
    unchanged = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert unchanged.status_code == 304

    requests.acknowledge_request(
        request_id=ActivationRequest.objects.get().pk, by=work.scene.officer, at=IN_HALF_AN_HOUR
    )

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "mottagen" in after.content.decode()


def test_who_sees_no_request_of_the_region_is_not_told_of_it() -> None:
    work = make_work(1)
    meeting = running(work)
    ask(meeting, work.scene.officer)
    outsider = people.holder(people.FunctionFactory())

    assert signed_in(outsider).get(meeting.get_absolute_url()).status_code == 404
