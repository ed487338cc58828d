"""The API refuses filters that it does not know, and says so in Swedish."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db
UNKNOWN = ["Okänt filter."]
LISTS = (
    "regions",
    "actors",
    "functions",
    "forums",
    "meetings",
    "events",
    "activations",
    "activation-requests",
)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user(email="a@example.se"))
    return client


@pytest.mark.parametrize("path", [*LISTS, "status", "follow-up/overview", "follow-up/referrals"])
def test_a_parameter_that_nobody_knows_is_refused(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}/?exercize=true&{'x' * 9}=1")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"exercize": UNKNOWN, "x" * 9: UNKNOWN}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_knows_its_pages(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/{path}/?page_size=5&format=json").status_code == 200


@pytest.mark.parametrize("path", ["meetings", "events", "activation-requests"])
def test_a_value_that_is_neither_true_nor_false_is_refused(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}/?exercise=banan")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"exercise": ["Ange true eller false."]}
    for value in ("true", "False", "1", "0", ""):
        assert client.get(f"/api/v1/{path}/?exercise={value}").status_code == 200


def test_a_filter_that_narrows_another_list_is_refused(client: Client) -> None:
    assert client.get("/api/v1/regions/?exercise=true").status_code == 400
