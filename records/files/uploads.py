"""The one safe way in for files that people send.

A file is written to a staging place in pieces, looked through there, and only then given a number
and a row. What is refused leaves nothing behind. What is secret is looked through in memory.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import magic
import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from common import room
from records.files import files
from records.files.checks import bytes as contents
from records.files.checks import names, office, pdf, pictures, scanner, text
from records.files.checks.refusals import DAMAGED, WARNINGS, Findings, Unsafe, UploadRefused
from records.models import StoredFile

__all__ = [
    "KINDS",
    "Kind",
    "UploadRefused",
    "accept",
    "accept_all",
    "accept_in_memory",
    "limit_bytes",
    "warnings_of",
]

log = structlog.get_logger(__name__)

MEGABYTE: Final = 1024 * 1024
_ZIP: Final = frozenset({"application/zip", "application/octet-stream"})
_OPEN: Final = "application/vnd.oasis.opendocument."
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
Check = Callable[[BinaryIO, Findings], None]


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in: ``seen_as`` is what its bytes may be recognised as."""

    ending: str
    content_type: str
    seen_as: frozenset[str]
    check: Check
    is_picture: bool = False


def _opendocument(ending: str, name: str) -> Kind:
    mimetype = _OPEN + name
    check = partial(office.check_opendocument, mimetype=mimetype)
    return Kind(ending, mimetype, _ZIP | {mimetype}, check)


def _picture(ending: str, content_type: str, format_name: str) -> Kind:
    check = partial(pictures.check, format_name=format_name)
    return Kind(ending, content_type, frozenset({content_type}), check, is_picture=True)


_WORD: Final = _OFFICE + "wordprocessingml.document"
_EXCEL: Final = _OFFICE + "spreadsheetml.sheet"
_OLE: Final = frozenset({"application/encrypted", "application/CDFV2", "application/x-ole-storage"})
KINDS: Final = {
    kind.ending: kind
    for kind in (
        Kind("pdf", "application/pdf", frozenset({"application/pdf"}), pdf.check),
        Kind("docx", _WORD, _ZIP | _OLE | {_WORD}, office.check_word),
        Kind("xlsx", _EXCEL, _ZIP | _OLE | {_EXCEL}, office.check_excel),
        _opendocument("odt", "text"),
        _opendocument("ods", "spreadsheet"),
        _picture("png", "image/png", "PNG"),
        _picture("jpg", "image/jpeg", "JPEG"),
        _picture("jpeg", "image/jpeg", "JPEG"),
        Kind("csv", "text/csv", frozenset(), text.check),
        Kind("txt", "text/plain", frozenset(), text.check),
    )
}


def limit_bytes() -> int:
    """Return how large a file may be."""
    return int(settings.SSR_UPLOAD_MAX_MB) * MEGABYTE


def accept(
    upload: UploadedFile, *, at: datetime, endings: Iterable[str] = tuple(KINDS)
) -> StoredFile:
    """Look the file through and keep it under a number of its own.

    Källa: domain.md 10.1.
    :raises UploadRefused: if it is not what it says, too large, damaged, locked or does something.
    """
    name = names.clean(upload.name or "")
    try:
        with room.needed():
            return _keep(upload, name, at=at, endings=endings)
    except room.NoRoomError:
        raise UploadRefused(name, room.NO_ROOM) from None


def _keep(upload: UploadedFile, name: str, *, at: datetime, endings: Iterable[str]) -> StoredFile:
    with _staged(upload, name) as path:
        with path.open("rb") as file:
            kind, findings = _look_through(file, name, endings)
        return files.store_file(
            path,
            name=name,
            content_type=kind.content_type,
            at=at,
            warnings=sorted(findings.warnings),
        )


def accept_in_memory(content: bytes, *, name: str, limit_mb: int) -> str:
    """Look through a file that may not lie unsealed on a disk; return its name, safe to show.

    The one who calls seals and keeps it.
    Källa: domain.md 10.1.
    :raises UploadRefused: if it is not what it says, too large, damaged, locked or does something.
    """
    name = names.clean(name)
    if len(content) > limit_mb * MEGABYTE:
        raise UploadRefused(name, f"den är större än {limit_mb} MB")
    _look_through(BytesIO(content), name, tuple(KINDS))
    return name


def accept_all(
    uploads: Iterable[UploadedFile], *, at: datetime, endings: Iterable[str] = tuple(KINDS)
) -> list[StoredFile]:
    """Accept several files; the first that is refused refuses them all.

    Run it in a transaction: what was stored before the refusal is then rolled back and swept.
    Källa: domain.md 10.1.
    :raises UploadRefused: if one is.
    """
    wanted = tuple(endings)
    return [accept(upload, at=at, endings=wanted) for upload in uploads]


def warnings_of(stored: StoredFile) -> str:
    """Return what the file tells besides its text, as one sentence, or nothing.

    Källa: domain.md 10.1.
    """
    told = [WARNINGS[code] for code in stored.warnings if code in WARNINGS]
    if not told:
        return ""
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} och {told[-1]}"
    return f"Filen innehåller uppgifter om {listed}."


@contextmanager
def _staged(upload: UploadedFile, name: str) -> Iterator[Path]:
    limit = limit_bytes()
    too_large = UploadRefused(name, f"den är större än {settings.SSR_UPLOAD_MAX_MB} MB")
    if (upload.size or 0) > limit:
        raise too_large
    path = files.staging_path()
    try:
        written = 0
        with path.open("wb") as file:
            for chunk in upload.chunks():
                written += len(chunk)
                if written > limit:
                    raise too_large
                file.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _look_through(file: BinaryIO, name: str, endings: Iterable[str]) -> tuple[Kind, Findings]:
    findings = Findings()
    try:
        kind = _kind_of(name, endings)
        _check(file, kind, findings)
    except Unsafe as unsafe:
        # An ending of the sender's own making may say anything: only those we know are logged.
        ending = names.ending_of(name)
        known = ending if ending in KINDS else "other"
        log.warning("upload_refused", ending=known, reason=str(unsafe))
        raise UploadRefused(name, str(unsafe)) from unsafe
    return kind, findings


def _kind_of(name: str, endings: Iterable[str]) -> Kind:
    ending = names.ending_of(name)
    if names.is_disguised(name):
        raise Unsafe("namnet har två filändelser")
    if ending not in set(endings) or ending not in KINDS:
        allowed = ", ".join(sorted(endings))
        way = names.way_for(ending, endings)
        raise Unsafe(f"filtypen tas inte emot – {way or f'välj någon av {allowed}'}")
    return KINDS[ending]


def _check(file: BinaryIO, kind: Kind, findings: Findings) -> None:
    if contents.size_of(file) <= 1:
        raise Unsafe(DAMAGED)
    contents.look_for_virus(file)
    file.seek(0)
    start = file.read(MEGABYTE)
    seen = magic.from_buffer(pdf.without_lead(start) if kind.ending == "pdf" else start, mime=True)
    if kind.seen_as:
        matches = seen in kind.seen_as
    else:  # text is guessed to be many things by its first words; its own check looks closer
        matches = seen in {"application/csv", "application/json"} or (
            seen.startswith("text/") and seen not in {"text/html", "text/xml", "text/x-php"}
        )
    if not matches:
        raise Unsafe("innehållet stämmer inte med filändelsen")
    if not kind.seen_as & _ZIP:
        contents.look_for_second_file(file, markup=kind.is_picture)
    kind.check(file, findings)
    scanner.check(file)
