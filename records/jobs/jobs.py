"""Background work as rows: asked for in a transaction, true on any broker, done once.

The broker only carries a knock on the door. Lost, doubled or late, it changes nothing: the row
decides who works, a heartbeat shows that somebody does, and a sweep knocks again.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from celery import current_app
from django.db import Error as DatabaseBusyOrGone
from django.db import close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.registry import Registry
from records.models import Job, StoredFile

log = structlog.get_logger(__name__)

MAX_ATTEMPTS: Final = 3
BEAT_EVERY: Final = timedelta(seconds=3)
# Five missed beats: the worker is dead. Should it only be slow, its result is thrown away.
DEAD_AFTER: Final = timedelta(seconds=15)
# A knock that nobody has answered by now is repeated.
KNOCK_AGAIN_AFTER: Final = timedelta(seconds=15)
TASK: Final = "records.tasks.run_job"
# With no retries at all, redis-py makes its own: 6 s at a stopped broker instead of 0.2 s.
PUBLISH_RETRY: Final = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
SAID_OF: Final = {
    "SoftTimeLimitExceeded": "Arbetet tog för lång tid och avbröts.",
    "NoRoomError": "Det finns inte plats för dokumentet i SSR. Be driften om hjälp.",
    "MemoryError": "Dokumentet är för stort för att framställas.",
}

Handler = Callable[[Job], StoredFile | None]
Callback = Callable[[Job], None]


@dataclass(frozen=True)
class Work:
    """What a kind of job does, and what follows when it is done or given up."""

    handler: Handler
    on_done: Callback | None = None
    on_failed: Callback | None = None


works: Final = Registry[Work]()


def register(
    kind: str,
    handler: Handler,
    on_done: Callback | None = None,
    on_failed: Callback | None = None,
) -> None:
    """Tell what a kind of job does. Call it in ``AppConfig.ready()``.

    ``handler`` runs outside a transaction and must bear to be run twice. ``on_done`` and
    ``on_failed`` run in the transaction that ends the job, once, with the job's last state.
    """
    works.put(kind, Work(handler, on_done, on_failed))


@transaction.atomic
def want(*, kind: str, object_ref: str, version: int = 1, at: datetime) -> Job:
    """Ask for a job in the caller's transaction; the same object and version is one job."""
    job, is_new = Job.objects.get_or_create(
        kind=kind, object_ref=object_ref, version=version, defaults={"wanted_at": at}
    )
    if is_new:
        # A lambda: with robust=True, Django fails when it logs a failing functools.partial.
        transaction.on_commit(lambda: publish(job.pk), robust=True)
    return job


@transaction.atomic
def retry(*, job_id: int, at: datetime) -> Job:
    """Start over a job that was given up."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.status == Job.Status.FAILED:
        job.status, job.attempts, job.error, job.wanted_at = Job.Status.WANTED, 0, "", at
        job.save(update_fields=["status", "attempts", "error", "wanted_at"])
        transaction.on_commit(lambda: publish(job.pk), robust=True)
    return job


def publish(job_id: int) -> bool:
    """Knock on the workers' door; return whether the broker took it. Never fails."""
    Job.objects.filter(pk=job_id).update(published_at=timezone.now())
    try:
        current_app.send_task(TASK, args=[job_id], retry=True, retry_policy=PUBLISH_RETRY)
    except Exception as error:  # a broker may fail in any way; the sweep makes it good
        log.warning("job_not_published", job=job_id, error=type(error).__name__)
        return False
    return True


def sweep(at: datetime) -> int:
    """Knock again for jobs that nobody has started or whose worker has died; return how many."""
    stalled = Q(status=Job.Status.WANTED) & (
        Q(published_at=None) | Q(published_at__lte=at - KNOCK_AGAIN_AFTER)
    )
    dead = Q(status=Job.Status.RUNNING, beat_at__lte=at - DEAD_AFTER)
    ids = list(
        Job.objects.filter(stalled | dead).order_by("wanted_at").values_list("pk", flat=True)
    )
    for done, job_id in enumerate(ids):
        if not publish(job_id):
            return done  # the broker is away: no use in knocking for the rest
    return len(ids)


def run(job_id: int, at: datetime | None = None) -> None:
    """Do the job, unless somebody else does or has done it."""
    job = _claim(job_id, at or timezone.now())
    if job is None:
        return
    work = works.get(job.kind)
    if work is None:
        _end_badly(job, f"Okänd sorts jobb: {job.kind}.", final=True)
        return
    try:
        with _beating(job):
            result = work.handler(job)
    except Exception as error:  # whatever happened, the row must tell it
        log.exception("job_failed", job=job.pk, kind=job.kind, attempt=job.attempts)
        name = type(error).__name__  # its text may quote the contents
        told = SAID_OF.get(name, f"Arbetet gick inte att slutföra ({name}).")
        _end_badly(job, told, final=job.attempts >= MAX_ATTEMPTS)
        return
    _end_well(job, result)


@transaction.atomic
def _claim(job_id: int, at: datetime) -> Job | None:
    """Take the job: it waits, or whoever ran it is dead. The attempt number is our fence."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.status in {Job.Status.DONE, Job.Status.FAILED}:
        return None
    if job.status == Job.Status.RUNNING and (job.beat_at or at) > at - DEAD_AFTER:
        return None
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(job, "Arbetet avbröts tre gånger utan att bli klart.")
        return None
    job.status, job.started_at, job.beat_at = Job.Status.RUNNING, at, at
    job.attempts += 1
    job.save(update_fields=["status", "started_at", "beat_at", "attempts"])
    return job


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Show signs of life from a thread of its own while the handler works.

    A beat that the database does not take is left out and the next one tried: the job lives on.
    """
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_EVERY.total_seconds()):
            try:
                _ours(job).update(beat_at=timezone.now())
            except DatabaseBusyOrGone as error:
                log.warning("job_beat_missed", job=job.pk, error=type(error).__name__)
            close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job.pk}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@transaction.atomic
def _end_well(job: Job, result: StoredFile | None) -> None:
    """Turn the pointer to the result, if the job is still ours."""
    current = _ours(job).select_for_update().first()
    if current is None:
        return  # taken over while we were believed dead; what we made is an orphan
    current.status, current.done_at = Job.Status.DONE, timezone.now()
    current.result, current.error = result, ""
    current.save(update_fields=["status", "done_at", "result", "error"])
    work = works.items[job.kind]
    if work.on_done:
        work.on_done(current)


@transaction.atomic
def _end_badly(job: Job, error: str, *, final: bool) -> None:
    current = _ours(job).select_for_update().first()
    if current is None:
        return
    if final:
        _give_up(current, error)
        return
    current.status, current.error = Job.Status.WANTED, error
    current.published_at = timezone.now()  # the sweep waits before it knocks again
    current.save(update_fields=["status", "error", "published_at"])


def _give_up(job: Job, error: str) -> None:
    job.status, job.error = Job.Status.FAILED, error
    job.save(update_fields=["status", "error"])
    work = works.get(job.kind)
    if work and work.on_failed:
        work.on_failed(job)


def _ours(job: Job) -> QuerySet[Job]:
    """Return the job's row as long as nobody has taken it over."""
    return Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)
