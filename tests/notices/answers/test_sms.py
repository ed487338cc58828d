"""Replies by SMS: free text never decides, and receipts come in any order."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notices.answers import links, replies, sms_replies, webhooks
from notices.models import IncomingSms, Notice
from tests.notices.factories import NUMBER, SOON, make_link, make_notice

pytestmark = pytest.mark.django_db


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
    reply = Notice.objects.get(template="sms_reply")
    assert (reply.address, reply.body) == (NUMBER, "SSR: Svaret yes är noterat.")


def test_a_replay_has_no_effect(client, question):
    make_link()
    call(client, sms())
    question.answers.clear()

    response = call(client, sms())

    assert response.status_code == 200
    assert question.answers == {}
    assert Notice.objects.filter(template="sms_reply").count() == 1


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


def given(question):
    return {pk: answer[0] for pk, answer in question.answers.items()}


def result(client, text, number=1):
    return call(client, sms(text, number)).json()["result"]


def test_with_several_open_the_newest_is_meant_and_the_others_are_told_with_their_codes(
    client, question
):
    make_link(1)
    make_link(2)

    said = result(client, "JA")

    assert given(question) == {2: "yes"}
    assert "Obesvarat: JA 1/NEJ 1 = Samordnande forum i dag 03:45, fråga 1" in said


@pytest.mark.parametrize("text", ["NEJ 1", "nej1", "1 Nej", "Nej, 1!"])
def test_the_code_says_which_question_is_meant(client, question, text):
    make_link(1)
    make_link(2)

    result(client, text)

    assert given(question) == {1: "no"}


def test_a_code_that_no_open_question_has_decides_nothing(client, question):
    make_link(1)
    make_link(2)

    assert "Vilken fråga svarar du på? JA 2/NEJ 2 = " in result(client, "JA 7")
    assert question.answers == {}


def test_with_all_answered_only_a_code_changes_one(client, question):
    make_link(1)
    make_link(2)
    question.answers = {1: ("yes", "link", "", ""), 2: ("yes", "link", "", "")}

    assert "Vilken fråga" in result(client, "NEJ")
    assert given(question) == {1: "yes", 2: "yes"}
    result(client, "NEJ 2", 2)
    assert given(question) == {1: "yes", 2: "no"}


def test_an_exercise_never_stands_in_the_way_of_what_is_live(client, question):
    make_link(1)
    make_link(2)
    question.exercises.add(2)

    result(client, "JA")

    assert given(question) == {1: "yes"}


def test_the_code_is_told_once_another_question_is_open_at_the_phone(question):
    def words(subject_id, phone=NUMBER):
        link = links.make(
            kind="test", subject_id=subject_id, recipient_label="TiB", phone=phone,
            at=timezone.now(), expires_at=timezone.now() + SOON,
        )  # fmt: skip
        return link.words["yes"], link.words["no"]

    assert words(1) == ("JA", "NEJ")
    assert words(2) == ("JA 2", "NEJ 2")
    assert words(1) == ("JA 1", "NEJ 1")  # the reminder of the first
    assert words(3, phone="") == ("JA", "NEJ")
    question.closed.update({1, 2})
    assert words(4) == ("JA", "NEJ")


def test_a_reply_older_than_the_latest_call_or_move_answers_nothing_and_says_so(client, question):
    make_link(1)
    question.asked_at[1] = parse_datetime("2026-11-21T03:06:01+01:00")

    assert "äldre än frågan" in result(client, "JA")
    assert question.answers == {}
    question.asked_at[1] = parse_datetime("2026-11-21T03:05:59+01:00")
    result(client, "JA", 2)
    assert given(question) == {1: "yes"}


def test_a_late_reply_does_not_land_on_an_older_question_either(client, question):
    make_link(1)
    make_link(2)
    question.asked_at[2] = parse_datetime("2026-11-21T03:06:01+01:00")

    assert "äldre än frågan" in result(client, "JA")
    assert question.answers == {}


def test_a_page_read_before_the_move_is_read_again(client, question):
    path = make_link(1)
    question.asked_at[1] = parse_datetime("2026-11-21T03:00:00Z")
    asked = re.search(r'name="asked" value="([^"]+)"', client.get(path).content.decode())[1]
    question.asked_at[1] = parse_datetime("2026-11-21T03:10:00Z")

    response = client.post(path, {"choice": "yes", "asked": asked})

    assert response.status_code == 409
    assert "har ändrats" in response.content.decode()
    assert question.answers == {}
    question.asked_at[1] = parse_datetime("2026-11-21T03:00:00Z")
    assert client.post(path, {"choice": "yes", "asked": asked}).status_code == 302


def test_what_was_asked_about_may_be_gone(client, question):
    make_link(404)

    assert result(client, "JA") == sms_replies.NOTHING_OPEN


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

    call(client, sms("Nej tack"))

    assert question.answers[1][0] == "no"


@pytest.mark.parametrize(
    "text",
    [
        *("Va?", "Ja?", "OK", "Jag är sjuk", "Ja, men jag kan inte förrän 19", "ja nej"),
        *("Stopp i trafiken, kommer inte", "Inte ja", "Jag tror det", "👍", "JA om jag hinner"),
    ],
)
def test_free_text_never_decides(client, question, text):
    make_link()

    said = result(client, text)

    assert said.startswith("Vi förstod inte. Svara bara JA eller NEJ: Samordnande forum")
    assert question.answers == {}
    assert question.unclear == [(1, "Tjänsteman i beredskap, Polisen")]
    assert set(IncomingSms.objects.unclear("test", [1, 2])) == {1}


def test_what_is_not_understood_is_asked_again_with_the_code(client, question):
    make_link(1)
    make_link(2)

    assert "Svara bara JA 2 eller NEJ 2" in result(client, "Kanske")


def test_a_machine_that_answers_by_itself_is_answered_three_times_at_most(client, question):
    make_link()

    for number in range(5):
        result(client, "Jag är i möte", number)

    assert Notice.objects.filter(template="sms_reply").count() == 3
    assert len(question.unclear) == 3


@pytest.mark.parametrize("text", ["STOPP", "stop.", " Stopp! "])
def test_alarms_cannot_be_stopped_by_sms(client, question, text):
    make_link()

    assert "kan inte avbeställas" in result(client, text)


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

    assert Notice.objects.get(template="sms_reply").body.startswith("ÖVNING ")


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
    ("text", "words", "code"),
    [
        ("JA", "ja", None), (" ja!! ", "ja", None), ("“Ja”", "ja", None), ("JA 3", "ja", 3),
        ("3 ja", "ja", 3), ("ja3.", "ja", 3), ("Kommer inte!", "kommer inte", None),
        ("123", "123", None), ("1 ja 2", "1 ja 2", None), ("", "", None), ("Ja?", "ja?", None),
        ("JA\N{COMBINING DIAERESIS}", "jä", None),
    ],
)  # fmt: skip
def test_a_reply_is_read_as_a_whole(text, words, code):
    assert replies.read(text) == replies.Reply(words, code)


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
