"""The types of event that a request is started from: reference data, edited by nobody in haste."""

from typing import Final

from django.db import transaction

from activations.models import EventType

# Eight chips, as many as a thumb finds at 03:00. Källa: ux.md §2 "The 03:00 flow"; domain.md B.7.
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
    added = 0
    for position, (code, name, icon) in enumerate(EVENT_TYPES, start=1):
        _type, is_new = EventType.objects.get_or_create(
            code=code, defaults={"name": name, "icon": icon, "position": position}
        )
        added += is_new
    return added
