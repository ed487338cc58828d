"""A disk that is full: told as what it is, wherever something is written."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from common.errors import RuleError

log = structlog.get_logger(__name__)

FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM: Final = "det finns inte plats i SSR just nu – vänta en stund och skicka filen igen"


class NoRoomError(RuleError):
    """There is no room to write what was asked for; nothing of it is kept."""

    def __init__(self) -> None:
        super().__init__(
            "Det finns inte plats för filen i SSR just nu. Inget är sparat. "
            "Vänta en stund och försök igen.",
            code="no_room",
        )


def is_full(error: object) -> bool:
    """Return whether the fault is that there is no room."""
    return isinstance(error, OSError) and error.errno in FULL


@contextmanager
def needed() -> Iterator[None]:
    """Tell of a full disk by a sentence, and those who run the system by the log.

    :raises NoRoomError: if there is no room.
    """
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        log.critical("disk_full")
        raise NoRoomError from error
