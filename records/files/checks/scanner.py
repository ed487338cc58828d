"""ClamAV over its own protocol: the file is sent in pieces, the answer is one line."""

import socket
import struct
from typing import BinaryIO, Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from records.files.checks.bytes import size_of
from records.files.checks.refusals import Unsafe

log = structlog.get_logger(__name__)
_CHUNK: Final = 64 * 1024
_PATIENCE: Final = 30


def check(file: BinaryIO) -> None:
    """Have the file scanned, where a scanner is connected (SSR_CLAMD).

    :raises Unsafe: if a virus is found, or the scanner does not answer: nothing slips by unscanned.
    """
    if not settings.SSR_CLAMD:
        return
    try:
        answer = _ask(file)
    except OSError as error:
        log.error("virus_scanner_silent", error=type(error).__name__)
        raise Unsafe("den kan inte virusgranskas just nu – försök igen om en stund") from error
    if answer.endswith("FOUND"):
        log.error("virus_found", size_bytes=size_of(file))
        raise Unsafe("den innehåller ett virus")
    if not answer.endswith("OK"):
        log.error("virus_scanner_failed")
        raise Unsafe("den kan inte virusgranskas just nu – försök igen om en stund")


def _ask(file: BinaryIO) -> str:
    file.seek(0)
    with _connect() as line:
        line.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (piece := line.recv(4096)):
            answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connect() -> socket.socket:
    address = urlsplit(settings.SSR_CLAMD)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_PATIENCE)
        try:
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((address.hostname or "", address.port or 3310), _PATIENCE)
