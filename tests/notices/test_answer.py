"""Answers by link and by SMS, without signing in: GET changes nothing, nothing can be forged."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from common.errors import RuleError
from notices import answers, links, services, webhooks
from notices.models import AnswerLink, IncomingSms, Notice
from tests.notices.factories import NUMBER, SOON, make_notice

pytestmark = pytest.mark.django_db


def make_link(subject_id=1, kind="test", expires_in=SOON, phone=NUMBER):
    now = timezone.now()
    url = links.make(
        kind=kind,
        subject_id=subject_id,
        recipient_label="Tjänsteman i beredskap, Polisen",
        phone=phone,
        at=now,
        expires_at=now + expires_in,
    )
    return url.removeprefix("http://127.0.0.1:8000")


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


def test_guessing_is_slowed_down_but_never_somebody_with_a_link_elsewhere(client, question):
    for number in range(32):
        response = client.get(f"/k/{number:014d}/")

    assert response.status_code == 429
    path = make_link()
    assert client.get(path, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_one_link_may_not_be_hammered(client, question):
    path = make_link()

    codes = [client.post(path, {"choice": "yes"}).status_code for _ in range(32)]

    assert codes[0] == 302
    assert codes[-1] == 429


def test_a_link_whose_app_is_gone_is_unknown(client):
    assert client.get(make_link(kind="gone")).status_code == 404


# By SMS --------------------------------------------------------------------------------------


def call(client, data, *, signature=None, path="/sms/in/"):
    body = json.dumps(data).encode() if not isinstance(data, bytes) else data
    return client.post(
        path,
        body,
        content_type="application/json",
        headers={"X-SSR-Signature": signature or webhooks.sign(body)},
    )


def sms(text="JA", number=1, sender="0701234567"):
    return {
        "id": f"op-{number}",
        "from": sender,
        "text": text,
        "received_at": "2026-11-21T03:06:00+01:00",
    }


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.NOTICES_SMS_WEBHOOK_SECRET = "a-secret-of-the-operator"


def test_yes_by_sms_answers_the_open_question_and_gets_a_reply(client, question):
    make_link()

    response = call(client, sms())

    assert response.json() == {"result": "Svaret yes är noterat."}
    assert question.answers[1] == ("yes", "sms", "Tjänsteman i beredskap, Polisen", "")
    reply = Notice.objects.get(template="T16")
    assert (reply.address, reply.body) == (NUMBER, "SSR: Svaret yes är noterat.")


def test_a_replay_has_no_effect(client, question):
    make_link()
    call(client, sms())
    question.answers.clear()

    response = call(client, sms())

    assert response.status_code == 200
    assert question.answers == {}
    assert Notice.objects.filter(template="T16").count() == 1


@pytest.mark.parametrize("signature", ["", "0" * 64, "sha256=", "å"])
def test_a_forged_reply_is_refused(client, question, signature):
    make_link()

    response = call(client, sms(), signature=signature or "x")

    assert response.status_code == 401
    assert question.answers == {}
    assert not IncomingSms.objects.exists()


def test_without_a_secret_nothing_is_genuine(client, question, settings):
    settings.NOTICES_SMS_WEBHOOK_SECRET = ""

    assert call(client, sms()).status_code == 401


def test_several_open_questions_are_all_left_unanswered(client, question):
    make_link(1)
    make_link(2)

    response = call(client, sms())

    assert "flera öppna frågor" in response.json()["result"]
    assert question.answers == {}


def test_all_but_one_closed_leaves_no_doubt(client, question):
    make_link(1)
    make_link(2)
    make_link(3, expires_in=-timedelta(minutes=1))
    question.closed.add(1)

    call(client, sms())

    assert list(question.answers) == [2]


def test_a_reply_is_to_the_question_that_still_waits_for_one(client, question):
    make_link(1)
    make_link(2)
    question.answers[1] = ("yes", "link", "", "")

    call(client, sms("Nej"))

    assert {pk: given[0] for pk, given in question.answers.items()} == {1: "yes", 2: "no"}


def test_a_reminder_of_the_same_question_is_one_question(client, question):
    make_link(1)
    make_link(1)

    call(client, sms("Nej tyvärr"))

    assert question.answers[1][0] == "no"


def test_what_is_not_understood_is_said(client, question):
    make_link()

    assert "Vi förstod inte" in call(client, sms("Va?")).json()["result"]
    assert question.answers == {}


def test_alarms_cannot_be_stopped_by_sms(client, question):
    make_link()

    assert "kan inte avbeställas" in call(client, sms("STOPP")).json()["result"]


def test_a_refusal_of_the_rules_is_the_reply(client, question):
    make_link(13)

    assert call(client, sms()).json()["result"] == "Kallelsen är återkallad."


def test_a_stranger_gets_no_reply_so_that_machines_do_not_talk_for_ever(client, question):
    call(client, sms(sender="+46709999999"))

    assert IncomingSms.objects.count() == 1
    assert not Notice.objects.exists()


def test_the_reply_in_an_exercise_says_so(client, question):
    question.exercise = True
    make_link()

    call(client, sms())

    assert Notice.objects.get(template="T16").body.startswith("ÖVNING ")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"[]",
        b'"JA"',
        {},
        {"id": 1, "from": NUMBER, "text": "JA", "received_at": "2026-11-21T03:06:00Z"},
        {"id": "1", "from": [], "text": "JA", "received_at": "2026-11-21T03:06:00Z"},
        {"id": "1", "from": NUMBER, "text": "JA", "received_at": "2026-13-45"},
        {"id": "1", "from": NUMBER, "text": "JA", "received_at": "2026-11-21T03:06:00"},
        {"id": "1", "from": NUMBER, "text": "J\0A", "received_at": "2026-11-21T03:06:00Z"},
        {"id": "x" * 200, "from": NUMBER, "text": "JA", "received_at": "2026-11-21T03:06:00Z"},
    ],
)
def test_a_payload_that_is_not_what_we_agreed_on_is_400(client, question, data):
    make_link()

    assert call(client, data).status_code == 400
    assert question.answers == {}


def test_a_payload_that_is_too_large_is_413(client):
    assert call(client, b"x" * 20_000).status_code == 413


def test_get_is_not_allowed(client):
    assert client.get("/sms/in/").status_code == 405


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("JA", "yes"), ("ja!", "yes"), ("Ja, jag tar den", "yes"), ("J", "yes"), ("ok", "yes"),
        ("NEJ", "no"), ("nej tack", "no"), ("Kommer inte", "no"), ("N", "no"),
        ("", None), ("kanske", None), ("123", None), ("  ", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_as_people_write_them(text, means):
    assert answers.yes_or_no(text) == means


# Receipts ------------------------------------------------------------------------------------


def receipt(client, notice, status, **more):
    data = {"ref": str(notice.pk), "status": status} | more
    return call(client, data, path="/sms/receipt/")


def state(notice):
    notice.refresh_from_db()
    return notice.status


def test_receipts_come_twice_late_and_in_the_wrong_order_and_delivered_stays(client):
    notice = make_notice(channel="sms", status="sent", sent_at=timezone.now())

    receipt(client, notice, "failed", error="absent")
    assert state(notice) == "failed"
    receipt(client, notice, "delivered")
    assert state(notice) == "delivered"
    first = notice.delivered_at
    receipt(client, notice, "delivered")
    receipt(client, notice, "failed")
    assert state(notice) == "delivered"
    assert notice.delivered_at == first


def test_a_failure_is_told_once_and_nothing_unsent_fails_by_a_receipt(client):
    failed = make_notice(channel="sms", status="sent", sent_at=timezone.now())
    unsent = make_notice(channel="sms")
    receipt(client, failed, "failed", error="absent")

    receipt(client, failed, "failed", error="unknown")
    receipt(client, unsent, "failed")

    assert (state(failed), failed.last_error) == ("failed", "absent")
    assert state(unsent) == "queued"


def test_a_state_on_the_way_changes_nothing(client):
    notice = make_notice(channel="sms", status="sent", sent_at=timezone.now())

    assert receipt(client, notice, "buffered").status_code == 200
    assert state(notice) == "sent"


def test_a_receipt_may_use_the_operators_own_number(client):
    notice = make_notice(status="sent", sent_at=timezone.now(), provider_ref="op-77")

    call(client, {"ref": "op-77", "status": "delivered"}, path="/sms/receipt/")

    assert state(notice) == "delivered"


def test_a_receipt_for_something_else_is_no_error(client):
    response = call(client, {"ref": "whatever", "status": "delivered"}, path="/sms/receipt/")

    assert response.json() == {"known": False}


def test_a_forged_receipt_is_refused(client):
    notice = make_notice(channel="sms", status="sent", sent_at=timezone.now())
    body = {"ref": str(notice.pk), "status": "delivered"}

    assert call(client, body, signature="x", path="/sms/receipt/").status_code == 401
    assert call(client, {"ref": 1}, path="/sms/receipt/").status_code == 400
    assert state(notice) == "sent"
