"""What the header of a page says: whose area this is and in which function you act."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class HeaderInfo:
    """The area and the role of the moment, both may be empty."""

    area: str = ""  # "Stockholms län"
    role: str = ""  # "Du är RSIB till mån 08:00"


Provider = Callable[[HttpRequest], HeaderInfo | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a function that tells area and role; the first answer is used."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def header_for(request: HttpRequest) -> HeaderInfo:
    """Return what the header of this request says."""
    for provider in _providers:
        info = provider(request)
        if info is not None:
            return info
    return HeaderInfo()
