"""Actors and functions, found by name."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from actors.models import Actor, Function, User
from common.search import Hit, Kind, Words


def actors(user: User, words: Words) -> Iterator[Hit]:
    """Yield the actors of the user's regions, by a name they have or had."""
    names: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    rows = Actor.objects.visible_to(user).order_by("name", "pk")
    for slug, name, kind, code, former, short in rows.values_list(
        "slug", "name", "kind", "scb_code", "names__name", "names__short_name"
    ):
        names[slug, name, kind] |= {code, former or "", short or ""}
    for (slug, name, kind), others in names.items():
        if words.are_in(name, *sorted(others)):
            yield Hit(name, reverse("actors:actor", args=[slug]), Actor.Kind(kind).label)


def functions(user: User, words: Words) -> Iterator[Hit]:
    """Yield the functions in use; each is shown on its actor's page."""
    rows = Function.objects.visible_to(user).filter(is_active=True).order_by("name", "actor__name")
    for name, short, actor, slug in rows.values_list(
        "name", "short_name", "actor__name", "actor__slug"
    ):
        if words.are_in(name, short, actor):
            label = f"{short} – {name}" if short else name
            yield Hit(label, reverse("actors:actor", args=[slug]), actor)


KINDS: Final = (
    Kind("aktorer", "Aktörer", actors, order=20),
    Kind("funktioner", "Funktioner", functions, order=30),
)
