"""Requests over the API: strict input, named acts, problem details, idempotent sending."""

import uuid

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from activations.models import ActivationRequest
from activations.requests import services
from actors.rights import rights
from tests.activations.factories import Scene, make_scene

pytestmark = pytest.mark.django_db
URL = "/api/v1/activation-requests/"


@pytest.fixture
def scene() -> Scene:
    return make_scene(timezone.now())


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def body(scene: Scene, **fields) -> dict[str, object]:
    return {
        "region": scene.region.slug,
        "event_type": scene.event_type.code,
        "what": "Strömlöst i hela Norrtälje",
        "callback_phone": "070-174 06 05",
        "forum": scene.coordinating.slug,
    } | fields


@pytest.fixture
def sent(scene) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    return services.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )


def post(user, request: ActivationRequest, act: str, data=None):
    return api(user).post(f"{URL}{request.pk}/{act}/", data or {}, format="json")


def test_a_client_asks_and_reads_what_it_asked(scene):
    response = api(scene.asker).post(URL, body(scene), format="json")

    assert response.status_code == 201
    assert response.data["status"] == "submitted"
    assert response.data["asker"] == scene.municipality.name
    assert response.data["callback_phone"] == "+46701740605"
    read = api(scene.asker).get(f"{URL}{response.data['id']}/")
    assert read.data["number"] == response.data["number"]


def test_the_same_idempotency_key_gives_the_same_request(scene):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}

    first = api(scene.asker).post(URL, body(scene), format="json", **key)
    second = api(scene.asker).post(URL, body(scene), format="json", **key)

    assert first.data["id"] == second.data["id"]


def test_a_key_that_is_none_is_refused(scene):
    response = api(scene.asker).post(
        URL, body(scene), format="json", HTTP_IDEMPOTENCY_KEY="samma igen"
    )

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("okänt", "x"),
        ("region", "finns-inte"),
        ("region", ["lista"]),
        ("event_type", "meteorit"),
        ("event_type", {}),
        ("what", ""),
        ("what", "x" * 10_000),
        ("what", None),
        ("callback_phone", "ring mig"),
        ("callback_phone", 7),
        ("forum", "finns-inte"),
        ("urgency", "sedan"),
        ("planned_for", "i morgon"),
        ("exercise", "kanske"),
        ("for_actor", "finns-inte"),
        ("for_forum", "finns-inte"),
        ("for_outsider", "Svenska kraftnät"),
        ("for_outsider", "x" * 10_000),
    ],
)
def test_bad_input_is_refused_with_the_field_named(scene, field, value):
    response = api(scene.asker).post(URL, body(scene, **{field: value}), format="json")

    assert response.status_code == 400
    assert field in response.data["errors"]
    assert not ActivationRequest.objects.exists()


def test_only_one_may_ask_at_a_time(scene):
    rights.grant(scene.tib, "forums.lead_forum", scene.coordinating)
    both = body(scene, for_actor=scene.municipality.slug, for_forum=scene.coordinating.slug)

    assert api(scene.asker).post(URL, both, format="json").status_code == 400


def test_for_a_forum_that_one_leads(scene):
    rights.grant(scene.tib, "forums.lead_forum", scene.coordinating)

    response = api(scene.asker).post(
        URL, body(scene, for_forum=scene.coordinating.slug, forum=None), format="json"
    )

    assert response.data["asker"] == "Samordnande forum"


def test_another_regions_requests_do_not_exist(scene, sent):
    assert api(scene.outsider).get(f"{URL}{sent.pk}/").status_code == 404
    assert api(scene.outsider).get(URL).data["results"] == []
    assert post(scene.outsider, sent, "withdraw").status_code == 404
    foreign = api(scene.outsider).post(URL, body(scene), format="json")
    assert foreign.status_code == 400


def test_without_a_key_nothing_is_told(sent):
    assert APIClient().get(URL).status_code in {401, 403}


@pytest.mark.parametrize(
    ("act", "data", "status"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("decline", {"reason": "Ryms inom ordinarie."}, "declined"),
        ("meet-in-ordinary-mode", {"reason": "Ryms inom ordinarie."}, "ordinary"),
        ("complement", {"text": "Nu också Rimbo"}, "submitted"),
    ],
)
def test_the_convener_answers(scene, sent, act, data, status):
    response = post(scene.officer, sent, act, data)

    assert (response.status_code, response.data["status"]) == (200, status)


@pytest.mark.parametrize("act", ["acknowledge", "decline", "meet-in-ordinary-mode"])
def test_the_requester_may_not_answer(scene, sent, act):
    data = {} if act == "acknowledge" else {"reason": "Ryms inom ordinarie."}

    response = post(scene.asker, sent, act, data)

    assert (response.status_code, response.data["code"]) == (403, "permission_denied")


def test_the_requester_withdraws_and_cannot_twice(scene, sent):
    assert post(scene.asker, sent, "withdraw").data["status"] == "withdrawn"

    again = post(scene.asker, sent, "withdraw")

    assert (again.status_code, again.data["code"]) == (409, "closed")
    assert again["Content-Type"] == "application/problem+json"


def test_joining_ones_own_request_is_refused(scene, sent):
    assert post(scene.asker, sent, "join").data["code"] == "already_joined"


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("acknowledge", {"note": "x"}),
        ("decline", {}),
        ("decline", {"reason": "nej"}),
        ("complement", {"text": ""}),
        ("join", {"callback_phone": "ring"}),
    ],
)
def test_bad_input_to_an_act_is_refused(scene, sent, act, data):
    assert post(scene.officer, sent, act, data).status_code == 400
    sent.refresh_from_db()
    assert sent.status == "submitted"


def test_the_list_filters_and_asks_few_questions(scene, sent, django_assert_max_num_queries):
    client = api(scene.asker)

    assert client.get(URL, {"status": "submitted"}).data["results"][0]["number"] == sent.number
    assert client.get(URL, {"status": "declined"}).data["results"] == []
    with django_assert_max_num_queries(7):
        client.get(URL)
