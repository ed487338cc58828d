"""The types of event that a request is started from: reference data, edited by nobody in haste."""

from typing import Final

from django.db import transaction

from activations.models import EventType

# Eight chips, as many as a thumb finds at 03:00. Källa: domain.md 4.2, 4.4.
EVENT_TYPES: Final = (
    ("ovader", "Oväder", "weather"),
    ("el", "El", "event"),
    ("tele-it", "Tele/IT", "network"),
    ("brand", "Brand", "fire"),
    ("transport", "Transport", "transport"),
    ("vatten", "Vatten", "water"),
    ("social-oro", "Social oro/hot", "threat"),
    ("annat", "Annat", "other"),
)


@transaction.atomic
def load_event_types() -> int:
    """Add the types of event that are missing and return how many; changed names stay."""
    return sum(_loaded(position)[1] for position in range(1, len(EVENT_TYPES) + 1))


def other() -> EventType:
    """Return the type of what nobody has named, the last; added if it is missing."""
    return _loaded(len(EVENT_TYPES))[0]


def _loaded(position: int) -> tuple[EventType, bool]:
    code, name, icon = EVENT_TYPES[position - 1]
    return EventType.objects.get_or_create(
        code=code, defaults={"name": name, "icon": icon, "position": position}
    )
