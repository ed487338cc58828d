"""What the watch over the system asks of jobs and log."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from records.models import AuditEntry, AuditSeal, Job


def jobs_waiting() -> QuerySet[Job]:
    """Return jobs that are not done, the oldest first."""
    return Job.objects.filter(status__in=[Job.Status.WANTED, Job.Status.RUNNING]).order_by(
        "wanted_at"
    )


def oldest_waiting_job(at: datetime) -> timedelta | None:
    """Return the age of the oldest job that is not done, None if none waits."""
    first = jobs_waiting().values_list("wanted_at", flat=True).first()
    return at - first if first else None


def jobs_failed() -> QuerySet[Job]:
    """Return jobs that were given up, the latest first."""
    return Job.objects.filter(status=Job.Status.FAILED).order_by("-wanted_at")


def last_seal() -> AuditSeal | None:
    """Return the newest link of the chain over the log."""
    return AuditSeal.objects.order_by("-id").first()


def oldest_unsealed(at: datetime) -> timedelta | None:
    """Return the age of the newest entries' oldest without a seal, None if all are sealed."""
    newest = AuditSeal.objects.order_by("-entry_id_was").values_list("entry_id_was", flat=True)
    entries = AuditEntry.objects.filter(id__gt=newest.first() or 0).order_by("id")
    first = entries.values_list("at", flat=True).first()
    return at - first if first else None
