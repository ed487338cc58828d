"""Every act of the matrix knows an ended session, and counts once when it is pressed twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from common.sessions import SESSION_OVER
from records.forms import new_key
from records.models import AuditEntry
from tests.access import copied, matrix
from tests.access.world import World

pytestmark = pytest.mark.django_db

GROUPS = matrix.load()["groups"]
ROLES = matrix.load()["roles"]
# They lead to the sign-in page by themselves: the start page, and a request, which keeps its draft.
BY_THEMSELVES = ("start", "activations:request_new")
# Pressed by whoever may, these change nothing, or are refused the second time by what they changed.
NO_KEY = {
    "my_page": "shows the page",
    "stay_signed_in": "asks for more time; asked twice it is as much",
    "notices:handle": "a notice that is taken care of is so once",
}
SIGN_IN = ("account_", "mfa_", "socialaccount_", "openid_connect", "usersessions")


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with django_db_blocker.unblock(), copied.world(tmp_path_factory) as built:
        yield built


def _answers(cell: matrix.Cell) -> dict[str, set[int | str]]:
    return {role: matrix.expected(cell.answers, role, GROUPS) for role in ROLES}


def _asks_for_a_session(cell: matrix.Cell) -> bool:
    return (
        not cell.name.startswith(SIGN_IN)
        and cell.name not in BY_THEMSELVES
        and _answers(cell)["anonym"] == {"login"}
        and any(answer != {405} for role, answer in _answers(cell).items() if role != "anonym")
    )


ASKED = [cell for cell in matrix.cells() if _asks_for_a_session(cell)]
ACTS = [cell for cell in ASKED if cell.method == "POST"]


def _address(cell: matrix.Cell, world: World) -> str:
    return reverse(cell.name, kwargs=world.arguments(cell.args))


@pytest.mark.parametrize("asks", [{"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}])
def test_a_script_without_a_session_hears_one_sentence(
    asks: dict[str, str], world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    client, wrong = Client(), {}
    for cell in ASKED:
        url = _address(cell, world)
        with django_db_blocker.unblock():
            response = (client.get if cell.method == "GET" else client.post)(url, headers=asks)
        kind, swap = response["Content-Type"], response.headers.get("HX-Reswap")
        heard = (response.status_code, kind.split(";")[0], swap, response.content.decode())
        if heard != (401, "text/plain", "none", SESSION_OVER):
            wrong[str(cell)] = heard

    assert wrong == {}


def test_a_form_sent_without_a_session_keeps_what_was_typed(
    world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    client, key, lacking = Client(), new_key(), {}
    for cell in ACTS:
        url = _address(cell, world)
        with django_db_blocker.unblock():
            response = client.post(
                url, {"form_key": key, "text": "Inga skyddsrum", "actor": ["1", "2"]}
            )
        page = response.content.decode()
        wanted = ['target="_blank"']
        # What is secret is read in memory alone, by its own view: none of it is shown.
        if not getattr(resolve(url).func, "csrf_exempt", False):
            wanted += [
                f'action="{url}"',
                f'name="form_key" value="{key}"',
                'name="actor" value="1"',
                'name="actor" value="2"',
                "<p>Inga skyddsrum</p>",
            ]
        elif "skyddsrum" in page:
            lacking[str(cell)] = ["shows what may be secret"]
        missing = [one for one in wanted if one not in page]
        if missing or response.status_code != 401:
            lacking[str(cell)] = [str(response.status_code), *missing]

    assert lacking == {}


def _pressed_by(cell: matrix.Cell) -> str | None:
    """Return a role whose press does the act without anything filled in; those with most first."""
    return next((role for role in ROLES[::-1] if _answers(cell)[role] in ({200}, {302})), None)


PRESSED = [cell for cell in ACTS if _pressed_by(cell) and cell.name not in NO_KEY]


@pytest.mark.parametrize("cell", PRESSED, ids=str)
def test_what_is_pressed_twice_is_done_once(
    cell: matrix.Cell, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    url, role = _address(cell, world), _pressed_by(cell)
    assert role is not None
    if getattr(resolve(url).func, "is_many_times", False):
        return  # tests/house/test_form_keys.py asks it why
    sent: dict[str, Any] = {**cell.data, "form_key": new_key()}
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=world.media_root),
        transaction.atomic(),
    ):
        client = world.client(role)
        first = client.post(url, sent)
        logged = AuditEntry.objects.count()
        second = client.post(url, sent)
        by_htmx = client.post(url, sent, headers={"HX-Request": "true"})
        written = AuditEntry.objects.count()
        place = second.headers.get("Location", url)
        there = client.get(place).status_code
        transaction.set_rollback(True)

    assert first.status_code in {200, 302}
    assert written == logged
    assert place == first.headers.get("Location", url)
    assert by_htmx.status_code == 200
    assert there != 405  # it leads to a page, never to the act itself


def test_the_walk_finds_acts() -> None:
    assert len(ACTS) > 200
    assert len(PRESSED) > 20
