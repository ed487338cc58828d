"""Settings of the server that browsers ask: the tests' own, as in use, and what the test says."""

import json
import os
from pathlib import Path

from ssr import settings as product
from tests.settings import *  # noqa: F403

DEBUG = False
MEDIA_ROOT = Path(os.environ["SERVED_FOLDER"]) / "media"
MIDDLEWARE = ["tests.browser.gate.GateMiddleware", *MIDDLEWARE]  # noqa: F405
CELERY_BROKER_URL = product.CELERY_BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = product.CELERY_BROKER_TRANSPORT_OPTIONS
LOGGING = LOGGING | {"json": True}  # noqa: F405 - so that the test can read the levels
vars().update(json.loads(os.environ["SERVED_SETTINGS"]))
