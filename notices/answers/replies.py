"""What a reply by SMS says. Free text never decides: the whole reply must be a few known words."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

YES: Final = ("ja", "j", "yes", "ja tack")
NO: Final = (
    *("nej", "n", "no", "nej tack"),
    *("kommer inte", "kommer ej", "jag kommer inte", "jag kommer ej", "vi kommer inte"),
    *("kan inte", "kan ej", "jag kan inte", "jag kan ej", "nej jag kan inte"),
)
STOP: Final = frozenset({"stop", "stopp", "avregistrera", "unsubscribe"})

# What says nothing of its own. A question mark does: "Ja?" is no yes.
_PUNCTUATION: Final = re.compile(r"[\s.,!:;#()\"'*\u2013\u2014\u2018\u2019\u201c\u201d-]+")
_CODE_LAST: Final = re.compile(r"(?P<words>\D+?) ?(?P<code>\d{1,3})")
_CODE_FIRST: Final = re.compile(r"(?P<code>\d{1,3}) ?(?P<words>\D+)")


@dataclass(frozen=True)
class Reply:
    """The words of a reply, and the code of the question that it names, if any."""

    words: str
    code: int | None = None


def read(text: str) -> Reply:
    """Return what was written without capitals and punctuation, and its code: ``JA 3``.

    Källa: domain.md 6.1.
    """
    plain = _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()
    coded = _CODE_LAST.fullmatch(plain) or _CODE_FIRST.fullmatch(plain)
    if coded is None:
        return Reply(plain)
    return Reply(coded["words"].strip(), int(coded["code"]))
