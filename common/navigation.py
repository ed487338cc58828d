"""The main navigation: each app adds its own entries in ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from actors.models import User

MAX_ITEMS = 7
MAX_BOTTOM_ITEMS = 3  # and "Mer"


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


_items: dict[str, NavItem] = {}
_gates: dict[str, Callable[[HttpRequest], bool]] = {}


def register(item: NavItem) -> None:
    """Add an entry; a second one with the same URL name replaces the first."""
    _items[item.url_name] = item


def leave_out_unless(url_names: Iterable[str], leads_on: Callable[[HttpRequest], bool]) -> None:
    """Show entries with these URL names only where ``leads_on``: elsewhere nothing is there."""
    _gates.update(dict.fromkeys(url_names, leads_on))


def registered() -> list[NavItem]:
    """Return all entries in the order they are shown."""
    return sorted(_items.values(), key=lambda item: (item.order, item.label))


def links_for(request: HttpRequest) -> list[NavLink]:
    """Return the entries that this person sees, at most seven, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = [item for item in registered() if item.visible_to(user) and _leads_on(item, request)]
    links = [link for item in items if (link := _link(item, request.path)) is not None]
    return links[:MAX_ITEMS]


def _leads_on(item: NavItem, request: HttpRequest) -> bool:
    gate = _gates.get(item.url_name)
    return gate is None or gate(request)


def _link(item: NavItem, path: str) -> NavLink | None:
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    return NavLink(
        label=item.label,
        url=url,
        icon=item.icon,
        bottom=item.bottom,
        is_current=_is_current(url, path),
    )


def _is_current(url: str, path: str) -> bool:
    """Return whether ``path`` lies in the section of ``url``, with or without a region before."""
    if url == "/":
        return path == "/"
    section = url.strip("/").split("/")[0]
    return section in path.strip("/").split("/")[:2]
