"""The page says when the session ends, five minutes before, and one tap extends it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.clock import local
from tests.factories import FunctionFactory, holder

pytestmark = pytest.mark.django_db
ADDRESS = "/min-sida/inloggning/"


@pytest.fixture
def signed_in() -> Client:
    client = Client()
    client.force_login(
        holder(FunctionFactory()), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def box(client: Client) -> str:
    """Return the opening of the box on one's own page."""
    page = client.get("/min-sida/").content.decode()
    return page[page.index('id="session-end"') :].split(">")[0]


def test_the_end_is_on_the_page_and_hidden_until_it_is_near(signed_in: Client) -> None:
    end = Session.objects.get().expire_date

    page = signed_in.get("/min-sida/").content.decode()
    assert f"{local(end):%H:%M}</time>" in page
    assert "hidden" in box(signed_in)
    with time_machine.travel(end - timedelta(minutes=6)):
        assert "hidden" in box(signed_in)
    with time_machine.travel(end - timedelta(minutes=4)):
        assert "hidden" not in box(signed_in)


def test_one_tap_extends_it_and_answers_with_the_new_end(signed_in: Client) -> None:
    late = Session.objects.get().expire_date - timedelta(minutes=2)

    with time_machine.travel(late):
        answer = signed_in.post(ADDRESS, headers={"HX-Request": "true"})
        again = box(signed_in)

    end = Session.objects.get().expire_date
    assert end > late + timedelta(hours=11)
    assert f"{local(end):%H:%M}</time>" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "hidden" in again
    with time_machine.travel(late + timedelta(hours=1)):
        assert signed_in.get("/min-sida/").status_code == 200


def test_without_javascript_it_leads_to_ones_own_page_that_says_until_when(
    signed_in: Client,
) -> None:
    answer = signed_in.post(ADDRESS, follow=True)

    assert answer.redirect_chain == [("/min-sida/", 302)]
    end = local(Session.objects.get().expire_date)
    assert f"Du är inloggad till klockan {end:%H:%M}." in answer.content.decode()


def test_what_has_ended_is_not_extended(signed_in: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        answer = signed_in.post(ADDRESS)

    assert answer.status_code == 401
    assert "Din inloggning har gått ut" in answer.content.decode()


def test_a_page_about_to_send_hears_who_is_signed_in_until_when_by_which_token(
    signed_in: Client,
) -> None:
    session = Session.objects.get()

    state = signed_in.get("/min-sida/inloggning/laget/").json()

    assert state["user"] == int(session.get_decoded()["_auth_user_id"])
    assert parse_datetime(state["ends_at"]) == session.expire_date.replace(
        microsecond=session.expire_date.microsecond // 1000 * 1000
    )
    assert len(state["token"]) == 64


def test_signing_in_beside_leads_to_a_page_that_sends_back(signed_in: Client) -> None:
    assert (
        "Gå tillbaka till fönstret" in signed_in.get("/min-sida/inloggning/klar/").content.decode()
    )


def test_who_is_not_signed_in_hears_of_no_end() -> None:
    assert "session-end" not in Client().get("/logga-in/").content.decode()
