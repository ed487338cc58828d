"""Every address answers every role as the matrix says, and none is left out of it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from ssr import errors
from tests.access import matrix
from tests.access.world import World, build_world

pytestmark = pytest.mark.django_db

GROUPS = matrix.load()["groups"]
ROLES = matrix.load()["roles"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def test_every_address_has_a_row() -> None:
    assert matrix.address_names() - set(matrix.load()["addresses"]) == set()


def test_no_row_is_of_an_address_that_is_gone() -> None:
    assert set(matrix.load()["addresses"]) - matrix.address_names() == set()


@pytest.mark.parametrize("cell", matrix.cells(), ids=str)
def test_each_role_gets_its_answer(
    cell: matrix.Cell,
    world: World,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Thousands of refusals: that each is a whole page is tried once for each role, below.
    monkeypatch.setattr(errors, "_page", lambda request, status, **_: HttpResponse(status=status))
    wrong = {}
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=world.media_root):
        url = reverse(cell.name, kwargs=world.arguments(cell.args))
        for role in ROLES:
            with transaction.atomic():
                got = answer(world.client(role), cell, url)
                transaction.set_rollback(True)
            wanted = matrix.expected(cell.answers, role, GROUPS)
            if got not in wanted:
                wrong[role] = f"{got}, väntade {sorted(map(str, wanted))}"

    assert wrong == {}, f"{cell} {url}"


@pytest.mark.parametrize("role", ROLES)
def test_a_refusal_is_a_page_for_every_role(
    role: str, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        response = world.client(role).get("/finns/inte/")

    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def answer(client: Client, cell: matrix.Cell, url: str) -> int | str:
    """Return the status, or "login" where the answer is to sign in first."""
    if cell.method == "GET":
        response = client.get(url)
    elif url.startswith("/api/"):
        response = client.post(url, cell.data, content_type="application/json")
    else:
        response = client.post(url, cell.data)
    response.close()
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "login"
    return response.status_code


def test_the_matrix_is_large_enough_to_mean_something() -> None:
    assert len(matrix.cells()) * len(ROLES) >= 1_000
