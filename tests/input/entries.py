"""One form or one write of the API, and where it is tried."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A form, the address it is posted to, and the page it is read from."""

    form: type
    name: str
    args: dict[str, str] = field(default_factory=dict)
    role: str = "rsib"
    page: str = ""  # where the form is shown, if not at its own address
    page_args: dict[str, str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # a function is given the fields
    skip: tuple[str, ...] = ()  # fields that are tried elsewhere
    only: tuple[str, ...] = ()  # the fields of one step

    def __str__(self) -> str:
        return f"{self.name} {self.form.__name__}"


@dataclass(frozen=True)
class Write:
    """A write of the API with a body that would be accepted."""

    path: str
    args: tuple[str, ...]
    body: dict[str, Any]  # a value may name a thing of the world, as arguments do
    role: str = "rsib"  # whose key it is written with: somebody who may

    def __str__(self) -> str:
        return self.path
