"""What the pages and the watch over the system ask of the notices."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from notices.models import Heartbeat, IncomingSms, Notice


def tasks_open(among: QuerySet[Notice] | None = None) -> QuerySet[Notice]:
    """Return failed notices that nobody has taken care of: each is somebody's task."""
    notices = Notice.objects.all() if among is None else among
    return notices.filter(status=Notice.Status.FAILED, handled_at=None).order_by("failed_at")


def waiting(at: datetime) -> QuerySet[Notice]:
    """Return what should have been sent by now and has not."""
    return Notice.objects.filter(status=Notice.Status.QUEUED, due_at__lte=at)


def oldest_unsent(at: datetime) -> timedelta | None:
    """Return the age of the oldest notice that should have been sent, None if none waits."""
    first = waiting(at).order_by("due_at").values_list("due_at", flat=True).first()
    return at - first if first else None


def late_alarms(at: datetime, after: timedelta) -> int:
    """Return how many alarms have waited longer than ``after``."""
    limit = at - after
    return Notice.objects.filter(
        status=Notice.Status.QUEUED, priority=Notice.Priority.ALARM, due_at__lte=limit
    ).count()


def heartbeat_age(name: str, at: datetime) -> timedelta | None:
    """Return how long ago the process gave a sign of life, None if it never has."""
    beat = Heartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    return at - beat if beat else None


def counts(among: QuerySet[Notice]) -> dict[str, int]:
    """Return how many of the notices there are in each state."""
    rows = among.order_by().values_list("status").annotate(number=Count("pk"))
    found = dict(rows)
    return {status.value: found.get(status.value, 0) for status in Notice.Status}


def replies() -> QuerySet[IncomingSms]:
    """Return replies by SMS, the latest first."""
    return IncomingSms.objects.order_by("-received_at")
