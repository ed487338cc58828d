"""Booking a visit over the API: refused when somebody else has booked it meanwhile."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from common.clock import STOCKHOLM
from followup.visits.models import Visit
from tests.followup.visits.factories import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(scene):
    client = Client()
    client.force_login(scene.handler)
    return client


def visits_of(scene):
    return f"/api/v1/follow-up/municipalities/{scene.municipality.scb_code}/visits/"


def coming(scene):
    """Return a planned visit of a quarter to come, and a day in it."""
    at = timezone.now() + timedelta(days=30)
    visit = planned(scene, at.year, (at.month - 1) // 3 + 1)
    return visit, at


def book(scene, client, visit, at, **more):
    body = {"visit": visit.pk, "starts_at": at.isoformat(), "place": "Kommunhuset", **more}
    return client.post(visits_of(scene), body, content_type="application/json")


def seen_of(scene, client):
    return client.get(visits_of(scene)).json()[0]["seen"]


def test_a_visit_that_somebody_else_has_booked_meanwhile_is_not_booked_over(scene, client):
    visit, at = coming(scene)
    seen = seen_of(scene, client)
    assert book(scene, client, visit, at, seen=seen).status_code == 201

    answer = book(scene, client, visit, at + timedelta(hours=1), seen=seen)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"].startswith("Någon annan har bokat besöket till ")
    assert Visit.objects.get(pk=visit.pk).starts_at == at


def test_a_visit_is_moved_by_whoever_has_seen_its_booking_or_does_not_compare(scene, client):
    visit, at = coming(scene)
    assert book(scene, client, visit, at).status_code == 201

    seen = seen_of(scene, client)
    moved = book(scene, client, visit, at + timedelta(hours=1), seen=seen)
    again = book(scene, client, visit, at + timedelta(hours=2))

    assert (moved.status_code, again.status_code) == (201, 201)
    assert moved.json()["seen"] == seen + 1


def test_times_are_told_in_utc_whatever_zone_they_came_in(scene, client):
    visit, at = coming(scene)

    booked = book(scene, client, visit, at.replace(microsecond=0).astimezone(STOCKHOLM)).json()

    assert booked["starts_at"] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    assert client.get(visits_of(scene)).json()[0]["starts_at"] == booked["starts_at"]
