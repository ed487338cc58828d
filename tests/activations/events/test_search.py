"""Search in the database: every word, any case, å ä ö, days, and as many questions as before."""

import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activations.events import search
from activations.models import Event
from common.search import ENOUGH, Words
from common.search import find as find_all
from tests.activations.factories import AT, RequestFactory
from tests.activations.running_scene import make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    return make_work(1)


def event(work, number, title, **values):
    return Event.objects.create(
        **{
            "region": work.scene.region,
            "number": number,
            "type": work.scene.event_type,
            "title": title,
            "since": AT,
            "created_at": AT,
        }
        | values
    )


def titles(work, text, kind=search.events):
    return [hit.label for hit in kind(work.scene.officer, Words(text))]


def test_swedish_letters_are_found_in_any_case_and_form(work):
    event(work, "2026-101", "Översvämning i Åkersberga")

    for typed in ("översvämning", "ÅKERSBERGA", unicodedata.normalize("NFD", "Åkersberga över")):
        assert titles(work, typed) == ["Översvämning i Åkersberga"]
    assert titles(work, "översvämning norrtälje") == []


def test_events_are_found_by_number_type_day_and_mark(work):
    event(work, "2026-101", "Snö", since=AT - timedelta(days=400))
    event(work, "2026-102", "Is", exercise=True)
    day = (AT - timedelta(days=400)).date().isoformat()

    assert titles(work, "2026-102") == ["ÖVNING Is"]
    assert titles(work, "övning") == ["ÖVNING Is"]
    assert titles(work, day) == ["Snö"]
    assert titles(work, day[:7]) == ["Snö"]
    assert set(titles(work, work.scene.event_type.name)) == {"Snö", "ÖVNING Is"}


def test_requests_are_found_by_who_asks(work):
    request = RequestFactory(region=work.scene.region, what="Vatten")
    outsider = RequestFactory(
        region=work.scene.region, for_actor=None, for_outsider="Trafikledningen", exercise=True
    )

    assert titles(work, request.for_actor.name, search.requests) == [f"{request.number} Vatten"]
    (found,) = titles(work, "trafik", search.requests)
    assert found.startswith(f"ÖVNING {outsider.number}")


def test_activations_are_found_while_they_are_open(work):
    activation = work.convene()

    assert titles(work, "strömlöst", search.activations) == [str(activation)]
    assert titles(work, activation.forum.activated_name, search.activations) == [str(activation)]


def test_nobody_finds_what_another_region_has(work):
    event(work, "2026-101", "Snö")

    assert list(search.events(make_work(1).scene.officer, Words("snö"))) == []


def test_what_begins_so_comes_first_however_old(work):
    event(work, "2026-101", "Snö i norr", since=AT - timedelta(days=900))
    for n in range(ENOUGH + 5):
        event(work, f"2026-{n + 200}", f"Mer snö {n}")

    found = titles(work, "snö")

    assert found[0] == "Snö i norr"
    assert len(found) == ENOUGH
    (kind,) = find_all(work.scene.officer, "snö", limit=100, only="handelser")
    assert kind.has_more


def test_as_many_questions_however_many_rows(work):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            for kind in (search.events, search.requests, search.activations):
                list(kind(work.scene.officer, Words("snö")))
        return len(queries)

    event(work, "2026-101", "Snö")
    RequestFactory(region=work.scene.region, what="Snö")
    few = asked()
    for n in range(300):
        event(work, f"2026-{n + 200}", f"Snö {n}")
    for _n in range(20):
        RequestFactory(region=work.scene.region, what="Snö")

    assert asked() == few
