"""Slow down guessing, without ever slowing down somebody who holds a real link."""

from typing import Final

from django.http import HttpRequest

from common import limits

# 80 random bits cannot be guessed; this keeps a guesser from loading the database.
MISSES_PER_MINUTE: Final = 30
ANSWERS_PER_MINUTE: Final = 30


def too_many_misses(request: HttpRequest) -> bool:
    """Count a link that leads nowhere; return whether its network has tried too many.

    Asked only once the link was not found: others on the same network do not stop a real one.
    """
    return limits.count(f"k:{limits.network_of(request)}", MISSES_PER_MINUTE)


def too_many_answers(link_id: int) -> bool:
    """Count an answer by a link; return whether it is pressed more than anybody presses."""
    return limits.count(f"answer:{link_id}", ANSWERS_PER_MINUTE)
