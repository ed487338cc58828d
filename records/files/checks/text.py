"""Plain text and lists: read as text, without programs or pages in disguise."""

import re
from typing import BinaryIO, Final

from records.files.checks.refusals import Findings, Unsafe

_DISGUISES: Final = re.compile(
    rb"^\W*(?:<\?xml|<\?php|<!doctype|<html|<script|<svg|<\w+\s+xmlns|#!|@echo|MIME-Version:|"
    rb"Received:|From:|\[InternetShortcut\]|\{\\rtf|MZ)",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TAGS: Final = re.compile(rb"<(?:script|iframe|object|embed)\b", re.IGNORECASE)
_CHUNK: Final = 1024 * 1024


def check(file: BinaryIO, findings: Findings) -> None:
    """Refuse what is no text, or text that a program would run.

    :raises Unsafe: if it is neither UTF-8 nor Latin-1 text, or is a page or script.
    """
    file.seek(0)
    start = file.read(_CHUNK)
    if _DISGUISES.match(start.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise Unsafe("innehållet är inte vanlig text")
    chunk = start
    while chunk:
        if _CONTROL.search(chunk) or _TAGS.search(chunk):
            raise Unsafe("innehållet är inte vanlig text")
        chunk = file.read(_CHUNK)
