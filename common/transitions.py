"""Moves of a state machine, refused in Swedish."""

from typing import Any

from django_fsm import can_proceed

from common.errors import RuleError


def require_transition(thing: Any, move: object, called: str, cannot: str) -> None:
    """Refuse what the state does not allow: "Besöket kan inte bokas: läget är ”inställt”."."""
    if not can_proceed(move):
        status = thing.get_status_display().lower()
        raise RuleError(f"{called} kan inte {cannot}: läget är ”{status}”.")
