"""Jobs: rows that are true whatever the broker does, done once, given up in plain words."""

import threading
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import timezone

from records.jobs import jobs
from records.models import Job
from tests.records.factories import AT, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(monkeypatch):
    """Stand in for the broker and return what it was given."""
    given = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, args, **more: given.append((name, args))
    )
    return given


@pytest.fixture
def work(monkeypatch):
    """Register a kind of job and return what was done."""
    monkeypatch.setattr(jobs.works, "items", {})

    class Work:
        runs, done, failed = [], [], []
        error = None

        def __init__(self):
            self.runs, self.done, self.failed = [], [], []

        def handler(self, job):
            self.runs.append(job.attempts)
            if self.error:
                raise self.error
            return make_file()

    it = Work()
    jobs.register("test", it.handler, it.done.append, it.failed.append)
    return it


def want(**given):
    values = {"kind": "test", "object_ref": "forums.protocol:1", "at": timezone.now()} | given
    return jobs.want(**values)


def test_a_job_is_published_when_it_is_committed(published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = want()
        assert published == []

    assert published == [("records.tasks.run_job", [job.pk])]


def test_a_job_that_was_rolled_back_is_never_heard_of(
    published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        want()
        transaction.set_rollback(True)

    assert published == []
    assert not Job.objects.exists()


def test_the_same_object_and_version_is_one_job(published):
    assert want() == want()
    assert want() != want(version=2)


def test_a_dead_broker_is_swallowed_and_the_sweep_makes_it_good(
    monkeypatch, work, django_capture_on_commit_callbacks
):
    def dead(*args, **more):
        raise ConnectionError

    monkeypatch.setattr(jobs.current_app, "send_task", dead)
    with django_capture_on_commit_callbacks(execute=True):
        job = want()
    assert Job.objects.get().status == "wanted"

    given = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, args, **more: given.append(args)
    )
    assert jobs.sweep(timezone.now()) == 0  # the knock is fresh
    assert jobs.sweep(timezone.now() + timedelta(seconds=16)) == 1
    jobs.run(*given[0])

    job.refresh_from_db()
    assert job.status == "done"


def test_a_sweep_stops_knocking_on_a_dead_broker(monkeypatch):
    for version in range(5):
        want(version=version)
    tries = []

    def dead(*args, **more):
        tries.append(1)
        raise ConnectionError

    monkeypatch.setattr(jobs.current_app, "send_task", dead)

    assert jobs.sweep(timezone.now() + timedelta(minutes=1)) == 0
    assert tries == [1]


def test_a_job_is_done_with_its_result_and_what_follows(work):
    job = want()

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 1)
    assert job.result is not None
    assert work.done == [job]


def test_a_job_knocked_for_many_times_is_done_once(work):
    job = want()

    for _ in range(10):
        jobs.run(job.pk)

    assert work.runs == [1]
    assert len(work.done) == 1


def test_a_job_somebody_works_on_is_left_alone(work):
    job = want()
    now = timezone.now()
    Job.objects.update(status="running", beat_at=now - timedelta(seconds=10), attempts=1)

    jobs.run(job.pk)

    assert work.runs == []
    assert jobs.sweep(now) == 0


def test_a_job_whose_worker_died_is_taken_over(work, published):
    job = want()
    now = timezone.now()
    Job.objects.update(status="running", beat_at=now - timedelta(seconds=16), attempts=1)

    assert jobs.sweep(now) == 1
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)


def test_a_worker_believed_dead_cannot_overwrite_its_successor(work):
    job = want()

    def slow(job):
        Job.objects.update(attempts=2)  # taken over in the meantime
        return make_file()

    jobs.register("test", slow, work.done.append)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.result) == ("running", None)
    assert work.done == []


def test_a_failing_job_is_tried_three_times_and_then_told_in_swedish(work):
    job = want()
    work.error = ValueError("hemligt innehåll")

    for _ in range(5):
        jobs.run(job.pk)

    job.refresh_from_db()
    assert work.runs == [1, 2, 3]
    assert job.status == "failed"
    assert job.error == "Arbetet gick inte att slutföra (ValueError)."
    assert work.failed == [job]


def test_a_job_that_kills_its_worker_is_given_up_too(work):
    job = want()
    Job.objects.update(status="running", attempts=3, beat_at=timezone.now() - timedelta(minutes=5))

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.status == "failed"
    assert "tre gånger" in job.error
    assert work.failed == [job]


def test_what_takes_too_long_says_so(work):
    job = want()
    work.error = SoftTimeLimitExceeded()
    for _ in range(3):
        jobs.run(job.pk)

    job.refresh_from_db()
    assert job.error == "Arbetet tog för lång tid och avbröts."


def test_a_job_given_up_can_be_started_over(work, published):
    job = want()
    Job.objects.update(status="failed", attempts=3, error="x")

    jobs.retry(job_id=job.pk, at=AT)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == ("done", "")


def test_a_kind_nobody_knows_is_given_up(work):
    job = want(kind="unknown")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.error == "Okänd sorts jobb: unknown."


def test_a_job_that_is_gone_is_nothing_to_do():
    jobs.run(4711)


def test_a_beat_that_the_database_refuses_is_followed_by_the_next(published, monkeypatch):
    refused, taken = [], threading.Event()

    class Row:
        def update(self, **values):
            if not refused:
                refused.append(values)
                raise OperationalError("database table is locked")
            taken.set()

    monkeypatch.setattr(jobs, "BEAT_EVERY", timedelta(milliseconds=5))
    monkeypatch.setattr(jobs, "_ours", lambda job: Row())
    with jobs._beating(want()):
        assert taken.wait(10), "the job seemed dead after one refused beat"

    assert len(refused) == 1
