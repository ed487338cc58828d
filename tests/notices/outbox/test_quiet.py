"""Quiet hours: what nobody needs at night waits for 07:00; alarms never do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import STOCKHOLM, local
from notices.outbox import outbox, quiet
from notices.texts import texts
from tests.notices.factories import RSIB


def stockholm(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=STOCKHOLM)


DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (stockholm(DAY, 20, 59), stockholm(DAY, 20, 59)),
        (stockholm(DAY, 21), stockholm(DAY + timedelta(days=1), 7)),
        (stockholm(DAY, 0), stockholm(DAY, 7)),
        (stockholm(DAY, 6, 59), stockholm(DAY, 7)),
        (stockholm(DAY, 7), stockholm(DAY, 7)),
        # The nights when the clocks change: seven is seven on the wall.
        (datetime(2027, 3, 27, 22, tzinfo=UTC), stockholm(date(2027, 3, 28), 7)),
        (datetime(2027, 10, 30, 22, tzinfo=UTC), stockholm(date(2027, 10, 31), 7)),
    ],
)
def test_what_can_wait_leaves_at_seven(at, leaves):
    """domain.md 6.2: quiet hours 21-07 for non-alarms."""
    assert quiet.after(at) == leaves


@given(st.integers(0, 20 * 366 * 24 * 60))
def test_nothing_leaves_at_night_or_waits_for_long(minutes):
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    leaves = quiet.after(at)

    assert not quiet.is_quiet(leaves)
    # The wall says at most ten hours; the autumn night has one more.
    assert timedelta() <= leaves.astimezone(UTC) - at <= timedelta(hours=11)
    assert quiet.after(leaves) == leaves
    assert leaves == at or local(leaves).time() == time(7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "alarm", "waits"),
    [("feedback", False, True), ("feedback", True, False), ("receipt", False, False)],
)
def test_the_outbox_keeps_it_for_the_morning(template, alarm, waits):
    """domain.md 6.2: quiet hours hold for all but alarms, and answers to what one just did."""
    at = stockholm(DAY, 23, 30)

    notices = outbox.enqueue(
        template=template, context={"what": "RSA"}, recipient=RSIB, about_ref="", at=at, alarm=alarm
    )

    expected = stockholm(DAY + timedelta(days=1), 7) if waits else at
    assert {notice.due_at for notice in notices} == {expected}


def test_no_text_of_an_activation_waits_for_the_morning():
    waiting = {name for name, text in texts.TEXTS.items() if text.waits_for_morning}

    assert waiting.isdisjoint({f"N{n:02d}" for n in range(17)} | {f"T{n:02d}" for n in range(21)})
    assert {"deadline_reminder", "measure_due", "reminder_digest"} <= waiting
