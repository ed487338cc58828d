"""Files under their own number: written whole or not at all, served only by views that check."""

import hashlib
import os
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction
from django.http import FileResponse

from common import room
from records.models import StoredFile

# Older than any upload in progress, younger than a day.
ORPHAN_AFTER: Final = timedelta(hours=1)
_STAGING: Final = "staging"


@room.needed()
def store(content: bytes, *, name: str, content_type: str, at: datetime) -> StoredFile:
    """Write the content durably under a new number, then its row.

    Killed in between, or rolled back, it leaves a file without a row, which the sweeper removes.
    """
    staged = staging_path()
    try:
        staged.write_bytes(content)
        return store_file(staged, name=name, content_type=content_type, at=at)
    finally:
        staged.unlink(missing_ok=True)


def staging_path() -> Path:
    """Return a new place for a file on its way in; what is left there is swept."""
    staging = _root() / _STAGING
    staging.mkdir(parents=True, exist_ok=True)
    return staging / uuid.uuid4().hex


@room.needed()
def store_file(
    staged: Path, *, name: str, content_type: str, at: datetime, warnings: Sequence[str] = ()
) -> StoredFile:
    """Give a staged file its number and row; it is moved, so its size costs no memory."""
    number = uuid.uuid4()
    path = f"{number.hex[:2]}/{number}"
    with staged.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    size = staged.stat().st_size
    (_root() / path).parent.mkdir(parents=True, exist_ok=True)
    staged.rename(_root() / path)
    _sync_folder((_root() / path).parent)
    return StoredFile.objects.create(
        id=number,
        name=name[:200],
        content_type=content_type,
        size_bytes=size,
        sha256=digest,
        path=path,
        stored_at=at,
        warnings=list(warnings),
    )


def open(stored: StoredFile) -> BinaryIO:
    """Open the file for reading."""
    return (_root() / stored.path).open("rb")


def is_intact(stored: StoredFile) -> bool:
    """Return whether the bytes are still those that were stored."""
    with (_root() / stored.path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256


def response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """Serve the file as an attachment (``inline`` for PDF we made ourselves), never sniffed."""
    answer = FileResponse(
        open(stored),
        as_attachment=not inline,
        filename=stored.name,
        content_type=stored.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"] = f'"{stored.sha256}"'
    return answer


def remove(stored: Sequence[StoredFile]) -> None:
    """Remove the files' rows, and their bytes once that is committed."""
    for file in stored:
        path = _root() / file.path
        file.delete()
        transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]


def sweep_orphans(at: datetime) -> int:
    """Remove files that have no row and have had time to get one; return how many."""
    removed = 0
    for path in [path for path in _root().rglob("*") if path.is_file()]:
        age = at.timestamp() - path.stat().st_mtime
        if age < ORPHAN_AFTER.total_seconds():
            continue
        relative = path.relative_to(_root()).as_posix()
        if not StoredFile.objects.filter(path=relative).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def missing() -> list[StoredFile]:
    """Return rows whose file is gone."""
    return [file for file in StoredFile.objects.all() if not (_root() / file.path).exists()]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "files"
