"""The status tells each caller its own regions, and 304 while nothing has changed."""

import pytest
from django.test import Client
from django.utils import timezone

from activations import timeline
from activations.models import LogEntry
from actors.models import ApiToken, Region
from tests import factories
from tests.clients import with_key

pytestmark = pytest.mark.django_db

STATUS = "/api/v1/status/"


def caller(region: Region, *scopes: str) -> Client:
    """Return a client with a key of a member's in the region."""
    function = factories.FunctionFactory(actor=factories.MemberFactory(region=region).actor)
    return with_key(factories.holder(function), *scopes)


def write_something(region: Region) -> None:
    timeline.write(
        kind=LogEntry.Kind.NOTE,
        text="Något hände",
        by_label="RSIB",
        at=timezone.now(),
        region=region,
    )


def test_a_key_with_the_scope_gets_its_own_region_only() -> None:
    mine, other = factories.RegionFactory(), factories.RegionFactory()

    response = caller(mine, ApiToken.Scope.STATUS).get(STATUS)

    assert response.status_code == 200
    assert [region["region"] for region in response.json()] == [mine.slug]
    assert other.slug not in response.content.decode()


def test_unchanged_is_answered_304_and_a_change_with_a_new_etag() -> None:
    region = factories.RegionFactory()
    client = caller(region, ApiToken.Scope.STATUS)
    tag = client.get(STATUS)["ETag"]

    unchanged = client.get(STATUS, headers={"If-None-Match": tag})
    write_something(region)
    changed = client.get(STATUS, headers={"If-None-Match": tag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    # Kept by the one who asked, and asked about again: no-store would forbid keeping the tag.
    assert unchanged["Cache-Control"] == "private, no-cache"
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_the_etag_of_one_region_says_nothing_in_another() -> None:
    mine, other = factories.RegionFactory(), factories.RegionFactory()
    tag = caller(mine, ApiToken.Scope.STATUS).get(STATUS)["ETag"]

    response = caller(other, ApiToken.Scope.STATUS).get(STATUS, headers={"If-None-Match": tag})

    assert response.status_code == 200


def test_a_key_without_the_scope_is_refused_with_problem_details() -> None:
    response = caller(factories.RegionFactory(), ApiToken.Scope.READ).get(STATUS)

    assert response.status_code == 403
    assert response.json() == {
        "status": 403,
        "code": "missing_scope",
        "detail": "Nyckeln saknar behörigheten status:read. Skaffa en ny på Min sida.",
    }


@pytest.mark.parametrize("header", ["Token fel", "Token " + "a" * 64, "Bearer x", ""])
def test_without_a_good_key_the_answer_is_401(header: str) -> None:
    response = Client(headers={"Authorization": header} if header else {}).get(STATUS)

    assert response.status_code == 401
    assert response.json()["detail"].startswith("Ange en giltig nyckel")


def test_the_number_of_queries_does_not_grow_with_forums(
    django_assert_max_num_queries: object,
) -> None:
    region = factories.RegionFactory()
    client = caller(region, ApiToken.Scope.STATUS)

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert client.get(STATUS).status_code == 200
