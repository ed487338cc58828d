"""What the header of a page says: whose area this is and in which function you act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from common.registry import Registry


@dataclass(frozen=True)
class HeaderInfo:
    """The area and the role of the moment, both may be empty."""

    area: str = ""  # "Stockholms län"
    role: str = ""  # "Du är RSIB till mån 08:00"


Provider = Callable[[HttpRequest], HeaderInfo | None]
providers: Final = Registry[Provider]()  # the first answer is used
register = providers.register


def header_for(request: HttpRequest) -> HeaderInfo:
    """Return what the header of this request says."""
    return providers.first(lambda provider: provider(request)) or HeaderInfo()
