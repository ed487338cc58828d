"""Delivery: lease, send, mark; what providers answer, and what becomes of it."""

import json
import logging
import smtplib
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone

from notices.channels.channels import ConsoleChannel, channel_for
from notices.hooks import failures, receipts
from notices.models import Attempt, Notice
from notices.sender import delivery, sender
from tests.notices.factories import make_notice

pytestmark = [
    pytest.mark.django_db,
    # What Apprise imports is old-fashioned.
    pytest.mark.filterwarnings("ignore:.*slated for removal in Python:DeprecationWarning"),
]


class Mailbox:
    """An SMTP server that answers as told and keeps what it took."""

    def __init__(self):
        self.taken = []
        self.rcpt = "250 OK"
        self.data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(envelope.content.decode())
        if self.data == "close":
            server.transport.close()
            return "421 closing"
        return self.data


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=8140)
    controller.start()
    settings.NOTICES_EMAIL_CHANNEL = "email"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 8140
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


@pytest.fixture
def operator_of_sms(settings):
    """An SMS operator: a local HTTP server behind Apprise's json:// address."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)["message"], self.headers.get("X-Ref")))
            self.send_response(type(self).status)
            self.end_headers()

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 8141), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.NOTICES_SMS_URL = "json://127.0.0.1:8141/sms/{address}/?+X-Ref={id}"
    yield got, Handler
    server.shutdown()
    thread.join()
    server.server_close()


def send():
    return sender.send_all_due()


def test_email_leaves_in_text_and_html_with_the_same_words(mailbox, settings):
    notice = make_notice(body="Först detta.\n\nÖppna: https://ssr.example.se/k/abc/", priority=10)

    send()

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("sent", 1)
    (text,) = mailbox.taken
    assert f"Message-ID: <{notice.pk}@127.0.0.1>" in text
    assert "Reply-To: " in text
    assert "Importance: high" in text
    assert text.count("=C3=B6") or "Först" in text


def test_html_and_text_say_the_same(settings):
    settings.NOTICES_EMAIL_CHANNEL = "email"
    make_notice(body="Först <detta>.\n\nÖppna: https://ssr.example.se/k/abc/")

    send()

    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert message.body.startswith("Först <detta>.")
    assert "<p>Först &lt;detta&gt;.</p>" in html
    assert 'href="https://ssr.example.se/k/abc/"' in html


def test_a_mail_server_that_says_later_is_tried_again(mailbox):
    notice = make_notice(priority=10, due_at=timezone.now())
    mailbox.rcpt = "451 greylisted"

    send()

    notice.refresh_from_db()
    assert notice.status == "queued"
    assert notice.last_error.startswith("451 greylisted")
    assert timedelta(seconds=3) < notice.not_before - timezone.now() < timedelta(seconds=6)
    mailbox.rcpt = "250 OK"
    Notice.objects.update(not_before=None, due_at=timezone.now())
    send()
    notice.refresh_from_db()
    assert notice.status == "sent"
    assert [attempt.succeeded for attempt in notice.tries.all()] == [False, True]


def test_a_refused_address_fails_at_once_and_becomes_a_task(mailbox, monkeypatch):
    told = []
    monkeypatch.setattr(failures, "items", {1: told.append})
    notice = make_notice(due_at=timezone.now())
    mailbox.rcpt = f"550 no such user <{notice.address}>"

    send()

    notice.refresh_from_db()
    assert notice.status == "failed"
    assert notice.is_task
    assert notice.last_error == "550 no such user <…>"
    assert told == [notice]


def test_a_server_that_closes_after_data_may_double_but_not_lose(mailbox):
    notice = make_notice(due_at=timezone.now())
    mailbox.data = "close"

    send()

    notice.refresh_from_db()
    assert notice.status == "queued"
    mailbox.data = "250 OK"
    Notice.objects.update(not_before=None)
    send()
    first, second = mailbox.taken
    assert f"<{notice.pk}@" in first
    assert f"<{notice.pk}@" in second


def test_no_mail_server_is_an_error_shown_on_the_notice(settings):
    settings.NOTICES_EMAIL_CHANNEL = "email"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 8159
    notice = make_notice(due_at=timezone.now())

    send()

    notice.refresh_from_db()
    assert (notice.status, notice.last_error) == ("queued", "ConnectionRefusedError")


def test_our_own_log_in_refused_is_not_the_receivers_fault(monkeypatch, settings):
    settings.NOTICES_EMAIL_CHANNEL = "email"

    def refuse(self, *args, **more):
        raise smtplib.SMTPAuthenticationError(535, b"bad password")

    monkeypatch.setattr("notices.channels.channels.EmailMultiAlternatives.send", refuse)
    notice = make_notice(due_at=timezone.now())

    send()

    notice.refresh_from_db()
    assert (notice.status, notice.last_error) == ("queued", "bad password")


def test_sms_leaves_by_the_operator_with_our_number(operator_of_sms):
    got, _ = operator_of_sms
    notice = make_notice(channel="sms", address="070-123 45 67", body="SSR: åäö")

    send()

    notice.refresh_from_db()
    assert notice.status == "sent"
    assert got == [("/sms/+46701234567/", "SSR: åäö", str(notice.pk))]


@pytest.mark.parametrize(
    ("status", "becomes"), [(500, "queued"), (429, "queued"), (401, "queued"), (400, "failed")]
)
def test_what_the_operator_answers_decides_if_it_is_tried_again(operator_of_sms, status, becomes):
    _, handler = operator_of_sms
    handler.status = status
    notice = make_notice(channel="sms", address="+46701234567", due_at=timezone.now())

    send()

    notice.refresh_from_db()
    assert notice.status == becomes
    assert f"error={status}" in notice.last_error
    assert "701234567" not in notice.last_error


def test_apprise_prints_no_numbers(operator_of_sms, capfd, monkeypatch):
    _, handler = operator_of_sms
    handler.status = 500
    make_notice(channel="sms", address="+46701234567", due_at=timezone.now())
    root, seen = logging.getLogger(), []
    listener = logging.Handler()
    monkeypatch.setattr(listener, "emit", lambda record: seen.append(record.getMessage()))
    monkeypatch.setattr(root, "level", logging.DEBUG)
    monkeypatch.setattr(root, "handlers", [*root.handlers, listener])

    send()

    out, err = capfd.readouterr()
    assert "701234567" not in "".join(seen) + out + err


def test_a_second_operator_takes_over(operator_of_sms, settings):
    got, _ = operator_of_sms
    settings.NOTICES_SMS_URL = f"json://127.0.0.1:8158/a {settings.NOTICES_SMS_URL}"
    notice = make_notice(channel="sms", address="+46701234567")

    send()

    notice.refresh_from_db()
    assert notice.status == "sent"
    assert len(got) == 1


@pytest.mark.parametrize("address", ["växeln", "+46846500400"])
def test_what_takes_no_sms_fails_at_once(settings, address):
    settings.NOTICES_SMS_URL = "json://127.0.0.1:8158/"
    notice = make_notice(channel="sms", address=address)

    send()

    notice.refresh_from_db()
    assert (notice.status, notice.last_error) == ("failed", "Numret kan inte ta emot sms.")


def test_without_an_operator_sms_fails_in_the_open(settings):
    settings.NOTICES_SMS_URL = ""
    notice = make_notice(channel="sms", address="+46701234567")

    send()

    notice.refresh_from_db()
    assert notice.status == "failed"
    assert "SSR_SMS_URL" in notice.last_error


def test_an_exercise_to_an_actor_that_has_not_opted_in_never_leaves(mailbox, operator_of_sms):
    make_notice(console_only=True, exercise=True)
    make_notice(console_only=True, exercise=True, channel="sms", address="+46701234567")

    send()

    assert mailbox.taken == []
    assert operator_of_sms[0] == []
    assert set(Notice.objects.values_list("status", "provider_ref")) == {("delivered", "console")}


def test_the_console_counts_as_delivered_and_says_so(monkeypatch):
    told = []
    monkeypatch.setattr(receipts, "items", {1: told.append})
    notice = make_notice()

    send()

    assert told == [notice]


def test_a_failing_listener_cannot_stop_the_marking(monkeypatch):
    def fail(notice):
        raise RuntimeError("listener")

    monkeypatch.setattr(receipts, "items", {1: fail})
    notice = make_notice()

    send()

    notice.refresh_from_db()
    assert notice.status == "delivered"


def test_alarms_leave_before_what_has_waited_longer():
    now = timezone.now()
    old = make_notice(due_at=now - timedelta(hours=1))
    alarm = make_notice(due_at=now, priority=10)

    assert delivery.lease(channel="email", at=now) == [alarm, old]


def test_what_is_leased_or_not_yet_due_is_left_alone():
    now = timezone.now()
    make_notice(due_at=now + timedelta(minutes=1))
    make_notice(due_at=now)

    assert len(delivery.lease(channel="email", at=now)) == 1
    assert delivery.lease(channel="email", at=now) == []
    assert len(delivery.lease(channel="email", at=now + timedelta(seconds=31))) == 1


def test_a_sender_that_is_told_to_stop_gives_back_what_it_has_not_begun():
    now = timezone.now()
    for _ in range(3):
        make_notice(due_at=now)

    delivery.send_batch(channel=channel_for("email"), kind="email", is_stopping=lambda: True)

    assert Notice.objects.filter(status="queued", not_before=None).count() == 3


@pytest.mark.parametrize(
    ("priority", "waits"), [(10, [5, 15, 30, 60, 120, 120]), (50, [30, 60, 120, 240, 300, 300])]
)
def test_tries_come_ever_more_seldom(priority, waits):
    notice = Notice(priority=priority)
    for number, wait in enumerate(waits, start=1):
        notice.attempts = number
        assert delivery.backoff(notice) == timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("priority", "limit"), [(10, timedelta(hours=2)), (50, timedelta(hours=72))]
)
def test_in_the_end_it_is_given_up(mailbox, priority, limit):
    mailbox.rcpt = "451 later"
    now = timezone.now()
    young = make_notice(priority=priority, due_at=now - limit + timedelta(minutes=1))
    old = make_notice(priority=priority, due_at=now - limit)

    send()

    young.refresh_from_db()
    old.refresh_from_db()
    assert (young.status, old.status) == ("queued", "failed")


def test_a_fault_of_ours_shows_on_the_notice_and_the_others_leave(monkeypatch):
    bad, good = make_notice(body="dålig"), make_notice()
    real = ConsoleChannel.send

    def send_one(self, notice):
        if notice.pk == bad.pk:
            raise ZeroDivisionError
        return real(self, notice)

    monkeypatch.setattr("notices.channels.channels.ConsoleChannel.send", send_one)

    for notice in delivery.lease(channel="email", at=timezone.now()):
        delivery.deliver(notice, channel_for("email"))

    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.last_error == "Internt fel (ZeroDivisionError)."
    assert good.status == "delivered"


def test_a_notice_withdrawn_while_in_hand_tells_that_it_left():
    notice = make_notice()
    (leased,) = delivery.lease(channel="email", at=timezone.now())
    Notice.objects.update(status="cancelled")

    delivery.deliver(leased, channel_for("email"))

    notice.refresh_from_db()
    assert notice.status == "delivered"
    assert Attempt.objects.count() == 1
