"""Files of secret annexes: sealed before they touch the disk, opened in memory only."""

import hashlib
import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from common import room
from records.files.files import ORPHAN_AFTER
from records.models import SecretAnnex, SecretFile
from records.secrets import crypto

FOLDER: Final = "secret"
PENDING: Final = ".part"


@room.needed()
def store(
    annex: SecretAnnex, content: bytes, *, name: str, by_label: str, at: datetime
) -> SecretFile:
    """Seal the file and write it durably under a number of its own, then its row.

    :raises CannotOpen: if none of our keys fits the annex's data key.
    """
    number = uuid.uuid4()
    if annex.wrapped_key is None:
        raise crypto.CannotOpen("Nyckeln är utplånad.")
    key = bytes(annex.wrapped_key)
    sealed = crypto.seal(key, content, place=_place(annex, number, "file"))
    path = path_of(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(PENDING)
    try:
        with part.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return SecretFile.objects.create(
        annex=annex,
        number=number,
        sealed_name=crypto.seal(key, name[:200].encode(), place=_place(annex, number, "name")),
        sha256=hashlib.sha256(sealed).hexdigest(),
        stored_at=at,
        stored_by=by_label,
    )


def open_name(annex: SecretAnnex, stored: SecretFile) -> str:
    """Return the file's name.

    :raises CannotOpen: if the seal is broken.
    """
    place = _place(annex, stored.number, "name")
    return crypto.open_sealed(annex.wrapped_key, stored.sealed_name, place=place).decode()


def open_file(annex: SecretAnnex, stored: SecretFile) -> bytes:
    """Return the file's content, never written anywhere.

    :raises CannotOpen: if the seal is broken, or the file is gone.
    """
    try:
        sealed = path_of(stored.number).read_bytes()
    except OSError:
        raise crypto.CannotOpen("Filen saknas.") from None
    return crypto.open_sealed(annex.wrapped_key, sealed, place=_place(annex, stored.number, "file"))


def path_of(number: uuid.UUID) -> Path:
    """Return where the sealed file lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / number.hex[:2] / str(number)


def remove(annex: SecretAnnex) -> None:
    """Remove the sealed files of an annex whose key is destroyed."""
    for stored in annex.files.all():
        path_of(stored.number).unlink(missing_ok=True)


def sweep_orphans(at: datetime) -> int:
    """Remove sealed files that no row speaks of; return how many."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    rows = SecretFile.objects.filter(annex__erased_at=None)
    kept = {str(number) for number in rows.values_list("number", flat=True)}
    removed = 0
    for path in [path for path in root.rglob("*") if path.is_file()] if root.exists() else []:
        is_young = at.timestamp() - path.stat().st_mtime < ORPHAN_AFTER.total_seconds()
        if is_young or path.name in kept:
            continue
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def _place(annex: SecretAnnex, number: uuid.UUID, part: str) -> str:
    return crypto.place_of(annex.seal_id, part, number)
