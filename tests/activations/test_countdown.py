"""How a meeting's start is told beside its time."""

from datetime import UTC, datetime, timedelta

import pytest

from activations import rules

START = datetime(2026, 11, 21, 3, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (135, "om 2 tim 15 min"),
        (60, "om 1 tim 0 min"),
        (59, "om 59 min"),
        (1, "om 1 min"),
        (0, "nu"),
        (-1, "nu"),
        (-2, "skulle ha börjat för 2 min sedan"),
    ],
)
def test_the_countdown_says_how_long_it_is_left(before: int, words: str) -> None:
    assert rules.countdown(START, START - timedelta(minutes=before)) == words
