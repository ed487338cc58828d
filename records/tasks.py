"""Celery leaves: ids in, one call."""

from celery import shared_task
from django.utils import timezone

from records.files import files, staging
from records.jobs import jobs
from records.secrets import files as secret_files


@shared_task
def run_job(job_id: int) -> None:
    """Do the job, unless it is done or somebody works on it."""
    jobs.run(job_id)


@shared_task
def sweep_jobs() -> int:
    """Knock again for jobs that have stalled."""
    return jobs.sweep(timezone.now())


@shared_task
def sweep_files() -> int:
    """Remove files that no row speaks of, and those whose form was never sent."""
    staging.sweep(timezone.now())
    secret_files.sweep_orphans(timezone.now())
    return files.sweep_orphans(timezone.now())
