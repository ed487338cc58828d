"""Answers by link, without signing in: GET changes nothing, nothing can be forged."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from common.errors import RuleError
from notices import services
from notices.answers import links
from notices.models import AnswerLink
from tests.notices.factories import make_link

pytestmark = pytest.mark.django_db


def test_the_link_is_short_and_its_key_is_not_kept(question):
    path = make_link()

    token = path.split("/")[2]
    assert len(token) >= 14
    assert not AnswerLink.objects.filter(token_hash=token).exists()
    assert links.find(token).subject_id == 1


def test_get_shows_what_is_asked_and_changes_nothing(client, question):
    path = make_link()

    for method in (client.get, client.head, client.get):
        response = method(path)
        assert response.status_code == 200

    assert question.answers == {}
    page = client.get(path).content.decode()
    assert "Samordnande forum i dag 03:45" in page
    assert "Tjänsteman i beredskap, Polisen" in page
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_post_answers_and_comes_back_to_what_now_holds(client, question):
    path = make_link()

    response = client.post(path, {"choice": "deputy", "text": "Vakthavande"}, follow=True)

    assert question.answers[1] == (
        "deputy",
        "link",
        "Tjänsteman i beredskap, Polisen",
        "Vakthavande",
    )
    assert response.redirect_chain == [(path, 302)]
    assert "Ni har svarat deputy." in response.content.decode()


def test_no_cookie_is_needed(question):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(make_link(), {"choice": "yes"}).status_code == 302
    assert question.answers[1][0] == "yes"


def test_an_exercise_says_so_over_the_page(client, question):
    question.exercise = True

    assert "ÖVNING" in client.get(make_link()).content.decode()


@pytest.mark.parametrize(
    "token", ["x" * 14, "..", "%00", "<script>", "a" * 500, "1' OR '1'='1", "🔥"]
)
def test_an_unknown_link_is_a_friendly_404(client, token, question):
    assert client.get(f"/k/{token}/").status_code == 404


def test_an_old_link_is_410_and_answers_nothing(client, question):
    path = make_link(expires_in=-timedelta(seconds=1))

    assert client.get(path).status_code == 410
    assert client.post(path, {"choice": "yes"}).status_code == 410
    assert question.answers == {}


def test_a_link_that_grew_old_while_it_was_answered_answers_nothing(question):
    make_link(expires_in=-timedelta(seconds=1))

    with pytest.raises(RuleError, match="gäller inte längre"):
        services.answer_link(
            link=AnswerLink.objects.get(), choice="yes", extra={}, at=timezone.now()
        )

    assert question.answers == {}


def test_a_closed_question_shows_why_and_refuses(client, question):
    path = make_link()
    question.closed.add(1)

    assert "Mötet är slut." in client.get(path).content.decode()
    assert client.post(path, {"choice": "yes"}).status_code == 409
    assert question.answers == {}


@pytest.mark.parametrize("choice", ["", "nonsense", "yes\0", "<b>", "x" * 10_000])
def test_a_choice_that_is_not_offered_is_refused(client, question, choice):
    response = client.post(make_link(), {"choice": choice})

    assert response.status_code == 409
    assert "Välj ett av svaren." in response.content.decode()
    assert question.answers == {}


def test_a_refusal_of_the_rules_is_shown_and_what_was_typed_kept(client, question):
    response = client.post(make_link(subject_id=13), {"choice": "deputy", "text": "<i>Vakt</i>"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Kallelsen är återkallad." in page
    assert "&lt;i&gt;Vakt&lt;/i&gt;" in page


def guess(client, times=32, **headers):
    return [client.get(f"/k/{number:014d}/", **headers) for number in range(times)][-1]


def test_guessing_is_slowed_down_but_never_somebody_with_a_link(client, question):
    path = make_link()

    assert guess(client).status_code == 429

    assert client.get(path).status_code == 200  # behind the very same address
    assert client.post(path, {"choice": "yes"}).status_code == 302
    assert question.answers[1][0] == "yes"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("2001:db8:1:1:ffff::9", 429),
        ("2001:db8:1:2::1", 404),
        ("::ffff:10.0.0.9", 404),
    ],
)
def test_a_guesser_does_not_get_further_by_another_address_of_the_same_network(client, other, code):
    guess(client, REMOTE_ADDR="2001:db8:1:1::1")

    assert guess(client, times=1, REMOTE_ADDR=other).status_code == code


def test_a_minute_of_misses_ends_after_a_minute_however_many_they_are(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(7):
            guess(client, times=5)
            clock.shift(9)
        assert guess(client, times=1).status_code == 404


def test_one_link_may_not_be_hammered(client, question):
    path = make_link()

    codes = [client.post(path, {"choice": "yes"}).status_code for _ in range(32)]

    assert codes[0] == 302
    assert codes[-1] == 429


def test_a_link_whose_app_is_gone_is_unknown(client):
    assert client.get(make_link(kind="gone")).status_code == 404


@pytest.mark.parametrize(
    "asked", ["2026-13-45T10:00:00Z", "i går", "2026-11-21T03:00:00", "9999-01-01T00:00:00Z"]
)
def test_a_moment_that_never_stood_on_the_page_is_answered_by_reading_again(asked):
    """domain.md 6.1."""
    with pytest.raises(RuleError, match="Läs vad som gäller nu"):
        services.moment_of(asked, timezone.now())
