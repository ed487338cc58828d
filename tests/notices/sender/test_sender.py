"""Senders as processes: killed, doubled and stopped, they lose nothing."""

import asyncio
import logging
import multiprocessing
import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core.mail.utils import DNS_NAME
from django.db import connection, connections
from django.utils import timezone

from common import database
from notices.channels.channels import channel_for
from notices.models import Attempt, Heartbeat, Notice
from notices.sender import delivery
from notices.sender import sender as sending
from notices.sender.sender import Sender
from tests.frozen import FrozenProxy
from tests.notices.factories import make_notice

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PORT = 8145
fork = multiprocessing.get_context("fork")


class Sink:
    """Counts each Message-ID, in a process of its own so that nothing is forked with threads."""

    def __init__(self, path):
        self._path = path

    async def handle_DATA(self, server, session, envelope):
        content = envelope.content.decode()
        with self._path.open("a") as lines:
            lines.write(content.split("Message-ID: <", 1)[1].split("@", 1)[0] + "\n")
        return "250 OK"


def _serve(path, ready):
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(Sink(path), hostname="127.0.0.1", port=PORT)
    controller.start()
    ready.set()
    signal.pause()


@pytest.fixture
def sink(settings, tmp_path):
    settings.NOTICES_EMAIL_CHANNEL = "email"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", PORT
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    DNS_NAME.get_fqdn()  # asked once here, not by every sender
    path, ready = tmp_path / "taken", fork.Event()
    path.touch()
    server = fork.Process(target=_serve, args=(path, ready), daemon=True)
    server.start()
    assert ready.wait(5)
    yield path
    server.kill()
    server.join()
    server.close()


def _run_sender():
    connections.close_all()
    sender = Sender(workers=2)
    signal.signal(signal.SIGTERM, lambda *_: sender.stop())
    sender.run()
    os._exit(0)


@contextmanager
def senders(number):
    """Run sender processes; kill what is left of them afterwards."""
    connections.close_all()
    running = [fork.Process(target=_run_sender) for _ in range(number)]
    for process in running:
        process.start()
    try:
        yield running
    finally:
        for process in running:
            if process.is_alive():
                process.kill()
            process.join()
            process.close()


def taken(path):
    return Counter(path.read_text().splitlines())


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def all_sent():
    return not Notice.objects.filter(status="queued").exists()


def make_many(number):
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            template="request",
            channel="email",
            address=f"f{index}@example.se",
            recipient_label="f",
            body="text",
            subject="ämne",
            created_at=now,
            due_at=now,
        )
        for index in range(number)
    )
    return {str(pk) for pk in Notice.objects.values_list("pk", flat=True)}


def test_two_senders_never_send_the_same_notice_twice(sink):
    ids = make_many(300)

    with senders(2):
        wait_until(all_sent, 30)

    assert taken(sink) == Counter(ids)
    assert Attempt.objects.count() == 300


def test_senders_killed_again_and_again_lose_nothing(sink, monkeypatch):
    """2,000 notices, a kill -9 every quarter of a second; a repeat carries the same Message-ID."""
    ids = make_many(2000)
    kills = 0
    # A killed sender's notices wait out their lease; the test does not wait 30 s for that.
    monkeypatch.setattr("notices.sender.delivery.LEASE", timedelta(seconds=2))
    monkeypatch.setattr("notices.sender.delivery.BATCH_TIME", timedelta(seconds=1))

    deadline = time.monotonic() + 60
    while not all_sent() and time.monotonic() < deadline:
        with senders(2) as running:
            time.sleep(0.5 if kills < 15 else 5)
            for process in running:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1

    assert all_sent(), f"{Notice.objects.filter(status='queued').count()} left"
    got = taken(sink)
    assert set(got) == ids, "lost"
    assert kills >= 4
    assert sum(got.values()) - len(got) <= kills * 2, "more repeats than notices in hand"


def test_a_sender_that_is_told_to_stop_finishes_what_is_in_hand(sink):
    ids = make_many(200)

    with senders(1) as (process,):
        wait_until(lambda: Notice.objects.filter(status="sent").exists(), 10)
        process.terminate()
        process.join(10)

        assert process.exitcode == 0
    sent = {str(pk) for pk in Notice.objects.filter(status="sent").values_list("pk", flat=True)}
    assert taken(sink) == Counter(sent)
    assert Notice.objects.filter(status="queued").exclude(not_before=None).count() == 0
    assert len(sent) <= len(ids)


def test_a_committed_notice_leaves_at_once_and_the_processes_show_life(sink):
    with senders(1):
        wait_until(lambda: Heartbeat.objects.filter(name__in=["sender", "tick"]).count() == 2, 10)
        began = time.monotonic()
        make_notice(due_at=timezone.now())
        wait_until(all_sent, 5)

        assert time.monotonic() - began < 3


def test_a_stalled_mail_server_delays_no_sms(sink, settings):
    settings.EMAIL_PORT = PORT + 1
    server = Controller(Stalled(), hostname="127.0.0.1", port=PORT + 1)
    for _ in range(10):
        make_notice(due_at=timezone.now())
    make_notice(channel="sms", address="+46701234567", due_at=timezone.now())
    with senders(1):
        # Started after the fork: it takes the connections and never answers.
        server.start()
        try:
            wait_until(lambda: Notice.objects.get(channel="sms").status == "delivered", 5)
            wait_until(lambda: Heartbeat.objects.filter(name="tick").exists(), 5)
        finally:
            server.stop()


def test_a_frozen_database_is_left_and_found_again_without_a_restart(monkeypatch):
    monkeypatch.setattr(database, "LONGEST_WAIT", 1.0)
    with FrozenProxy(connection.settings_dict) as proxy:
        port = connection.settings_dict["PORT"]
        monkeypatch.setitem(connection.settings_dict, "PORT", proxy.port)
        with senders(1):
            monkeypatch.setitem(connection.settings_dict, "PORT", port)
            wait_until(lambda: Heartbeat.objects.filter(name="sender").exists(), 10)
            proxy.freeze()
            time.sleep(3)
            make_notice(channel="sms", address="+46701234567", due_at=timezone.now())
            proxy.thaw()

            wait_until(all_sent, 8)


def test_a_sender_whose_clock_is_slow_sends_alarms_in_time():
    notice = make_notice(due_at=timezone.now())

    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        delivery.send_batch(channel=channel_for("email"), kind="email")

    notice.refresh_from_db()
    assert notice.status == "delivered"
    assert timezone.now() - notice.sent_at < timedelta(minutes=1)


def test_a_sender_that_never_comes_round_ends_itself(monkeypatch):
    monkeypatch.setattr(sending, "END_AFTER", timedelta(seconds=2))
    monkeypatch.setattr(sending.delivery, "send_batch", lambda **_: time.sleep(60))
    # The database that it would have asked about itself says nothing either.
    monkeypatch.setattr(sending, "beat", lambda *_: time.sleep(60))

    with senders(1) as (process,):
        process.join(15)

        assert process.exitcode == sending.STUCK_EXIT_CODE


class Stalled:
    """An SMTP server that never answers the recipient."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(30)
        return "451 later"
