"""How the service is: a line for a load balancer, figures for a monitor, a page for people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from notices.models import Heartbeat
from notices.outbox import access
from notices.sender import ticks
from records.audit import audit
from records.models import Job
from ssr import operations, tasks
from tests.notices.factories import make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    """Let every process have given a sign of life."""
    now = timezone.now()
    for name in ("sender", "tick", "worker", "tick:followup.reminders"):
        Heartbeat.objects.create(name=name, beat_at=now)


@pytest.fixture
def operator(django_user_model, monkeypatch):
    user = django_user_model.objects.create_user(email="drift@example.se", password="x")
    monkeypatch.setattr(access.seers, "items", {1: lambda who: Q() if who.pk == user.pk else None})
    return user


def deep(client):
    response = client.get("/halsa/djup")
    return response.status_code, response.json()


def test_alive_is_said_without_signing_in(client):
    response = client.get("/halsa/")

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_database_that_is_gone_is_503_in_both(client, monkeypatch):
    def gone(*args, **more):
        raise DatabaseError

    monkeypatch.setattr("ssr.operations.connection.cursor", gone)
    monkeypatch.setattr("ssr.operations.figures", gone)

    assert client.get("/halsa/").status_code == 503
    assert deep(client)[0] == 503


@pytest.mark.usefixtures("alive")
def test_all_is_well_with_every_process_alive_and_nothing_waiting(client):
    code, answer = deep(client)

    assert (code, answer["status"]) == (200, "ok")
    assert answer["oldest_unsent_notice"] == {"state": "ok", "seconds": None}


@pytest.mark.parametrize("name", ["sender", "tick", "worker"])
@pytest.mark.usefixtures("alive")
def test_a_silent_process_is_503(client, name):
    Heartbeat.objects.filter(name=name).update(beat_at=timezone.now() - timedelta(hours=1))

    code, answer = deep(client)

    assert (code, answer[name]["state"]) == (503, "silent")


def test_a_process_that_never_started_is_503(client):
    assert deep(client)[0] == 503


@pytest.mark.parametrize(
    ("age", "state", "code"),
    [(59, "ok", 200), (60, "late", 200), (299, "late", 200), (300, "silent", 503)],
)
@pytest.mark.usefixtures("alive")
def test_the_age_of_the_oldest_unsent_notice_decides(client, age, state, code):
    make_notice(due_at=timezone.now() - timedelta(seconds=age + 0.1))
    make_notice(due_at=timezone.now() + timedelta(hours=1))

    got, answer = deep(client)

    assert (got, answer["oldest_unsent_notice"]["state"]) == (code, state)


@pytest.mark.usefixtures("alive")
def test_jobs_failures_and_the_last_seal_are_told(client):
    now = timezone.now()
    Job.objects.create(kind="x", object_ref="y:1", wanted_at=now - timedelta(minutes=4))
    make_notice(status="failed", failed_at=now)
    audit.write(at=now, action="a", object_ref="b:1", text="c", by_label="d", user_id=None)
    audit.seal_new(now)

    _, answer = deep(client)

    assert answer["oldest_waiting_job"]["state"] == "late"
    assert (answer["jobs_waiting"], answer["failed_notices"]) == (1, 1)
    assert len(answer["last_seal"]) == 64


@pytest.mark.usefixtures("alive")
def test_a_log_that_nobody_seals_is_told(client):
    then = timezone.now() - timedelta(minutes=11)
    audit.write(at=then, action="a", object_ref="b:1", text="c", by_label="d", user_id=None)

    code, answer = deep(client)

    assert (code, answer["oldest_unsealed_entry"]["state"]) == (503, "silent")


def test_the_page_is_for_those_who_operate_the_region(client, operator, django_user_model):
    assert client.get("/drift/").status_code == 302
    client.force_login(django_user_model.objects.create_user(email="x@example.se"))
    assert client.get("/drift/").status_code == 403
    client.force_login(operator)
    assert client.get("/drift/").status_code == 200


@pytest.mark.usefixtures("alive")
def test_the_page_says_the_same_in_plain_words(client, operator):
    now = timezone.now()
    make_notice(status="failed", failed_at=now, last_error="550 okänd")
    Job.objects.create(
        kind="protokoll", object_ref="y:1", wanted_at=now, status="failed", error="Tog för lång tid"
    )
    Heartbeat.objects.filter(name="sender").update(beat_at=now - timedelta(minutes=30))
    client.force_login(operator)

    page = client.get("/drift/").content.decode()

    for words in ("Tyst", "livstecken för 30 min sedan", "550 okänd", "Tog för lång tid"):
        assert words in page


def test_the_workers_sign_passes_through_the_task():
    tasks.beat()
    tasks.beat()

    assert Heartbeat.objects.get(name="worker").beat_at <= timezone.now()


@pytest.mark.parametrize(
    ("age", "says"), [(5, "5 s"), (119, "119 s"), (180, "3 min"), (7200, "2 tim"), (-3, "0 s")]
)
def test_ages_are_said_in_few_words(age, says):
    assert operations._duration(timedelta(seconds=age)) == says


def test_everything_that_gives_a_sign_of_life_has_its_name_in_swedish():
    """Drift is read by those who look after the service, not by those who wrote it."""
    registered = {tick.name for tick in ticks.ticks} - {"bad", "test"}

    assert registered <= set(operations.CHORES)
    for name in ("sender", "worker", *(ticks.PREFIX + one for one in sorted(registered))):
        Heartbeat.objects.create(name=name, beat_at=timezone.now())
    labels = [process.label for process in operations.processes()]
    assert len(set(labels)) == len(labels) == len(registered) + 2
    assert not [one for one in labels if {":", "_"} & set(one) or one == "Annan syssla"]
