from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from common.templatetags import ui

NOW = datetime(2026, 11, 20, 2, 6, tzinfo=UTC)  # Friday 03:06 in Stockholm


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOW, "i dag 03:06"),
        (NOW - timedelta(hours=5), "i går 22:06"),
        (NOW + timedelta(hours=22), "i morgon 01:06"),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "mån 08:00"),
        (datetime(2026, 11, 27, 7, 0, tzinfo=UTC), "2026-11-27 08:00"),
        (datetime(2026, 11, 16, 7, 0, tzinfo=UTC), "2026-11-16 08:00"),
        (None, ""),
    ],
)
def test_a_moment_is_said_by_the_nearest_name_of_its_day(at: datetime | None, shown: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert ui.when(at) == shown


def test_the_hour_that_comes_twice_says_which_one_it_is() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert ui.clock(first) == "02:30 (sommartid)"
    assert ui.clock(first + timedelta(hours=1)) == "02:30 (normaltid)"


@pytest.mark.parametrize(
    ("gap", "shown"),
    [
        (timedelta(seconds=30), "mindre än 1 min sedan"),
        (timedelta(minutes=23), "23 min sedan"),
        (timedelta(hours=2), "2 tim sedan"),
        (timedelta(hours=2, minutes=5), "2 tim 5 min sedan"),
        (timedelta(days=1), "1 dag sedan"),
        (timedelta(days=3), "3 dagar sedan"),
        (-timedelta(minutes=12), "om 12 min"),
    ],
)
def test_distance_in_time_is_said_in_whole_units(gap: timedelta, shown: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert ui.ago(NOW - gap) == shown


def test_week_and_day_follow_swedish_clocks() -> None:
    just_after_midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday in Stockholm

    assert ui.week(just_after_midnight) == "v.\N{NO-BREAK SPACE}48"
    assert ui.week(date(2026, 11, 22)) == "v.\N{NO-BREAK SPACE}47"
    with time_machine.travel(NOW, tick=False):
        assert ui.day(just_after_midnight) == "mån 23 nov"


def test_a_day_of_another_year_says_which() -> None:
    with time_machine.travel(NOW, tick=False):
        assert ui.day(date(2023, 10, 31)) == "tis 31 okt 2023"
        assert ui.day(date(2026, 10, 31)) == "lör 31 okt"


@pytest.mark.parametrize("show", [ui.when, ui.ago, ui.clock, ui.week, ui.day, ui.machine_time])
def test_no_time_shows_nothing(show) -> None:
    assert show(None) == ""
