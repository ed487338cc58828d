"""The register over the API."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from actors.models import ApiToken
from actors.own import services as own
from tests.factories import FunctionFactory, MemberFactory, on_duty


@pytest.fixture
def api(house):
    client = APIClient()
    client.force_login(house.officer)
    return client


def test_lists_hold_what_the_user_may_see_and_nothing_else(house, api):
    actors = api.get("/api/v1/actors/").json()["results"]
    regions = api.get("/api/v1/regions/").json()["results"]

    assert {row["slug"] for row in actors} == {house.actor.slug, house.convener.slug}
    assert [row["slug"] for row in regions] == [house.region.slug]
    assert actors[0]["memberships"][0]["region"] == house.region.slug


def test_no_address_of_a_function_leaves_by_the_api(house, api):
    text = api.get("/api/v1/functions/").content.decode()

    for address in house.tib.addresses.all():
        assert address.value not in text


def test_filters_narrow(house, api, now):
    on_duty(house.tib, house.worker, now - timedelta(hours=1))

    def names(query):
        return {row["name"] for row in api.get(f"/api/v1/functions/?{query}").json()["results"]}

    assert names("reachable=true") == {house.tib.name}
    assert names(f"actor={house.actor.slug}&duty_kind=tib") == {house.tib.name}
    assert names("duty_kind=rkk") == set()
    assert api.get("/api/v1/functions/?duty_kind=fel").status_code == 400
    kinds = api.get("/api/v1/actors/?kind=municipality&membership=ordinary").json()["results"]
    assert [row["slug"] for row in kinds] == [house.actor.slug]
    assert api.get(f"/api/v1/actors/?region={house.region.slug}").json()["results"]
    assert api.get("/api/v1/functions/?region=annan").json()["results"] == []


def test_another_regions_things_are_not_there(house):
    client = APIClient()
    client.force_login(house.stranger)

    assert client.get(f"/api/v1/actors/{house.actor.slug}/").status_code == 404
    assert client.get(f"/api/v1/functions/{house.tib.pk}/").status_code == 404
    assert client.get(f"/api/v1/regions/{house.region.slug}/").status_code == 404


def test_a_key_without_the_scope_is_refused_and_so_is_nobody(house, now):
    _, status_key = own.create_key(
        name="gis", scopes=["status:read"], days=30, by=house.officer, at=now
    )
    _, reading_key = own.create_key(
        name="läs", scopes=["coordination:read"], days=30, by=house.officer, at=now
    )
    client = APIClient()

    answers = [
        client.get("/api/v1/actors/", HTTP_AUTHORIZATION=f"Token {key}").status_code
        for key in (status_key, reading_key)
    ]

    assert answers == [403, 200]
    assert client.get("/api/v1/actors/").status_code == 401
    assert ApiToken.objects.filter(last_used_at__isnull=False).exists()


def test_nothing_can_be_written(house, api):
    assert api.post("/api/v1/actors/", {"name": "x"}).status_code == 405
    assert api.delete(f"/api/v1/functions/{house.tib.pk}/").status_code == 405


def test_lists_take_the_same_queries_however_long(house, api, django_assert_max_num_queries):
    for _ in range(20):
        FunctionFactory(actor=MemberFactory(region=house.region).actor, addresses=["sms"])

    with django_assert_max_num_queries(22):
        api.get("/api/v1/actors/")
    with django_assert_max_num_queries(22):
        api.get("/api/v1/functions/")
