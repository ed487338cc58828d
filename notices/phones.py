"""Telephone numbers in one form, so that a reply finds its question."""

import phonenumbers


def e164(number: str) -> str:
    """Return ``+46701234567``, or nothing if this is no number that can be reached."""
    try:
        parsed = phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
