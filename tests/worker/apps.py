"""Jobs that only these tests ask for."""

import os
import time
from pathlib import Path

from django.apps import AppConfig


class WorkerTestsConfig(AppConfig):
    name = "tests.worker"
    label = "worker_tests"

    def ready(self):
        from records.jobs import jobs

        jobs.register("worker.quick", store)
        jobs.register("worker.slow", store_slowly)


def store(job):
    from django.utils import timezone

    from records.files import files

    content = f"job {job.pk} attempt {job.attempts}".encode()
    return files.store(content, name="svar.txt", content_type="text/plain", at=timezone.now())


def store_slowly(job):
    """Tell that the first try has begun, and take so long over it that it can be killed."""
    if job.attempts == 1:
        Path(os.environ["TEST_MEDIA_ROOT"], "begun").write_text(str(os.getpid()))
        time.sleep(60)
    return store(job)
