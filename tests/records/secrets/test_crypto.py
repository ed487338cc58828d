"""Seals: only with our key, only at their place, and never again once the key is forgotten."""

import uuid

import pytest
from cryptography.fernet import Fernet

from common.errors import RuleError
from records.secrets import crypto


@pytest.fixture
def keys(settings):
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    return settings


def test_what_is_sealed_opens_at_its_place_alone(keys) -> None:
    wrapped, place = crypto.new_wrapped_key(), crypto.place_of(uuid.uuid4(), "text", 1)
    sealed = crypto.seal(wrapped, b"hemligt", place=place)

    assert b"hemligt" not in sealed
    assert crypto.open_sealed(wrapped, sealed, place=place) == b"hemligt"
    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        with pytest.raises(crypto.CannotOpen):
            crypto.open_sealed(wrapped, broken, place=place)
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(wrapped, sealed, place="annan plats")


def test_a_forgotten_data_key_opens_nothing(keys) -> None:
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(None, b"sealed", place="x")


def test_another_key_opens_nothing(keys) -> None:
    """domain.md 9.7: en kopia utan nyckel visar inget."""
    wrapped = crypto.new_wrapped_key()
    sealed = crypto.seal(wrapped, b"hemligt", place="x")
    keys.SECRETS_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(wrapped, sealed, place="x")
    with pytest.raises(crypto.CannotOpen):
        crypto.rewrap(wrapped)


def test_keys_rotate_without_touching_what_is_sealed(keys) -> None:
    wrapped = crypto.new_wrapped_key()
    sealed = crypto.seal(wrapped, b"hemligt", place="x")
    old, new = keys.SECRETS_KEYS[0], Fernet.generate_key().decode()
    keys.SECRETS_KEYS = [new, old]
    rewrapped = crypto.rewrap(wrapped)
    keys.SECRETS_KEYS = [new]

    assert crypto.open_sealed(rewrapped, sealed, place="x") == b"hemligt"


def test_without_a_key_nothing_can_be_sealed(keys) -> None:
    keys.SECRETS_KEYS = []

    assert not crypto.has_key()
    with pytest.raises(RuleError, match="krypteringsnyckel"):
        crypto.new_wrapped_key()
