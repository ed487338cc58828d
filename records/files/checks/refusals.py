"""How a file is refused, and what is told of one that is taken in."""

from dataclasses import dataclass, field
from typing import Final

from common.errors import RuleError

LOCKED: Final = "den kan inte virusgranskas – ta bort lösenordet"
DAMAGED: Final = "filen är tom eller skadad"
TOO_BIG_INSIDE: Final = "den innehåller för mycket data när den packas upp"
TWO_IN_ONE: Final = "den innehåller även en annan sorts fil"


class UploadRefused(RuleError):
    """A file that is not taken in: one sentence that names it and says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} togs inte emot: {reason}.", code="upload_refused", field="files")
        self.name = name
        self.reason = reason


class Unsafe(Exception):  # noqa: N818 - it is caught and told as UploadRefused
    """Why a file cannot be taken in, as the end of a Swedish sentence."""


@dataclass
class Findings:
    """What the one who sends a file should know that it tells: ``warnings`` are codes."""

    warnings: set[str] = field(default_factory=set)


WARNINGS: Final = {
    "place": "platsen där bilden togs (GPS)",
    "author": "vem som skrivit filen",
    "comments": "kommentarer",
    "changes": "spårade ändringar",
    "hidden": "dolda blad",
}
