"""The person's own page: each app adds its own part in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from common.registry import Registry
from common.requests import UserRequest


@dataclass(frozen=True)
class Section:
    """A part of the page: a heading, and a template with its context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 100


Provider = Callable[[UserRequest], Section | None]
providers: Final = Registry[Provider]()  # each gives a part, or nothing for this person
register = providers.register


def sections_for(request: UserRequest) -> list[Section]:
    """Return the parts that this person sees, in order."""
    found = [section for provider in providers if (section := provider(request)) is not None]
    return sorted(found, key=lambda section: section.order)
