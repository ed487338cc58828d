"""Guesses at an account: counted where they come from, so that its owner is never locked out.

A device that somebody has signed in on carries a signed cookie that says for which accounts. It has
its own count for those, and strangers' guesses do not touch it. All other devices are counted by
network, and, so that many networks do not help a guesser, together as well.
"""

import secrets
from typing import Final

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from common.limits import network_of

COOKIE: Final = f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}device"
COOKIE_AGE: Final = 60 * 60 * 24 * 180
ACCOUNTS_KEPT: Final = 20  # a telephone on duty passes through many hands
_SALT: Final = "ssr.guesses"


def refuses(request: HttpRequest, *, action: str, account: str) -> bool:
    """Count a guess at the account; return whether there have been too many from here.

    ``action`` is "password" or "second_factor". Right ones are taken back by ``forget``.
    """
    device, accounts = _read(request)
    if _digest(account) in accounts:
        return not ratelimit.consume(
            request, action=f"{action}_from_place", key=f"{account}:device:{device}"
        )
    return not (
        ratelimit.consume(
            request, action=f"{action}_from_place", key=f"{account}:{network_of(request)}"
        )
        and ratelimit.consume(request, action=f"{action}_from_strangers", key=account)
    )


def forget(request: HttpRequest, *, action: str, account: str) -> None:
    """Forget the guesses from here: the last one was right."""
    device, accounts = _read(request)
    known = _digest(account) in accounts
    place = f"device:{device}" if known else network_of(request)
    ratelimit.clear(request, action=f"{action}_from_place", key=f"{account}:{place}")


def remember_device(request: HttpRequest, response: HttpResponse, *, account: str) -> None:
    """Let the device be known again as one that the account has signed in on."""
    device, accounts = _read(request)
    mine = _digest(account)
    kept = [mine, *(one for one in accounts if one != mine)][:ACCOUNTS_KEPT]
    response.set_signed_cookie(
        COOKIE,
        f"{device or secrets.token_urlsafe(12)} {' '.join(kept)}",
        salt=_SALT,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the number of the device and for whom it is known; nothing if the cookie is false."""
    told = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=COOKIE_AGE)
    device, *accounts = (told or "").split() or [""]
    return device, accounts


def _digest(account: str) -> str:
    return salted_hmac(_SALT, account).hexdigest()[:20]
