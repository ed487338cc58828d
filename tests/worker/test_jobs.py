"""Jobs through real workers: on Redis and on files, killed, and with the broker gone."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from records.files import files
from records.jobs import jobs
from records.models import Job, StoredFile
from tests import databases

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["redis", "filesystem"])
def broker(request, tmp_path, settings, monkeypatch):
    """Publish to a broker of each kind; return what a worker needs to know of it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    queue = tmp_path / "queue"
    (queue / "control").mkdir(parents=True)
    app = Celery("tests", set_as_current=False)
    if request.param == "redis":
        app.conf.update(
            broker_url=django_settings.CELERY_BROKER_URL,
            broker_transport_options=django_settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        )
        app.control.purge()
    else:
        options = {"data_folder_in": str(queue), "data_folder_out": str(queue)}
        options["control_folder"] = str(queue / "control")
        app.conf.update(broker_url="filesystem://", broker_transport_options=options)
    monkeypatch.setattr(jobs, "current_app", app)
    yield {
        "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
        "DATABASE_URL": databases.address(),
        "TEST_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "TEST_QUEUE": str(queue) if request.param == "filesystem" else "",
    }
    app.close()


@contextmanager
def worker(broker, tmp_path):
    """Run a worker in a process group of its own."""
    log = tmp_path / "worker.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "--app",
                "ssr",
                "worker",
                "--concurrency=1",
                "--loglevel=INFO",
            ],
            env=os.environ | broker,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(lambda: b" ready." in log.read_bytes(), 60)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.unlink()


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def want(kind, number=1):
    with transaction.atomic():
        return jobs.want(kind=kind, object_ref=f"test.thing:{number}", at=timezone.now())


def is_done(job):
    job.refresh_from_db()
    return job.status == Job.Status.DONE


def test_a_job_is_done_by_a_worker_and_its_file_is_whole(broker, tmp_path):
    with worker(broker, tmp_path):
        job = want("worker.quick")
        wait_until(lambda: is_done(job), 20)

    assert files.is_intact(job.result)
    assert job.attempts == 1


def test_a_job_whose_worker_is_killed_is_swept_and_done_once(broker, tmp_path):
    begun = Path(broker["TEST_MEDIA_ROOT"]) / "begun"
    with worker(broker, tmp_path) as process:
        job = want("worker.slow")
        wait_until(begun.exists, 20)
        os.killpg(process.pid, signal.SIGKILL)

    assert jobs.sweep(timezone.now()) == 0, "silent for too short a time to be dead"
    # The test does not wait for the silence to grow long enough.
    Job.objects.update(beat_at=timezone.now() - jobs.DEAD_AFTER)
    with worker(broker, tmp_path):
        assert jobs.sweep(timezone.now()) == 1
        wait_until(lambda: is_done(job), 20)

    assert job.attempts == 2
    assert StoredFile.objects.count() == 1
    assert files.sweep_orphans(timezone.now() + timedelta(days=1)) == 0


def test_the_same_knock_ten_times_is_one_effect(broker, tmp_path):
    job = want("worker.quick")
    for _ in range(10):
        jobs.publish(job.pk)

    with worker(broker, tmp_path):
        wait_until(lambda: is_done(job), 20)
        marker = want("worker.quick", 2)
        wait_until(lambda: is_done(marker), 20)

    assert job.attempts == 1
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
@pytest.mark.parametrize("fault", ["stopped", "hung"])
def test_a_request_succeeds_with_the_broker_gone_and_the_job_is_done_later(
    broker, tmp_path, monkeypatch, fault
):
    # Nobody answers at this port: bound and silent, or let go.
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if fault == "stopped":
        listener.close()
    good, gone = jobs.current_app, Celery("gone", set_as_current=False)
    gone.conf.update(
        broker_url=f"redis://127.0.0.1:{port}/5",
        broker_transport_options=django_settings.CELERY_BROKER_TRANSPORT_OPTIONS,
    )
    monkeypatch.setattr(jobs, "current_app", gone)
    began = time.monotonic()

    job = want("worker.quick")

    assert time.monotonic() - began < 2.5
    listener.close()
    gone.close()
    monkeypatch.setattr(jobs, "current_app", good)
    with worker(broker, tmp_path):
        jobs.sweep(timezone.now() + timedelta(seconds=20))
        wait_until(lambda: is_done(job), 20)
