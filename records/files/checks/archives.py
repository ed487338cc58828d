"""The zip that office documents are: no bombs, no paths out of it, nothing hidden twice."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

from records.files.checks.bytes import EICAR, size_of
from records.files.checks.refusals import DAMAGED, LOCKED, TOO_BIG_INSIDE, Unsafe

MOST_ENTRIES: Final = 3_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
LARGEST_RATIO: Final = 200
# Below this, even a high ratio is no bomb.
_SMALL: Final = 10 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_END: Final = b"PK\x05\x06"
_ARCHIVES: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS: Final = (b"MZ", b"\x7fELF")


def open_checked(file: BinaryIO) -> zipfile.ZipFile:
    """Open the zip once its table of contents has been found sound.

    :raises Unsafe: if it is damaged, locked, too large inside, or plays tricks with names.
    """
    if _count(file) > MOST_ENTRIES:
        raise Unsafe(TOO_BIG_INSIDE)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unsafe(DAMAGED) from error
    try:
        _check_contents(archive, size_of(file))
    except Unsafe:
        archive.close()
        raise
    return archive


def parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Go through the files inside.

    :raises Unsafe: if one cannot be unpacked.
    """
    for info in archive.infolist():
        if info.is_dir():
            continue
        try:
            with archive.open(info) as part:
                yield info.filename, part
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise Unsafe(DAMAGED) from error


def read_through(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, in pieces: checksums hold, no virus, no archive or program inside.

    :raises Unsafe: if something is amiss.
    """
    for _name, part in parts(archive):
        tail = b""
        is_first = True
        try:
            while chunk := part.read(_CHUNK):
                if is_first and chunk.startswith(_PROGRAMS):
                    raise Unsafe("den innehåller ett program")
                if is_first and chunk.startswith(_ARCHIVES):
                    raise Unsafe("den innehåller ett arkiv i arkivet")
                if EICAR in tail + chunk:
                    raise Unsafe("den innehåller ett virus")
                tail, is_first = chunk[-len(EICAR) :], False
        except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
            raise Unsafe(DAMAGED) from error
        except Exception as error:
            if type(error).__name__ in {"error", "LZMAError"}:  # zlib's and lzma's own
                raise Unsafe(DAMAGED) from error
            raise


def _count(file: BinaryIO) -> int:
    """Return how many files the zip says it holds, without reading its table."""
    file.seek(max(0, size_of(file) - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 12:
        raise Unsafe(DAMAGED)
    return int(struct.unpack_from("<H", tail, at + 10)[0])


def _check_contents(archive: zipfile.ZipFile, size: int) -> None:
    seen: set[str] = set()
    total = 0
    for info in archive.infolist():
        name = info.filename
        plain = name.replace("\\", "/")
        escapes = plain.startswith("/") or ":" in plain or ".." in plain.split("/") or "\0" in plain
        if escapes or stat.S_ISLNK(info.external_attr >> 16):
            raise Unsafe("den innehåller filer som pekar utanför sig själv")
        if name.lower() in seen:
            raise Unsafe("två filer inuti har samma namn")
        seen.add(name.lower())
        if info.flag_bits & 1:
            raise Unsafe(LOCKED)
        total += info.file_size
    if total > MOST_UNPACKED or (total > _SMALL and total > size * LARGEST_RATIO):
        raise Unsafe(TOO_BIG_INSIDE)
