"""What the top of every page says about the mode: nothing, activated or exercise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.http import HttpRequest

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
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a function that tells which banners a request shows."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def banners_for(request: HttpRequest) -> list[Banner]:
    """Return the banners of this request, exercises first, none twice."""
    found = dict.fromkeys(banner for provider in _providers for banner in provider(request))
    return sorted(found, key=lambda banner: banner.kind != "exercise")
