"""Registries: economy."""

from datetime import timedelta

from followup.services import reviews
from notices import ticks

EVERY = timedelta(days=1)


def register() -> None:
    """Fill the registries."""
    ticks.register("lay_review_deadlines", reviews.lay_current, EVERY)
