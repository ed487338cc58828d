"""Celery tasks that belong to no app."""

from celery import shared_task
from django.utils import timezone

from notices.models import Heartbeat


@shared_task
def beat() -> None:
    """Show that beat, broker and worker are alive: the sign passes all three."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
