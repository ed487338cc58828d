"""Times in a meeting that cannot be, and a reply that nobody could read."""

from datetime import UTC, datetime, timedelta

import pytest

from forums import rules
from forums.meetings import answering
from records import versions
from tests.forums.factories import World

BEGAN = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_nobody_leaves_before_they_come() -> None:
    """domain.md 3.4."""
    span = (BEGAN + HOUR, BEGAN)

    assert rules.span_problem(span, (BEGAN, BEGAN + 2 * HOUR), []).startswith("Den som går")


def test_only_one_time_of_an_actor_can_lack_its_end() -> None:
    """domain.md 3.4: who comes in the last moment of a meeting collides with nothing there."""
    now = BEGAN + 2 * HOUR

    assert rules.span_problem((now, None), (BEGAN, now), [(BEGAN, None)]).startswith("Bara en")
    assert not rules.span_problem((now, None), (BEGAN, now), [(BEGAN, now)])


@pytest.mark.django_db
def test_an_unclear_reply_makes_the_pages_of_the_meeting_look_again() -> None:
    """domain.md 6.1."""
    row = World().running().attendances.first()
    scope = f"meeting:{row.meeting_id}"
    before = versions.etag(scope)

    answering.note_unclear(attendance_id=row.pk)

    assert versions.etag(scope) != before
