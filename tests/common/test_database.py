"""A database that stops answering holds nobody for ever, and is found again."""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client

from actors.models import User
from common import database
from tests.frozen import FrozenProxy

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[FrozenProxy]:
    """Let this thread reach the database by a way that can be frozen."""
    with FrozenProxy(connection.settings_dict) as made, monkeypatch.context() as patched:
        connection.close()
        patched.setitem(connection.settings_dict, "PORT", made.port)
        yield made
        connection.close()


def seconds_since(began: float) -> float:
    return time.monotonic() - began


def test_a_question_is_given_up_and_the_next_one_answered(proxy, monkeypatch) -> None:
    monkeypatch.setattr(database, "LONGEST_WAIT", 1.0)
    User.objects.count()
    proxy.freeze()
    began = time.monotonic()

    with pytest.raises(OperationalError):
        User.objects.count()

    assert seconds_since(began) < 3
    proxy.thaw()
    connection.close_if_unusable_or_obsolete()
    assert User.objects.count() == 0


def test_nobody_waits_for_ever_to_be_let_in(proxy, monkeypatch) -> None:
    monkeypatch.setattr(database, "LONGEST_WAIT", 1.0)
    proxy.freeze()
    began = time.monotonic()

    with pytest.raises(OperationalError):
        User.objects.count()

    assert seconds_since(began) < 3


@pytest.mark.parametrize("path", ["/halsa/", "/halsa/djup"])
@pytest.mark.parametrize("connected", [True, False])
def test_health_says_so_within_five_seconds(proxy, path: str, connected: bool) -> None:
    if connected:
        assert Client().get("/halsa/").status_code == 200
    proxy.freeze()
    began = time.monotonic()

    answer = Client().get(path)

    assert answer.status_code == 503
    assert seconds_since(began) < 5
    proxy.thaw()
    connection.close_if_unusable_or_obsolete()  # as each request begins, but not the test client's
    assert Client().get("/halsa/").status_code == 200


def test_all_that_is_asked_inside_shares_the_time() -> None:
    began = time.monotonic()

    with database.answers_within(1.0), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.7)")
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_sleep(0.7)")

    assert seconds_since(began) < 2
    connection.close()


def test_the_server_ends_what_is_only_slow_itself() -> None:
    """The client waits longer, so that a slow question does not cost the connection."""
    options = connection.settings_dict["OPTIONS"]

    assert f"statement_timeout={int(database.LONGEST_WAIT - 5) * 1000} " in options["options"]
    assert (options["connect_timeout"], options["keepalives"]) == (3, 1)
    assert options["tcp_user_timeout"] <= database.LONGEST_WAIT * 1000
