"""The demonstration: method."""

from datetime import datetime

from followup.services.method import load_reference


def build(at: datetime) -> None:
    """Load the reference data with its examples; safe to repeat."""
    load_reference()
