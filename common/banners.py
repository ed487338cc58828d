"""What the top of every page says about the mode: nothing, activated or exercise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from django.http import HttpRequest

from common.registry import Registry

Kind = Literal["activated", "exercise"]


@dataclass(frozen=True)
class Banner:
    """One line over the page. The word comes first and belongs to the kind."""

    kind: Kind
    text: str  # "Samordnande forum, sedan 03:45"
    url: str = ""

    WORDS: ClassVar[dict[Kind, str]] = {"activated": "AKTIVERAT LÄGE", "exercise": "ÖVNING"}

    @property
    def word(self) -> str:
        return self.WORDS[self.kind]


Provider = Callable[[HttpRequest], Iterable[Banner]]
providers: Final = Registry[Provider]()  # each tells which banners a request shows
register = providers.register


def banners_for(request: HttpRequest) -> list[Banner]:
    """Return the banners of this request, exercises first, none twice."""
    found = dict.fromkeys(banner for provider in providers for banner in provider(request))
    return sorted(found, key=lambda banner: banner.kind != "exercise")
