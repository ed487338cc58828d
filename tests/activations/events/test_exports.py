"""The timeline, the events and the register as files: the same rows in CSV and Excel."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from activations.convening import services as convening
from activations.models import LogEntry
from forums.places import place_of
from tests.activations.factories import RequestFactory
from tests.activations.running_scene import make_work

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, before the clocks go back
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def work():
    return make_work(3)


@pytest.fixture
def activation(work):
    now = timezone.now()
    return work.convene(at=now, starts_at=now + timedelta(minutes=30))


@pytest.fixture
def client(work):
    made = Client()
    made.force_login(work.scene.officer)
    return made


def url(name, work, *args):
    return reverse(f"activations:{name}", args=[work.scene.region.slug, *args])


def sheets(answer):
    """Return the cells of each sheet of the file."""
    assert answer["Content-Type"] == CONTENT_TYPE
    return {sheet.title: list(sheet.rows) for sheet in load_workbook(io.BytesIO(answer.content))}


def lines(answer):
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def texts(rows):
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in rows]


def write(activation, text, at=NIGHT):
    return LogEntry.objects.create(
        region=activation.event.region,
        event=activation.event,
        kind="note",
        happened_at=at,
        written_at=at,
        by_label="RSIB",
        text=text,
    )


def test_the_timeline_is_the_same_in_both_formats(client, work, activation):
    entry = write(activation, "Bandvagnar på väg")
    number = activation.event.number

    book = sheets(client.get(url("timeline_xlsx", work, number)))
    table = lines(client.get(url("timeline_csv", work, number)))

    assert list(book) == ["Tidslinje", "Om"]
    rows = texts(book["Tidslinje"])
    assert rows[0] == table[0]
    # 02:30 on Swedish clocks, as a moment that can be counted with.
    assert rows[1] == ["2026-10-25 02:30:00"] * 2 + [
        "Anteckning", "Bandvagnar på väg", "RSIB", "", str(entry.pk),
    ]  # fmt: skip
    assert table[1] == rows[1]
    assert len(rows) == len(table) == 1 + activation.event.log.count()
    assert book["Om"][0][0].value == f"Tidslinje: {activation.event}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_the_timeline_becomes_a_formula(client, work, activation, text):
    write(activation, text)

    book = sheets(client.get(url("timeline_xlsx", work, activation.event.number)))

    cell = book["Tidslinje"][1][3]
    assert (cell.data_type, cell.value) == ("s", text)
    assert all(cell.data_type != "f" for rows in book.values() for row in rows for cell in row)


def test_the_file_of_an_exercise_says_so(client, work):
    now = timezone.now()
    activation = work.convene(
        event=convening.EventData(type_id=work.scene.event_type.pk, title="Provlarm", since=now),
        exercise=True,
        place=place_of(work.scene.coordinating),
        at=now,
        starts_at=now + timedelta(minutes=30),
    )

    answer = client.get(url("timeline_xlsx", work, activation.event.number))

    assert f'"ovning-tidslinje-{activation.event.number}.xlsx"' in answer["Content-Disposition"]
    book = sheets(answer)
    assert next(iter(book)) == "ÖVNING Tidslinje"
    assert book["Om"][0][0].value.startswith("ÖVNING Tidslinje")


def test_the_events_of_the_filter_are_given_in_both_formats(client, work, activation):
    event = activation.event
    here = url("events", work)

    book = sheets(client.get(here, {"format": "xlsx", "q": event.number}))
    table = lines(client.get(here, {"format": "csv", "q": event.number}))
    none = sheets(client.get(here, {"format": "xlsx", "q": "finnsinte"}))

    rows = texts(book["Händelser"])
    assert rows[0] == table[0]
    assert rows[1][:2] == table[1][:2] == [event.number, event.title]
    assert rows[1][-1] == table[1][-1] == activation.forum.called_name
    assert len(none["Händelser"]) == 1
    assert book["Om"][2][0].value == f"Urval: q={event.number}"


def test_the_register_is_given_in_both_formats(client, work, activation):
    here = url("register", work)

    rows = texts(sheets(client.get(here, {"format": "xlsx"}))["Aktiverade lägen"])
    table = lines(client.get(here, {"format": "csv"}))

    assert rows[0] == table[0]
    assert rows[1][:4] == table[1][:4]
    assert rows[1][3] == activation.event.number
    assert len(rows) == len(table) == 2


def test_the_pages_lead_to_the_files_with_their_filter(client, work, activation):
    number = activation.event.number

    assert (
        url("timeline_xlsx", work, number)
        in client.get(url("timeline", work, number)).content.decode()
    )
    for name in ("events", "register"):
        page = client.get(url(name, work), {"ovning": ""}).content.decode()
        assert "?ovning=&amp;format=xlsx" in page


def test_an_unknown_format_shows_the_page(client, work, activation):
    answer = client.get(url("events", work), {"format": "exe"})

    assert answer["Content-Type"].startswith("text/html")


def test_another_region_gets_no_file(work, activation):
    stranger = Client()
    stranger.force_login(RequestFactory().raised_by)

    assert stranger.get(url("timeline_xlsx", work, activation.event.number)).status_code == 404
    assert stranger.get(url("events", work), {"format": "xlsx"}).status_code == 404
