"""Slow down guessing: counted by network, in a store that guessing cannot empty."""

import ipaddress
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

WINDOW_SECONDS: Final = 60
# What a home or an office is given of IPv6: one machine may use any address of it.
IPV6_PREFIX: Final = 64
# Where anonymous guesses are counted, apart from the lock-outs of accounts.
store: Final[Any] = ConnectionProxy(caches, "limits")


def count(key: str, limit: int) -> bool:
    """Count one more under the key in this minute; return whether that is too many."""
    name = f"limit:{key}"
    if store.add(name, 1, WINDOW_SECONDS):
        return False
    try:
        total: int = store.incr(name)
    except ValueError:  # the window ended in between
        return False
    return total > limit


def network_of(request: HttpRequest) -> str:
    """Return the network that the request came from, behind the proxies that we trust."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))
    return str(address)


def plain_address(address: str) -> str:
    """Return an IPv4 address that an IPv6 socket tells of as what it is.

    Otherwise all of IPv4 would be one network, and one guesser stop everybody.
    """
    mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
    return str(mapped or address)


class _ByNetwork:
    """Throttles of the API, counted as everything else is."""

    cache = store

    def get_ident(self, request: Any) -> str:
        return network_of(request)


class AnonThrottle(_ByNetwork, AnonRateThrottle):
    """So many calls without a key, per network."""


class UserThrottle(_ByNetwork, UserRateThrottle):
    """So many calls by one user, wherever they come from."""
