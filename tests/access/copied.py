"""The world built once for all who ask for it, and copied to each: to build takes many seconds.

On SQLite the tests of one run share a folder where the first to ask leaves the database, the files
and what the world knows. PostgreSQL has no copy as cheap, and one module that asks: it builds.
"""

import fcntl
import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from tests.access.world import World, build_world


@contextmanager
def world(folders: pytest.TempPathFactory) -> Iterator[World]:
    """Let the world stand in the test database, which is empty again afterwards."""
    media_root = folders.mktemp("media")
    if connection.vendor != "sqlite":
        with transaction.atomic(), override_settings(MEDIA_ROOT=media_root):
            yield build_world()
            transaction.set_rollback(True)
        return
    shared = folders.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    with closing(sqlite3.connect(":memory:")) as empty:
        _copy(_database(), empty)
        try:
            yield _copied(shared, media_root)
        finally:
            _copy(empty, _database())


def _copied(shared: Path, media_root: Path) -> World:
    """Return the world as the first built it, with its files in a folder of its own."""
    rows, facts, media = (shared / f"world.{kind}" for kind in ("sqlite3", "pickle", "media"))
    with (shared / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            with transaction.atomic(), override_settings(MEDIA_ROOT=media_root):
                built = build_world()
                connection.run_on_commit.clear()  # nobody is waiting for what was played
            with closing(sqlite3.connect(rows)) as file:
                _copy(_database(), file)
            shutil.copytree(media_root, media)
            facts.write_bytes(pickle.dumps(_facts(built)))
            return built
    with closing(sqlite3.connect(rows)) as file:
        _copy(file, _database())
    found, clients = pickle.loads(facts.read_bytes())  # noqa: S301 - written above
    shutil.copytree(media, media_root, dirs_exist_ok=True)
    return World(
        found=found,
        clients={role: _client(*knows) for role, knows in clients.items()},
        media_root=str(media_root),
    )


def _facts(built: World) -> tuple[dict[str, Any], dict[str, Any]]:
    return built.found, {
        role: (client.cookies, client.defaults) for role, client in built.clients.items()
    }


def _client(cookies: Any, defaults: dict[str, Any]) -> Client:
    client = Client()
    client.cookies, client.defaults = cookies, defaults
    return client


def _database() -> sqlite3.Connection:
    connection.ensure_connection()
    found: sqlite3.Connection = connection.connection
    return found


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target)
