"""Calendar files, read by three parsers that share no code: ours, Home Assistant's and CalDAV's."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import ical.calendar_stream
import icalendar
import pytest
import vobject

from common.calendar_files import Entry, after, made, served
from common.clock import STOCKHOLM

AT = datetime(2026, 11, 30, 21, 5, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


swedish = partial(datetime, tzinfo=STOCKHOLM)


def meeting(starts: datetime, **more) -> bytes:
    entry = Entry(
        uid="meeting-7@ssr.example",
        title="Samordnande forum: första möte, åäö",
        starts=starts,
        ends=after(starts, HOUR),
        path="/stockholm/moten/7/",
        place="Sal 2 · Telefon +46846500410 · https://moten.example/rum;1",
        status="CONFIRMED",
        sequence=3,
        **more,
    )
    return made("Möten", [entry], at=AT, method="PUBLISH")


def by_icalendar(content: bytes) -> dict[str, object]:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {
        "starts": event.decoded("DTSTART"),
        "ends": event.decoded("DTEND"),
        "made": event.decoded("DTSTAMP"),
        "sequence": int(event["SEQUENCE"]),
        "place": str(event["LOCATION"]),
        "title": str(event["SUMMARY"]),
    }


def by_ical(content: bytes) -> dict[str, object]:
    calendar = ical.calendar_stream.IcsCalendarStream.calendar_from_ics(content.decode())
    (event,) = calendar.events
    return {
        "starts": event.dtstart,
        "ends": event.dtend,
        "made": event.dtstamp,
        "sequence": event.sequence,
        "place": event.location,
        "title": event.summary,
    }


def by_vobject(content: bytes) -> dict[str, object]:
    event = vobject.readOne(content.decode()).vevent
    return {
        "starts": event.dtstart.value,
        "ends": event.dtend.value,
        "made": event.dtstamp.value,
        "sequence": int(event.sequence.value),
        "place": event.location.value,
        "title": event.summary.value,
    }


PARSERS = pytest.mark.parametrize("read", [by_icalendar, by_ical, by_vobject])


@PARSERS
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (swedish(2026, 12, 1, 9, 0), swedish(2026, 12, 1, 10, 0)),
        # The spring night: 02:30 does not exist.
        (swedish(2027, 3, 28, 1, 30), swedish(2027, 3, 28, 3, 30)),
        (swedish(2027, 3, 27, 23, 30), swedish(2027, 3, 28, 0, 30)),
        # The autumn night: the first 02:30, and an hour later the clock says 02:30 again.
        (swedish(2027, 10, 31, 2, 30), swedish(2027, 10, 31, 2, 30, fold=1)),
        (swedish(2027, 10, 31, 1, 30), swedish(2027, 10, 31, 2, 30)),
        (swedish(2027, 10, 31, 2, 30, fold=1), swedish(2027, 10, 31, 3, 30)),
    ],
)
def test_an_hour_lasts_an_hour_when_the_clocks_change(read, starts, ends) -> None:
    found = read(meeting(starts))

    assert found["starts"].astimezone(UTC) == starts.astimezone(UTC)
    assert found["ends"].astimezone(UTC) == ends.astimezone(UTC)
    assert found["ends"].astimezone(UTC) - found["starts"].astimezone(UTC) == HOUR


@PARSERS
def test_every_parser_reads_what_was_written(read) -> None:
    found = read(meeting(datetime(2026, 12, 1, 8, 0, tzinfo=UTC)))

    assert found["made"] == AT
    assert found["sequence"] == 3
    assert found["title"] == "Samordnande forum: första möte, åäö"
    assert found["place"] == "Sal 2 · Telefon +46846500410 · https://moten.example/rum;1"


@PARSERS
def test_a_day_is_whole_and_ends_the_day_after(read) -> None:
    entry = Entry("deadline-1@x", "Frist", date(2027, 10, 31), sequence=0, place="-", is_free=True)

    content = made("Frister", [entry], at=AT)

    found = read(content)
    assert (found["starts"], found["ends"]) == (date(2027, 10, 31), date(2027, 11, 1))
    assert b"TRANSP:TRANSPARENT" in content
    assert b"VTIMEZONE" not in content


def test_swedish_clocks_come_with_their_zone() -> None:
    text = meeting(datetime(2026, 12, 1, 8, 0, tzinfo=UTC)).decode()

    assert "DTSTART;TZID=Europe/Stockholm:20261201T090000" in text
    assert "BEGIN:VTIMEZONE" in text


def test_what_is_not_known_is_not_written() -> None:
    text = made("Beredskap", [Entry("shift-1@x", "Beredskap", date(2026, 12, 1))], at=AT).decode()

    assert not [
        name for name in ("SEQUENCE", "LOCATION", "STATUS", "URL", "METHOD") if name in text
    ]


def test_a_calendar_is_kept_by_nobody_else() -> None:
    answer = served(b"BEGIN:VCALENDAR", "moten")

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="moten.ics"'
