"""What Celery beat starts. No deadline lives here: beat may stop, deadlines may not."""

from datetime import timedelta
from typing import Any, Final

BEAT_SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "beat": {
        "task": "ssr.tasks.beat",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 50},
    },
    "sweep-jobs": {
        "task": "records.tasks.sweep_jobs",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 50},  # a heap of old knocks after an outage helps nobody
    },
    "sweep-files": {
        "task": "records.tasks.sweep_files",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3000},
    },
}
