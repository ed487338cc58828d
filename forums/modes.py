"""In which mode a forum is: activated while something that builds on this app says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from common.registry import Registry

# What the API calls the modes, with the words people use.
MODES: Final = [("ordinary", "Ordinarie läge"), ("activated", "Aktiverat läge")]


@dataclass(frozen=True)
class Mode:
    """That a forum is activated: since when, and where to read more.

    ``chair_url`` is fetched into the page of the forum and shows the history of its chair.
    """

    since: datetime
    activation_url: str
    exercise: bool = False
    chair_url: str = ""
    text: str = ""  # "Snöoväder i norra länet", shown beside the mode


Source = Callable[[Iterable[int]], dict[int, Mode]]
sources: Final = Registry[Source]()  # each tells which of these forums are activated
register = sources.register


def modes_of(forum_ids: Iterable[int]) -> dict[int, Mode]:
    """Return the activated forums among these; a forum that is not here is in ordinary mode.

    Källa: Avsiktsförklaringen "Forum på tre nivåer": "ordinarie läge respektive aktiverat läge".
    """
    ids = list(forum_ids)
    found: dict[int, Mode] = {}
    for source in sources:
        found.update(source(ids))
    return found
