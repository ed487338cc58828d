"""Registries: what an app asks of those above it, which it may not import."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """What the apps above give in ``AppConfig.ready()``, in that order, by their registrations.py.

    Items are told apart by ``key``, the item itself if nothing else is said; a later one with the
    same key takes the earlier one's place.
    """

    def __init__(self, key: Callable[[Item], Hashable] = lambda item: item) -> None:
        self.key = key
        self.items: dict[Hashable, Item] = {}

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    def register(self, *items: Item) -> None:
        for item in items:
            self.put(self.key(item), item)

    def put(self, key: Hashable, item: Item) -> None:
        self.items[key] = item

    def get(self, key: Hashable) -> Item | None:
        return self.items.get(key)

    def first(self, ask: Callable[[Item], Any]) -> Any:
        """Return the first answer that is one; None if nobody gives any."""
        return next((answer for item in self if (answer := ask(item))), None)
