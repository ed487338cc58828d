"""Telephone numbers: read as people write them, kept as the world does, shown as Swedes do.

Which numbers there are, and which of them take text messages, is the data of the numbering plan
in ``phonenumbers`` (Google's libphonenumber): no range is written here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

HOME: Final = "SE"
_HOME_CODE: Final = phonenumbers.country_code_for_region(HOME)
# The plan of some countries does not tell a mobile number from a fixed one.
_TAKE_SMS: Final = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

SPOKEN: Final = "Ange telefonnummer, till exempel 070-123 45 67"
TAKES_NO_SMS: Final = (
    "Numret kan inte ta emot sms. Ange ett mobilnummer, till exempel 070-123 45 67"
)


@dataclass(frozen=True)
class Phone:
    """A number that can be rung, and whether the numbering plan lets it take text messages."""

    number: str  # "+46812345678", as ITU-T E.164 has it
    shown: str  # "08-123 456 78"; a foreign one with its country
    takes_sms: bool


@lru_cache(maxsize=4096)
def read(typed: str) -> Phone | None:
    """Return the number that somebody wrote in any common way, or nothing if it is none."""
    try:
        parsed = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        return None
    is_home = parsed.country_code == _HOME_CODE
    style = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    return Phone(
        number=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        shown=phonenumbers.format_number(parsed, style),
        takes_sms=phonenumbers.number_type(parsed) in _TAKE_SMS,
    )


def e164(typed: str) -> str:
    """Return ``+46812345678``, or nothing if this is no number."""
    phone = read(typed)
    return phone.number if phone else ""


def shown(number: str) -> str:
    """Return ``08-123 456 78``; what is no number as it stands."""
    phone = read(number)
    return phone.shown if phone else number


def takes_sms(number: str) -> bool:
    """Return whether a text message can reach the number."""
    phone = read(number)
    return phone is not None and phone.takes_sms
