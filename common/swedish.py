"""One spelling of Swedish text, and one order, whatever keyboard, file and database it comes from.

"å" is typed as one character or as an a with a ring above; SQLite folds and sorts a to z alone.
"""

import functools
import re
import sqlite3
import unicodedata
from typing import Any, Final

from django import forms
from django.db.backends.signals import connection_created
from rest_framework import serializers

# A migration makes it in PostgreSQL (of ICU); to SQLite it is given below.
COLLATION: Final = "swedish"
_AFTER_Z: Final = str.maketrans("åäæöø", "{||}}")


def composed(text: str) -> str:
    """Return the text with each letter as one character."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Return the text in one Unicode form and one case, as searches compare it."""
    return composed(text).casefold()


def order(text: str) -> str:
    """Return what puts texts in Swedish order: å, ä and ö last, SOS after Salem."""
    return plain(text).translate(_AFTER_Z)


def settle() -> None:
    """Compose what forms and the API take in, and teach SQLite the letters after z."""
    _compose(forms.CharField, "to_python")
    _compose(serializers.CharField, "to_internal_value")
    connection_created.connect(_teach, dispatch_uid="common.swedish")


def _compose(field: type[Any], method: str) -> None:
    read = getattr(field, method)

    @functools.wraps(read)
    def reading(self: Any, value: Any) -> Any:
        found = read(self, value)
        return composed(found) if isinstance(found, str) else found

    setattr(field, method, reading)


def _teach(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        plainly: sqlite3.Connection = connection.connection
        plainly.create_collation(COLLATION, _compare)
        for number in (2, 3):
            plainly.create_function("like", number, _like, deterministic=True)


def _compare(one: str, other: str) -> int:
    # Texts that differ in case alone are not one and the same: they may both be unique.
    first, second = (order(one), one), (order(other), other)
    return (first > second) - (first < second)


def _like(pattern: Any, value: Any, escape: str = "") -> bool | None:
    if pattern is None or value is None:
        return None
    return _matcher(str(pattern), escape).fullmatch(plain(str(value))) is not None


@functools.lru_cache(maxsize=256)
def _matcher(pattern: str, escape: str) -> re.Pattern[str]:
    """Return the pattern of SQL's LIKE as a regular expression."""
    parts, letters = [], iter(plain(pattern))
    for letter in letters:
        if escape and letter == escape:
            parts.append(re.escape(next(letters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
    return re.compile("".join(parts), re.DOTALL)
