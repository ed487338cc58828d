"""Numbers and names as people type them, with whatever spaces their programs put in."""

import re
from decimal import Decimal
from typing import Final

from common.swedish import composed

_MOST_DIGITS: Final = 9  # what every number of the database can hold
LARGEST_KEY: Final = 10**_MOST_DIGITS - 1
_INVISIBLE: Final = dict.fromkeys(
    map(ord, "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}")
)
_SPACES: Final = re.compile(r"[^\S\r\n\t]+")
_AMOUNT: Final = re.compile(r"[-−]?[0-9]{1,13}([.,][0-9]{1,2})?")
_NUMBER: Final = re.compile(r"[-−]?[0-9]{1,13}([.,][0-9]{1,13})?")
_UNIT: Final = re.compile(r"(kronor|kr\.?|sek|:-)$", re.IGNORECASE)
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def whole(text: str) -> int | None:
    """Return the key, count or year that the text is; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def number(text: str) -> Decimal | None:
    """Return the number that the text is, as Swedes write it: ``12 345,678``; None if it is none.

    Källa: domain.md 11.1.
    """
    return _read(_NUMBER, _closed_up(text))


def amount(text: str) -> Decimal | None:
    """Return an amount in kronor as Swedes write it: ``1 234 567,50 kr``; None if it is none.

    Whatever spaces stand between the digits: those of Excel, of web pages and of phones.
    Källa: domain.md 11.1.
    """
    return _read(_AMOUNT, _UNIT.sub("", _closed_up(text)))


def kronor(value: Decimal | int) -> str:
    """Return ``1 234 567 kr``; with the öre where there are any, never rounded away.

    Källa: domain.md 11.1.
    """
    shown = f"{value:,.2f}".removesuffix(".00").replace(",", _NO_BREAK).replace(".", ",")
    return f"{shown}{_NO_BREAK}kr"


def tidy(text: str) -> str:
    """Return a text in one Unicode form with single plain spaces; its lines stay as they are.

    Källa: domain.md 1.10.
    """
    return _SPACES.sub(" ", composed(text)).strip()


def _closed_up(text: str) -> str:
    return "".join(text.translate(_INVISIBLE).split())


def _read(pattern: re.Pattern[str], digits: str) -> Decimal | None:
    if not (digits.isascii() or "−" in digits) or not pattern.fullmatch(digits):
        return None
    return Decimal(digits.replace(",", ".").replace("−", "-"))
