"""Numbers that come as text in an address or a form."""

from typing import Final

_MOST_DIGITS: Final = 9  # what every number of the database can hold


def whole(text: str) -> int | None:
    """Return the key, count or year that the text is; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
