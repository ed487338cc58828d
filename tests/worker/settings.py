"""Settings of the workers that these tests start: a broker, a folder and jobs of their own."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.worker.apps.WorkerTestsConfig"]
MEDIA_ROOT = Path(os.environ["TEST_MEDIA_ROOT"])
if os.environ.get("TEST_QUEUE"):
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": os.environ["TEST_QUEUE"],
        "data_folder_out": os.environ["TEST_QUEUE"],
        "control_folder": os.environ["TEST_QUEUE"] + "/control",
    }
