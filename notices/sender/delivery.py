"""Lease what is due, hand it over, mark it: killed in between, it is sent again, never lost."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from common import database
from notices import services
from notices.channels.channels import Channel, ConsoleChannel, NotNowError, Outcome, RefusedError
from notices.models import Attempt, Notice

log = structlog.get_logger(__name__)

# Longer than the slowest hand-over (10 s to answer at each step), short enough that a killed
# sender's notices go out within half a minute.
LEASE: Final = timedelta(seconds=30)
BATCH: Final = 5
# After this long on one batch the rest is given back, so that no lease runs out unsent.
BATCH_TIME: Final = timedelta(seconds=15)

# An alarm is tried often, and given up when the meeting it calls to is over; before that it has
# long been shown as late. Other messages survive a weekend's outage of a mail server.
ALARM_BACKOFF: Final = tuple(timedelta(seconds=s) for s in (5, 15, 30, 60, 120))
ALARM_LIMIT: Final = timedelta(hours=2)
ORDINARY_BACKOFF: Final = tuple(timedelta(seconds=s) for s in (30, 60, 120, 240, 300))
ORDINARY_LIMIT: Final = timedelta(hours=72)


@transaction.atomic
def lease(*, channel: str, at: datetime, limit: int = BATCH) -> list[Notice]:
    """Take the most urgent notices that are due; nobody else touches them for 30 s.

    ``at`` is the database's time: senders whose clocks differ would take each other's notices, and
    one whose clock is slow would let alarms wait.
    """
    free = Q(not_before=None) | Q(not_before__lte=at)
    due = Notice.objects.filter(
        free, status=Notice.Status.QUEUED, channel=channel, due_at__lte=at
    ).order_by("priority", "due_at", "created_at")
    notices = list(due.select_for_update(skip_locked=True)[:limit])
    ids = [notice.pk for notice in notices]
    if ids:
        Notice.objects.filter(pk__in=ids).update(not_before=at + LEASE)
    return notices


def send_batch(
    *, channel: Channel, kind: str, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Send up to one batch of what is due; return how many were leased.

    Asked to stop, it finishes the notice in hand and gives the others back.
    """
    began = time.monotonic()
    notices = lease(channel=kind, at=database.now())
    for number, notice in enumerate(notices):
        if is_stopping() or time.monotonic() - began > BATCH_TIME.total_seconds():
            late = [one.pk for one in notices[number:]]
            queued = Notice.objects.filter(pk__in=late, status=Notice.Status.QUEUED)
            queued.update(not_before=None)
            break
        deliver(notice, channel)
    return len(notices)


def deliver(notice: Notice, channel: Channel) -> None:
    """Hand one leased notice over and mark what came of it."""
    way_out = ConsoleChannel() if notice.console_only else channel
    try:
        outcome = way_out.send(notice)
    except RefusedError as error:
        _mark_failure(notice.pk, str(error), final=True)
    except NotNowError as error:
        _mark_failure(notice.pk, str(error), final=False)
    except Exception as error:  # a fault of ours must show on the notice, not stop the sender
        log.exception("notice_not_sent", notice=str(notice.pk))
        _mark_failure(notice.pk, f"Internt fel ({type(error).__name__}).", final=False)
    else:
        _mark_sent(notice.pk, outcome)


@transaction.atomic
def _mark_sent(pk: UUID, outcome: Outcome) -> None:
    now = database.now()
    notice = Notice.objects.select_for_update().get(pk=pk)
    Attempt.objects.create(notice=notice, at=now, succeeded=True)
    if notice.status not in {Notice.Status.QUEUED, Notice.Status.CANCELLED}:
        return  # another sender thought us dead and was first; or the receipt was
    notice.status, notice.sent_at = Notice.Status.SENT, now
    notice.attempts += 1
    notice.provider_ref, notice.last_error = outcome.provider_ref, ""
    notice.save(update_fields=["status", "sent_at", "attempts", "provider_ref", "last_error"])
    if outcome.delivered:
        services.mark_delivered(notice, now)


@transaction.atomic
def _mark_failure(pk: UUID, error: str, *, final: bool) -> None:
    now = database.now()
    notice = Notice.objects.select_for_update().get(pk=pk)
    Attempt.objects.create(notice=notice, at=now, succeeded=False, error=error)
    if notice.status != Notice.Status.QUEUED:
        return
    notice.attempts += 1
    notice.last_error = error
    notice.not_before = now + backoff(notice)
    notice.save(update_fields=["attempts", "last_error", "not_before"])
    if final or now - notice.due_at >= limit_of(notice):
        services.mark_failed(notice, error, now)


def backoff(notice: Notice) -> timedelta:
    """Return how long to wait after the notice's latest try."""
    urgent = notice.priority == Notice.Priority.ALARM
    steps = ALARM_BACKOFF if urgent else ORDINARY_BACKOFF
    return steps[min(max(notice.attempts, 1), len(steps)) - 1]


def limit_of(notice: Notice) -> timedelta:
    """Return how long the notice is tried before it is given up."""
    return ALARM_LIMIT if notice.priority == Notice.Priority.ALARM else ORDINARY_LIMIT
