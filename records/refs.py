"""Plain references to things, for tables that outlive or lie below what they tell of."""

from django.db.models import Model


def ref(thing: Model) -> str:
    """Return ``actors.function:12``.

    :raises ValueError: if the thing has not been saved.
    """
    if thing.pk is None:
        raise ValueError(f"{thing._meta.label} has no number before it is saved")
    return f"{thing._meta.label_lower}:{thing.pk}"


def split(reference: str) -> tuple[str, str]:
    """Return the kind and the number: ``("actors.function", "12")``."""
    kind, _, number = reference.rpartition(":")
    return kind, number
