"""Fixtures every test may use, and which tests run where."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from ssr.celery import app
from tests import databases

WORKER_START_SECONDS = 90

# Factories make objects by the thousand, few of them in rings: an eighth of the time went into
# looking for those.
gc.set_threshold(50_000, 50, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here; `make check` runs everything somewhere."""
    unwanted = set()
    if django_settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        unwanted |= {"postgres", "worker"}
    if not config.option.markexpr:
        unwanted |= {"processes", "exhaustive"}
    others = [i for i in items if unwanted & {mark.name for mark in i.iter_markers()}]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep SQLite in a file where a browser asks: the server is a process of its own."""
    database = django_settings.DATABASES["default"]
    has_browser = any(item.get_closest_marker("browser") for item in request.session.items)
    if has_browser and database["ENGINE"] == "django.db.backends.sqlite3":
        folder = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests that really commit empty the logs; tests/records lay their triggers anew."""
    names = ("0002_refuse_changes_to_the_log", "0004_refuse_changes_to_the_read_log")
    migrations = [import_module(f"records.migrations.{name}") for name in names]
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for migration in migrations:
            migration.drop_triggers(None, editor)


@pytest.fixture(autouse=True)
def _own_media_folder(settings: Settings, tmp_path: Path) -> None:
    """Give each test an empty folder for uploaded and generated files."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def real_worker(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a real Celery worker on the test's database and media folder (marker ``worker``)."""
    log = tmp_path / "worker.log"
    app.control.purge()
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "ssr", "worker"]
            + ["--concurrency", "1", "--loglevel", "INFO"],
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "ssr.settings",
                "DATABASE_URL": databases.address(),
                "SSR_MEDIA_ROOT": str(settings.MEDIA_ROOT),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + WORKER_START_SECONDS
        while " ready." not in log.read_text():
            assert worker.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield worker
    finally:
        worker.terminate()
        worker.wait()
