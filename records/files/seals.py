"""Seal what has been adopted: one spelling of the contents, and its hash."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one spelling of the content that is sealed."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return plain.encode()


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content.

    Källa: Målbilden 2.2 "dokumentation, lagring och spårbarhet".
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def is_intact(content: dict[str, Any] | None, sha256: str) -> bool:
    """Return whether the stored content is still what was sealed."""
    return content is not None and digest(content) == sha256


def utc(moment: datetime | None) -> str | None:
    """Return a moment as it is sealed."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def readable(value: Any, key: str = "") -> Any:
    """Return sealed content with its days and times as such, for templates."""
    if isinstance(value, dict):
        return {name: readable(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [readable(inner) for inner in value]
    if isinstance(value, str) and key.endswith("_date"):
        return date.fromisoformat(value)
    if isinstance(value, str) and key.endswith("_at"):
        return datetime.fromisoformat(value)
    return value
