"""The Celery application: documents, imports and reminders. Alarms never pass here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr.settings")

app = Celery("ssr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
