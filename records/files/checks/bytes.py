"""What is looked for in the bytes of every file: a known test virus, a second file, a program."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from records.files.checks.refusals import TWO_IN_ONE, Unsafe

# Apart, so that this file is not itself taken for the test virus.
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MARKUP: Final = re.compile(rb"<(?:\?php|script\b|html\b|!doctype\b|iframe\b)", re.IGNORECASE)
_PIECE: Final = 1024 * 1024
# Longer than anything looked for, so that nothing hides where two pieces meet.
_OVERLAP: Final = 128


def look_for_virus(file: BinaryIO) -> None:
    """Refuse the test virus of the anti-virus industry, even where no scanner is connected.

    :raises Unsafe: if it is there.
    """
    if any(EICAR in piece for piece in _pieces(file)):
        raise Unsafe("den innehåller ett virus")


def look_for_second_file(file: BinaryIO, *, markup: bool) -> None:
    """Refuse a file that is also an archive or, where ``markup`` is looked for, a web page.

    :raises Unsafe: if it is.
    """
    if zipfile.is_zipfile(file):
        raise Unsafe(TWO_IN_ONE)
    if markup and any(_MARKUP.search(piece) for piece in _pieces(file)):
        raise Unsafe(TWO_IN_ONE)


def size_of(file: BinaryIO) -> int:
    """Return how many bytes the file holds, wherever it lies."""
    return file.seek(0, 2)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Read the file from its beginning; each piece begins with the end of the one before."""
    file.seek(0)
    tail = b""
    while chunk := file.read(_PIECE):
        piece = tail + chunk
        yield piece
        tail = piece[-_OVERLAP:]
