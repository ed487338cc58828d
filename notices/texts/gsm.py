"""The alphabet of SMS: what fits in 160 characters, and what is written instead of the rest."""

import unicodedata
from typing import Final

MAX_SEPTETS: Final = 160
# GSM 03.38. Swedish letters are in it; typographic quotes, dashes and emoji are not, and a single
# one of them would cut the message to 70 characters.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("^{}\\[~]|€")
_INSTEAD: Final = {
    "–": "-", "—": "-", "‑": "-", "−": "-", "”": '"', "“": '"', "„": '"', "»": '"', "«": '"',
    "’": "'", "‘": "'", "´": "'", "`": "'", "…": "...", "•": "-", "·": "-", "×": "x", "\t": " ",
}  # fmt: skip


def sanitize(text: str) -> str:
    """Return the text with what SMS cannot carry written in another way, on one line."""
    letters = "".join(_letter(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(letters.split())


def gsm_length(text: str) -> int:
    """Return how many of the 160 septets the text takes.

    :raises ValueError: if a sign is not in the alphabet (sanitize first).
    """
    strange = set(text) - _BASIC - _TWICE
    if strange:
        raise ValueError(f"inte i GSM-alfabetet: {sorted(strange)}")
    return sum(2 if sign in _TWICE else 1 for sign in text)


def _letter(sign: str) -> str:
    if sign in _BASIC or sign in _TWICE:
        return sign
    if sign in _INSTEAD:
        return _INSTEAD[sign]
    if sign.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    if plain and set(plain) <= _BASIC:
        return plain
    return "?" if sign.isalpha() else ""
