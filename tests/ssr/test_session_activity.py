"""From where a session is used is noted once a minute, and at once when it is from elsewhere."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.clients import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    found = signed_in(UserFactory())
    found.get("/halsa/", headers={"user-agent": "Telefon"})
    return found


def seen() -> UserSession:
    return UserSession.objects.get()


def test_the_first_request_is_noted(client):
    assert seen().user_agent == "Telefon"


def test_the_next_within_a_minute_writes_nothing(client):
    with CaptureQueriesContext(connection) as asked:
        client.get("/halsa/", headers={"user-agent": "Telefon"})

    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []


def test_another_device_is_noted_at_once(client):
    client.get("/halsa/", headers={"user-agent": "Dator"})

    assert seen().user_agent == "Dator"


def test_a_minute_later_it_is_noted_again(client):
    before = seen().last_seen_at
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.get("/halsa/", headers={"user-agent": "Telefon"})

    assert seen().last_seen_at - before > timedelta(seconds=60)
