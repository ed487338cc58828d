"""One page on the walk through every page."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stop:
    """One page on the walk: the name of its address, who opens it, and its arguments."""

    name: str
    role: str = "rsib"
    args: dict[str, str] = field(default_factory=dict)
    query: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name}{self.query} ({self.role})"
