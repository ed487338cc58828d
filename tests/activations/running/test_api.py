"""The API of running: the same services, strict input, and a summons answered by its token."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activations.events.status import status_of
from activations.models import Activation, Event, LogEntry
from activations.running import services
from actors.models import Actor
from notices.answers import limits, links
from tests import factories as people
from tests.activations.factories import RequestFactory
from tests.activations.running_scene import first_meeting, make_work, summons_of
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def work():
    return make_work(2)


@pytest.fixture
def activation(work):
    now = timezone.now()
    return work.convene(at=now, starts_at=now + timedelta(minutes=30))


def test_granting_convenes_with_the_usual_values(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)

    answer = signed_in(work.scene.officer).post(
        f"/api/v1/activation-requests/{request.pk}/grant/", {}, **JSON
    )

    body = answer.json()
    assert answer.status_code == 201
    assert body["status"] == "convened"
    assert body["chair"] == str(work.scene.rsib)
    assert body["next_meeting"]["status"] == "called"
    again = signed_in(work.scene.officer).post(
        f"/api/v1/activation-requests/{request.pk}/grant/", {}, **JSON
    )
    assert (again.status_code, again.json()["code"]) == (409, "already_activated")


def test_granting_takes_the_reason(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)

    answer = signed_in(work.scene.officer).post(
        f"/api/v1/activation-requests/{request.pk}/grant/", {"need_reason": "Vägar och el"}, **JSON
    )

    assert answer.json()["need_reason"] == "Vägar och el"


@pytest.mark.parametrize(
    "body",
    [
        {"forums": "x"},
        {"forum": "finns-inte"},
        {"functions": ["x"]},
        {"functions": [0]},
        {"starts_at": "i morgon"},
        {"starts_at": "9999-01-01T00:00:00Z"},
        {"place": {"bridge": "1"}},
        {"place": {"room": ""}},
    ],
)
def test_granting_refuses_what_it_does_not_know(work, body):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)

    answer = signed_in(work.scene.officer).post(
        f"/api/v1/activation-requests/{request.pk}/grant/", body, **JSON
    )

    assert answer.status_code == 400
    assert not Activation.objects.exists()


def test_granting_is_the_conveners_alone(work):
    request = RequestFactory(region=work.scene.region)
    address = f"/api/v1/activation-requests/{request.pk}/grant/"

    assert signed_in(work.holders[0]).post(address, {}, **JSON).status_code == 403
    assert signed_in(work.scene.outsider).post(address, {}, **JSON).status_code == 404
    assert Client().post(address, {}, **JSON).status_code == 401


def test_an_activation_is_read_with_all_that_belongs_to_it(work, activation):
    client = signed_in(work.holders[0])
    base = f"/api/v1/activations/{activation.pk}/"

    assert client.get("/api/v1/activations/").json()["results"][0]["id"] == activation.pk
    assert client.get(base).json()["event"] == activation.event.number
    assert len(client.get(base + "summons/").json()["results"]) == 2
    assert len(client.get(base + "participants/").json()["results"]) == 2
    assert len(client.get(base + "chair/").json()["results"]) == 1
    assert client.get(base + "log/").json()["results"]
    assert signed_in(work.scene.outsider).get(base).status_code == 404


def test_a_note_is_written_and_the_activation_ended(work, activation):
    client = signed_in(work.scene.officer)
    base = f"/api/v1/activations/{activation.pk}/"

    assert client.post(base + "notes/", {"text": "Strömmen åter"}, **JSON).status_code == 201
    assert client.post(base + "notes/", {"txt": "x"}, **JSON).status_code == 400
    assert LogEntry.objects.filter(kind="note").count() == 1
    ended = client.post(base + "end/", {"note": "Klart"}, **JSON)
    assert (ended.status_code, ended.json()["status"]) == (200, "ended")
    assert client.post(base + "end/", {}, **JSON).status_code == 409


def test_a_summons_is_answered_by_its_token_without_log_in(work, activation):
    summons = summons_of(first_meeting(activation), work.seats[0])
    now = timezone.now()
    link = links.make(
        kind="summons",
        subject_id=summons.pk,
        recipient_label="TiB",
        at=now,
        expires_at=now + timedelta(hours=1),
    )
    address = f"/api/v1/summons/{link.url.rstrip('/').rsplit('/', 1)[1]}/answer/"

    answer = Client().post(address, {"answer": "coming"}, **JSON)

    summons.refresh_from_db()
    assert answer.status_code == 200
    assert (summons.answer, summons.answered_via) == ("coming", "api")
    assert Client().post(address, {"answer": "kanske"}, **JSON).status_code == 400
    assert Client().get(address).status_code == 405
    wrong = Client().post("/api/v1/summons/fel/answer/", {"answer": "coming"}, **JSON)
    assert wrong.status_code == 404

    for _ in range(limits.MISSES_PER_MINUTE):
        wrong = Client().post("/api/v1/summons/fel/answer/", {"answer": "coming"}, **JSON)
    assert wrong.status_code == 429
    assert Client().post(address, {"answer": "coming"}, **JSON).status_code == 200


def test_events_are_listed_and_put_on_the_map(work, activation):
    place = people.MemberFactory(
        region=work.scene.region, actor__scb_code="0188", actor__name="Norrtälje kommun"
    ).actor
    activation.event.municipalities.set([place])
    client = signed_in(work.holders[0])

    listed = client.get("/api/v1/events/").json()["results"][0]
    points = client.get("/api/v1/events.geojson")

    assert listed["municipalities"] == ["0188"]
    assert points["Content-Type"].startswith("application/geo+json")
    (feature,) = points.json()["features"]
    assert feature["properties"]["activated"] is True
    longitude, latitude = feature["geometry"]["coordinates"]
    assert 18 < longitude < 20
    assert 59 < latitude < 61


def test_the_map_of_municipalities_tells_which_are_affected(
    work, activation, django_assert_max_num_queries
):
    region = work.scene.region
    affected, calm = (
        people.MemberFactory(
            region=region,
            actor__kind=Actor.Kind.MUNICIPALITY,
            actor__scb_code=code,
            actor__name=name,
        ).actor
        for code, name in (("0188", "Norrtälje kommun"), ("0115", "Vallentuna kommun"))
    )
    people.MunicipalityFactory(scb_code="0381", name="Enköpings kommun")
    activation.event.municipalities.set([affected])
    client = signed_in(work.holders[0])

    with django_assert_max_num_queries(20):
        answer = client.get("/api/v1/municipalities.geojson")

    assert answer["Content-Type"].startswith("application/geo+json")
    found = {one["id"]: one["properties"] for one in answer.json()["features"]}
    assert set(found) == {"0188", "0115"}
    assert found["0188"]["mode"] == "activated"
    assert found["0188"]["since"]
    assert found["0188"]["events"] == [activation.event.number]
    assert found["0115"] == {
        "code": calm.scb_code,
        "name": calm.name,
        "county": calm.county_id,
        "mode": "ordinary",
        "exercise": False,
        "since": None,
        "events": [],
    }


def test_an_exercise_leaves_the_municipalities_in_ordinary_mode(work):
    now = timezone.now()
    request = RequestFactory(
        region=work.scene.region, event_type=work.scene.event_type, exercise=True
    )
    activation = work.convene(
        request_id=request.pk, at=now, starts_at=now + timedelta(minutes=30), exercise=True
    )
    place = people.MemberFactory(
        region=work.scene.region, actor__kind=Actor.Kind.MUNICIPALITY, actor__scb_code="0188"
    ).actor
    activation.event.municipalities.set([place])

    answer = signed_in(work.holders[0]).get("/api/v1/municipalities.geojson")

    (feature,) = answer.json()["features"]
    assert (feature["properties"]["mode"], feature["properties"]["exercise"]) == ("ordinary", True)


def test_status_tells_forums_activations_and_answers(work, activation, django_assert_num_queries):
    with django_assert_num_queries(6):
        (region,) = status_of([work.scene.region.pk])

    assert region["mode"] == "activated"
    modes = {forum["slug"]: forum["mode"] for forum in region["forums"]}
    assert modes[work.scene.coordinating.slug] == "activated"
    assert modes[work.scene.directing.slug] == "ordinary"
    assert region["activations"][0]["answers"]["silent"] == 2
    assert status_of([]) == []


def test_the_map_of_events_leaves_out_those_that_have_ended_unless_asked(work, activation):
    place = people.MemberFactory(region=work.scene.region, actor__scb_code="0188").actor
    activation.event.municipalities.set([place])
    client = signed_in(work.holders[0])

    def shown(query=""):
        return len(client.get(f"/api/v1/events.geojson{query}").json()["features"])

    assert (shown(), shown("?open=true"), shown("?open=false")) == (1, 1, 0)
    services.end_activation(
        activation_id=activation.pk, note="Klart.", by=work.scene.officer, at=timezone.now()
    )
    assert (shown(), shown("?open=true"), shown("?open=false")) == (0, 0, 1)


def test_the_map_of_events_is_turned_page_by_page(work, activation):
    place = people.MemberFactory(region=work.scene.region, actor__scb_code="0188").actor
    for number in ("H-1", "H-2", "H-3"):
        event = Event.objects.create(
            region=work.scene.region,
            number=number,
            type=activation.event.type,
            title=number,
            since=timezone.now(),
            created_at=timezone.now(),
        )
        event.municipalities.set([place])
    client = signed_in(work.holders[0])

    found, address = [], "/api/v1/events.geojson?page_size=2"
    while address:
        page = client.get(address).json()
        assert page["type"] == "FeatureCollection"
        assert len(page["features"]) <= 2
        found += [one["properties"]["event"] for one in page["features"]]
        address = page["next"]
    assert found == ["H-3", "H-2", "H-1"]


@pytest.mark.parametrize("address", ["events", "activations", "activation-requests"])
def test_lists_take_the_same_filters_by_the_same_names(work, activation, address):
    client = signed_in(work.holders[0])
    before, later = timezone.now() - timedelta(days=400), timezone.now() + timedelta(days=1)

    def shown(**query):
        return len(client.get(f"/api/v1/{address}/", query).json()["results"])

    assert shown(region=work.scene.region.slug) == shown() == 1
    assert shown(region="nagon-annan") == 0
    assert shown(exercise="true") + shown(exercise="false") == 1
    assert shown(open="true") + shown(open="false") == 1
    assert shown(changed_since=before.isoformat()) == 1
    assert shown(changed_since=later.isoformat()) == 0
    for old in ("region__slug", "forum__slug", "type__code"):
        assert client.get(f"/api/v1/{address}/", {old: "x"}).status_code == 400
