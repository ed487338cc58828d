"""Slow down guessing, without ever slowing down somebody who holds a real link."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS: Final = 60
# 80 random bits cannot be guessed; this keeps a guesser from loading the database.
WRONG_TOKENS_PER_WINDOW: Final = 30
ANSWERS_PER_WINDOW: Final = 30


def is_over(key: str, limit: int) -> bool:
    """Count one more under the key; return whether that is too many."""
    name = f"limit:{key}"
    if cache.add(name, 1, WINDOW_SECONDS):
        return False
    try:
        return cache.incr(name) > limit
    except ValueError:  # the window ended in between
        return False


def is_blocked(key: str, limit: int) -> bool:
    """Return whether the key has been counted too many times, without counting."""
    return int(cache.get(f"limit:{key}", 0)) > limit


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, behind the proxies that we trust."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return request.META.get("REMOTE_ADDR", "")
