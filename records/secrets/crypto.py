"""Seal and open what is secret: each annex has its own data key, wrapped by ours.

Ours comes from the environment (``SSR_SECRETS_KEY``), several for rotation: the first wraps, all
may unwrap. Nothing here is logged, and no error carries what it failed on.
"""

import os
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from common.errors import RuleError

NONCE_BYTES: Final = 12
Stored = bytes | memoryview  # databases differ in what they give back


class CannotOpen(Exception):
    """The seal is broken, or its key is gone."""


def has_key() -> bool:
    """Return whether anything can be sealed at all."""
    return bool(settings.SECRETS_KEYS)


def new_wrapped_key() -> bytes:
    """Return a new data key, wrapped."""
    return _ours().encrypt(AESGCM.generate_key(bit_length=256))


def rewrap(wrapped_key: Stored) -> bytes:
    """Return the same data key wrapped by the newest of our keys.

    :raises CannotOpen: if none of our keys fits.
    """
    try:
        return _ours().rotate(bytes(wrapped_key))
    except InvalidToken:
        raise CannotOpen("Nyckeln passar inte.") from None


def seal(wrapped_key: Stored, plain: bytes, *, place: str) -> bytes:
    """Seal under an annex's data key. ``place`` (see ``place_of``) is bound to the seal.

    :raises CannotOpen: if none of our keys fits the data key.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_unwrap(wrapped_key)).encrypt(nonce, plain, place.encode())


def open_sealed(wrapped_key: Stored | None, sealed: Stored, *, place: str) -> bytes:
    """Open what was sealed at that place.

    :raises CannotOpen: if it was changed or moved, or the key is gone.
    """
    if wrapped_key is None:
        raise CannotOpen("Nyckeln är utplånad.")
    sealed = bytes(sealed)
    key = _unwrap(wrapped_key)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("Förseglingen är bruten.") from None


def place_of(seal_id: UUID, part: str, number: object) -> str:
    """Return where something sealed belongs: ``…:text:2``. Moved elsewhere it cannot be opened."""
    return f"{seal_id}:{part}:{number}"


def _unwrap(wrapped_key: Stored) -> bytes:
    try:
        return _ours().decrypt(bytes(wrapped_key))
    except InvalidToken:
        raise CannotOpen("Nyckeln passar inte.") from None


def _ours() -> MultiFernet:
    if not has_key():
        raise RuleError("Hemliga bilagor kan inte lagras: tjänsten saknar krypteringsnyckel.")
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
