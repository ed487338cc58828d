"""Every address answers every role as the matrix says, and none is left out of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from ssr import errors
from tests.access import copied, matrix, remembered
from tests.access.world import World

pytestmark = pytest.mark.django_db

GROUPS = matrix.load()["groups"]
ROLES = matrix.load()["roles"]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        copied.world(tmp_path_factory) as built,
        remembered.between_requests(),
    ):
        yield built


def test_every_address_has_a_row() -> None:
    assert matrix.address_names() - set(matrix.load()["addresses"]) == set()


def test_no_row_is_of_an_address_that_is_gone() -> None:
    assert set(matrix.load()["addresses"]) - matrix.address_names() == set()


@pytest.fixture
def _short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals: that each is a whole page is tried once for each role, below."""
    monkeypatch.setattr(errors, "_page", lambda request, status, **_: HttpResponse(status=status))


@pytest.mark.usefixtures("_short_refusals")
@pytest.mark.parametrize("cell", matrix.cells(), ids=str)
def test_each_role_gets_its_answer(
    cell: matrix.Cell, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    """The page itself is made for the first role of each group, for the others only the answer."""
    made: set[str] = set()

    def is_made(role: str) -> bool:
        group = matrix.group_of(cell.answers, role, GROUPS)
        is_first = group not in made
        made.add(group)
        return is_first

    with django_db_blocker.unblock():
        assert wrong_answers(cell, world, is_made) == {}, str(cell)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("_short_refusals")
@pytest.mark.parametrize("cell", matrix.cells(), ids=str)
def test_each_role_gets_its_page(
    cell: matrix.Cell, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        assert wrong_answers(cell, world, lambda role: True) == {}, str(cell)


def wrong_answers(
    cell: matrix.Cell, world: World, is_made: Callable[[str], bool]
) -> dict[str, str]:
    """Return what each role got that is not what the matrix says."""
    wrong = {}
    url = reverse(cell.name, kwargs=world.arguments(cell.args))
    with override_settings(MEDIA_ROOT=world.media_root):
        for role in ROLES:
            with transaction.atomic(), nullcontext() if is_made(role) else unmade_pages():
                got = answer(world.client(role), cell, url)
                transaction.set_rollback(True)
            wanted = matrix.expected(cell.answers, role, GROUPS)
            if got not in wanted:
                wrong[role] = f"{got}, väntade {sorted(map(str, wanted))} på {url}"
    return wrong


@contextmanager
def unmade_pages() -> Iterator[None]:
    """Let views do all they do but fill the page: right and status are decided before that."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Template, "render", lambda self, context=None, request=None: "")
        yield


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
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code == 401 and cell.method == "POST" and is_page:
        return "login"  # with what was typed: tests/access/test_acts.py
    return response.status_code


def test_the_matrix_is_large_enough_to_mean_something() -> None:
    assert len(matrix.cells()) * len(ROLES) >= 1_000
