"""Seal what has been adopted: one spelling of the contents, and its hash."""

import hashlib
import json
from typing import Any


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one spelling of the content that is sealed."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return plain.encode()


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content.

    Källa: 002 §2.2 "dokumentation, lagring och spårbarhet".
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def is_intact(content: dict[str, Any] | None, sha256: str) -> bool:
    """Return whether the stored content is still what was sealed."""
    return content is not None and digest(content) == sha256
