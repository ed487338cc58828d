"""A copy that was taken can be put back, and a damaged one is told from a sound one."""

import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings

from tests.house.repository import ROOT

pytestmark = pytest.mark.postgres


def server(database: str) -> "psycopg2.extensions.connection":
    config = settings.DATABASES["default"]
    connection = psycopg2.connect(
        host=config["HOST"],
        port=config["PORT"],
        user=config["USER"],
        password=config["PASSWORD"] or None,
        dbname=database,
    )
    connection.autocommit = True
    return connection


def execute(database: str, statement: str) -> list[tuple[object, ...]]:
    connection = server(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def new_database() -> Iterator[Callable[[], str]]:
    names: list[str] = []

    def create() -> str:
        names.append(f"ssr_backup_{uuid.uuid4().hex[:8]}")
        execute("postgres", f"CREATE DATABASE {names[-1]}")
        return names[-1]

    yield create
    for name in names:
        execute("postgres", f"DROP DATABASE {name}")


def call(
    script: str, argument: Path, *, database: str, media: Path
) -> "subprocess.CompletedProcess[str]":
    config = settings.DATABASES["default"]
    user, password = quote(config["USER"]), quote(config["PASSWORD"], safe="")
    port = config["PORT"] or 5432
    url = f"postgres://{user}:{password}@{config['HOST']}:{port}/{database}"
    return subprocess.run(
        [ROOT / "bin" / script, argument],
        env=os.environ | {"DATABASE_URL": url, "SSR_MEDIA_ROOT": str(media)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def source(new_database: Callable[[], str], tmp_path: Path) -> tuple[str, Path]:
    database, media = new_database(), tmp_path / "media"
    execute(database, "CREATE TABLE protocol (id int PRIMARY KEY, text text)")
    execute(database, "INSERT INTO protocol VALUES (1, 'Snöoväder i Norrtälje')")
    (media / "protocols").mkdir(parents=True)
    (media / "protocols" / "1.pdf").write_bytes(b"%PDF-1.7 \xe5")
    return database, media


@pytest.fixture
def archive(source: tuple[str, Path], tmp_path: Path) -> Path:
    database, media = source
    result = call("backup", tmp_path / "copies", database=database, media=media)
    assert result.returncode == 0, result.stderr
    (copy,) = (tmp_path / "copies").iterdir()
    return copy


def test_a_copy_restores_rows_and_files(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    database, media = new_database(), tmp_path / "restored"

    result = call("restore", archive, database=database, media=media)

    assert result.returncode == 0, result.stderr
    assert execute(database, "SELECT * FROM protocol") == [(1, "Snöoväder i Norrtälje")]
    assert (media / "protocols" / "1.pdf").read_bytes() == b"%PDF-1.7 \xe5"


def test_a_copy_with_one_byte_changed_is_refused_before_anything_is_written(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    database, content = new_database(), bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)

    result = call("restore", archive, database=database, media=tmp_path / "restored")

    assert result.returncode == 1
    assert "skadad" in result.stderr
    assert execute(database, "SELECT * FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_database_in_use_is_never_restored_over(
    archive: Path, source: tuple[str, Path], tmp_path: Path
) -> None:
    database, _ = source

    result = call("restore", archive, database=database, media=tmp_path / "restored")

    assert result.returncode == 1
    assert "inte tom" in result.stderr


def test_a_media_folder_in_use_is_never_restored_over(
    archive: Path, new_database: Callable[[], str], source: tuple[str, Path]
) -> None:
    database, (_, media) = new_database(), source

    result = call("restore", archive, database=database, media=media)

    assert result.returncode == 1
    assert "inte tom" in result.stderr


def test_a_copy_is_readable_by_its_owner_only(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
