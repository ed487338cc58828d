"""Words that fit everything: what a search compares, and all that somebody can find."""

from dataclasses import dataclass, field

from django.db.models import Q

from actors import memory
from actors.models import User
from common import search


@dataclass(frozen=True)
class Anything(search.Words):
    """Words that fit everything, and know all that they were compared with."""

    text: str = "allt"
    seen: list[str] = field(default_factory=list)

    def are_in(self, *texts: str) -> bool:
        self.seen.extend(texts)
        return True

    def anywhere(self, *fields: str, **more: object) -> Q:
        return Q()


def everything(user: User) -> dict[str, list[str]]:
    """Return, by kind, the addresses of all that the user can find, whatever is asked for."""
    with memory.kept():
        found = {
            kind.key: sorted({hit.url for hit in kind.find(user, Anything())})
            for kind in search.kinds()
        }
    return {key: links for key, links in found.items() if links}
