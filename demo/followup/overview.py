"""The demonstration: nothing of its own; the overview shows what the other nouns have built."""

from datetime import datetime


def build(at: datetime) -> None:
    """Build nothing: the second county's board and municipality come with the actors."""
