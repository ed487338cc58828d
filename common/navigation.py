"""The main navigation: each app adds its own entries in ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from common.registry import Registry

if TYPE_CHECKING:
    from actors.models import User

IN_THE_ROW: Final = 7  # what a desk has room for; all others stand under "Mer"


def everybody(user: "User") -> bool:
    """Show the entry to everybody who has signed in."""
    return True


@dataclass(frozen=True)
class NavItem:
    """An entry: a noun that users say, and who sees it."""

    label: str
    url_name: str
    icon: str = "list"
    order: int = 100
    bottom: bool = False  # also in the bar at the foot of a phone
    visible_to: Callable[["User"], bool] = everybody


@dataclass(frozen=True)
class NavLink:
    """An entry as one page shows it."""

    label: str
    url: str
    icon: str
    bottom: bool
    is_current: bool
    is_folded: bool = False  # under "Mer" on a desk


entries: Final = Registry[NavItem](lambda item: item.url_name)
gates: Final = Registry[Callable[[HttpRequest], bool]]()
register = entries.register


def leave_out_unless(url_names: Iterable[str], leads_on: Callable[[HttpRequest], bool]) -> None:
    """Show entries with these URL names only where ``leads_on``: elsewhere nothing is there."""
    for name in url_names:
        gates.put(name, leads_on)


def registered() -> list[NavItem]:
    """Return all entries in the order they are shown."""
    return sorted(entries, key=lambda item: (item.order, item.label))


def links_for(request: HttpRequest) -> list[NavLink]:
    """Return the entries that this person sees, the current one marked, those past seven folded.

    Seven stand beside each other; of more, six and "Mer", so that nothing is out of reach.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    links = []
    for item in registered():
        gate = gates.get(item.url_name)
        if not item.visible_to(user) or (gate is not None and not gate(request)):
            continue
        with suppress(NoReverseMatch):  # an entry whose page is not there is left out
            url = reverse(item.url_name)
            is_current = _is_current(url, request.path)
            links.append(NavLink(item.label, url, item.icon, item.bottom, is_current))
    if len(links) <= IN_THE_ROW:
        return links
    return [replace(link, is_folded=number >= IN_THE_ROW - 1) for number, link in enumerate(links)]


def _is_current(url: str, path: str) -> bool:
    """Return whether ``path`` lies in the section of ``url``, with or without a region before."""
    if url == "/":
        return path == "/"
    section = url.strip("/").split("/")[0]
    return section in path.strip("/").split("/")[:2]
