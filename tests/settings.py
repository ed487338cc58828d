"""Settings of the tests: ours, with fast passwords, plain static files and nothing from outside."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
# The tests decide every setting themselves, whatever the shell that starts them has set.
for _name in ("SSR_DEMO", "SSR_PUBLIC_URL", "SSR_MEDIA_ROOT", "SSR_SMS_URL", "EMAIL_URL"):
    os.environ.pop(_name, None)
# Tests that run side by side have a queue each, as they have a database each.
if os.environ.get("REDIS_URL") and (_side := os.environ.get("PYTEST_XDIST_WORKER")):
    _server, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{_server}/{int(_side.removeprefix('gw')) + 1}"

from ssr.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # Nobody pulls the plug on a test: no waiting for the disk.
    _pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    DATABASES["default"]["OPTIONS"]["init_command"] = _pragmas  # noqa: F405
# No test collects the files, which would take a minute.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each test gets a folder of its own; this is for what runs before one.
MEDIA_ROOT = Path(tempfile.gettempdir()) / "ssr-test-media"
# No test knocks on a developer's queue: the broker is Redis of bin/with-services, or nothing.
if not os.environ.get("REDIS_URL"):
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
