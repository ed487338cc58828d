"""Where a meeting is held: bridge, link, room, and what to fall back on."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from django.core.validators import RegexValidator

from forums.models import Forum, Meeting

# Who opens a link that is not encrypted tells the network where the meeting is held, and the
# network may send them somewhere else.
HTTPS_ONLY: Final = RegexValidator(r"\Ahttps://", "Länken ska börja med https://")


@dataclass(frozen=True)
class Place:
    """The ways into a meeting; at least one of bridge, link and room says where it is.

    Källa: Målbilden 1.4 "telefonkonferenssystem, Skype, WIS och RAKEL"; Målbilden 2.6.
    """

    bridge_number: str = ""
    bridge_code: str = ""
    link: str = ""
    room: str = ""
    fallback: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.bridge_number or self.link or self.room)

    def as_dict(self) -> dict[str, str]:
        """Return the place as plain values, as forms and JSON want it."""
        return asdict(self)


def place_of(thing: Forum | Meeting) -> Place:
    """Return the place written on a forum or a meeting."""
    return Place(**{field.name: getattr(thing, field.name) for field in fields(Place)})


def place_from(values: dict[str, Any]) -> Place:
    """Return the place that plain values tell of; what they do not name is empty."""
    return Place(**{field.name: str(values.get(field.name) or "") for field in fields(Place)})
