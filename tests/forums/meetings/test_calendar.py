"""The calendar file of a meeting: when made, how many times changed, every way in."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from forums.meetings import calendar, services
from forums.models import Meeting
from forums.places import Place
from tests.forums.factories import AT, PLACE, SOON, World

MADE = datetime(2026, 11, 21, 2, 12, 9, tzinfo=UTC)


def event_of(meeting: Meeting) -> icalendar.Event:
    meeting.refresh_from_db()
    (event,) = icalendar.Calendar.from_ical(calendar.of(meeting, at=MADE)).walk("VEVENT")
    return event


def test_the_file_says_when_it_was_made_not_when_the_meeting_is(world: World) -> None:
    event = event_of(world.meeting())

    assert event.decoded("DTSTAMP") == MADE
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)


def test_each_change_raises_the_sequence(world: World) -> None:
    """A calendar keeps the highest sequence it has seen; with the same one a change is lost."""
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    who = {"meeting_id": meeting.pk, "by": world.officer, "at": AT}
    seen = [int(event_of(meeting)["SEQUENCE"])]

    services.send_call(**who)
    seen.append(int(event_of(meeting)["SEQUENCE"]))
    services.move_meeting(starts_at=SOON + timedelta(hours=1), **who)
    seen.append(int(event_of(meeting)["SEQUENCE"]))
    services.move_meeting(
        starts_at=SOON + timedelta(hours=1), place=Place(link="https://moten.example/1"), **who
    )
    seen.append(int(event_of(meeting)["SEQUENCE"]))
    services.cancel_meeting(reason="Snö", **who)
    seen.append(int(event_of(meeting)["SEQUENCE"]))

    assert seen == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("is_called", [False, True])
def test_beginning_changes_the_file_only_of_a_meeting_nobody_was_called_to(
    world: World, is_called: bool
) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    if is_called:
        services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    before = event_of(meeting)

    services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    after = event_of(meeting)
    assert str(after["STATUS"]) == "CONFIRMED"
    has_changed = str(before["STATUS"]) != str(after["STATUS"])
    assert (int(after["SEQUENCE"]) > int(before["SEQUENCE"])) is has_changed


def test_the_place_names_every_way_in_but_no_code(world: World) -> None:
    everywhere = Place(
        room="Sal 2",
        link="https://moten.example/rum",
        bridge_number="+46846500410",
        bridge_code="7",
    )

    in_all = event_of(world.meeting(place=everywhere))
    by_phone = event_of(world.meeting(place=PLACE))

    assert str(in_all["LOCATION"]) == "Sal 2 · Telefon +46846500410 · https://moten.example/rum"
    assert str(by_phone["LOCATION"]) == "Telefon +46846500410"
