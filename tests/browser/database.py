"""The database and the files that test and server share: kept as they stand, and put back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from tests.browser.gate import Gate

EMPTY = "empty"


class Shared:
    """What a worker's tests and its servers both read and write, one test after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.media = folder / "media"
        self.media.mkdir()
        self.gate = Gate(folder)
        self.kept: list[str] = []

    def keep(self, name: str) -> None:
        """Remember everything as it stands now."""
        with self.gate.closed():
            connection.close()
            if connection.vendor == "sqlite":
                _copy(_file(), self.folder / f"{name}.sqlite3")
            else:
                _clone(_database(), f"{_database()}_{name}")
        shutil.copytree(self.media, self.folder / f"{name}.media")
        self.kept.append(name)

    def put_back(self, name: str) -> None:
        """Make everything as it was when it was kept, while no request is under way."""
        with self.gate.closed():
            connection.close()
            if connection.vendor == "sqlite":
                _copy(self.folder / f"{name}.sqlite3", _file())
            else:
                _clone(f"{_database()}_{name}", _database())
            shutil.rmtree(self.media)
            shutil.copytree(self.folder / f"{name}.media", self.media)
            self.gate.forget_time()

    def forget(self) -> None:
        """Drop what PostgreSQL keeps; the files lie in a folder of the test session."""
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                for name in self.kept:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{_database()}_{name}"')


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA synchronous=OFF")
        old.backup(new)


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _clone(source: str, target: str) -> None:
    """Make the target anew; the server's idle connections are ended, and it makes new ones."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source]
        )
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
