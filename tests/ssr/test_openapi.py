"""The description of the API is valid, whole, and says so without a warning; so are its errors."""

import io

import pytest
import yaml
from django.core.management import call_command
from openapi_spec_validator import OpenAPIV31SpecValidator

from actors.models import ApiToken
from tests.clients import signed_in, with_key
from tests.factories import FunctionFactory, holder


def test_the_description_is_valid_by_the_specification_and_without_warnings(tmp_path) -> None:
    file = tmp_path / "schema.yml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))

    described = yaml.safe_load(io.StringIO(file.read_text()))
    assert described["openapi"].startswith("3.1")
    assert [fault.message for fault in OpenAPIV31SpecValidator(described).iter_errors()] == []
    assert {"/api/v1/status/", "/api/v1/activation-requests/"} <= set(described["paths"])
    acts = described["paths"]["/api/v1/activation-requests/{id}/withdraw/"]["post"]["responses"]
    assert {"400", "401", "403", "404", "409", "429"} <= set(acts)


@pytest.mark.django_db
def test_an_address_that_is_none_is_told_as_a_problem(client) -> None:
    answer = client.get("/api/v1/finns-inte/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


@pytest.mark.django_db
def test_a_cursor_that_no_page_gave_is_wrong_input_and_not_a_missing_list() -> None:
    client = signed_in(holder(FunctionFactory()))

    answer = client.get("/api/v1/actors/", {"cursor": "banan"})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["cursor"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ("/api/v1/actors/", "coordination:read"),
        ("/api/v1/follow-up/overview/", "follow-up:read"),
        ("/api/v1/tasks/", "coordination:read"),
    ],
)
def test_a_key_is_told_which_scope_it_lacks(address: str, missing: str) -> None:
    client = with_key(holder(FunctionFactory()), ApiToken.Scope.STATUS)

    answer = client.get(address)

    assert answer.status_code == 403
    assert answer.json()["code"] == "missing_scope"
    assert missing in answer.json()["detail"]


@pytest.mark.django_db
def test_the_follow_up_is_not_read_by_a_key_of_the_coordination() -> None:
    user = holder(FunctionFactory())

    codes = [
        with_key(user, scope).get("/api/v1/follow-up/overview/").status_code
        for scope in (ApiToken.Scope.READ, ApiToken.Scope.FOLLOW_UP_READ)
    ]

    assert codes == [403, 404]  # the second key may ask; its owner follows up nothing
