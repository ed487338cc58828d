"""The store of limits: never emptied by being filled, and exact however many count at once."""

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from rest_framework.request import Request

from common import limits
from tests.racing import together

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("alias", ["default", "limits"])
def test_what_is_counted_stands_however_much_more_is_counted(alias: str, monkeypatch) -> None:
    store = caches[alias]
    monkeypatch.setattr(store, "_max_entries", 10)
    store.set("aaa", 1, 60)
    store.set("zzz", 1, 60)

    for number in range(50):
        store.set(f"mmm-{number}", number, 60)

    assert store.get("aaa") == store.get("zzz") == 1


def test_what_has_run_out_makes_room(monkeypatch) -> None:
    store = caches["limits"]
    monkeypatch.setattr(store, "_max_entries", 10)
    for number in range(20):
        store.set(f"old-{number}", number, -60)

    store.set("new", 1, 60)

    assert [number for number in range(20) if store.has_key(f"old-{number}")] == []
    assert store.get("new") == 1


def test_a_counter_that_is_gone_is_told() -> None:
    with pytest.raises(ValueError, match="not found"):
        caches["limits"].incr("nothing")


def test_a_window_that_ends_in_between_is_no_refusal(monkeypatch) -> None:
    monkeypatch.setattr(caches["limits"], "add", lambda *args: False)

    assert not limits.count("gone", 0)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "network"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", 1, "203.0.113.9"),  # the first is the client's own invention
        ("203.0.113.9", 0, "127.0.0.1"),
        ("2001:db8:1:1:2::9", 1, "2001:db8:1:1::/64"),
    ],
)
def test_only_what_our_proxy_says_counts(settings, forwarded, proxies, network) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})

    assert limits.network_of(request) == network
    assert limits.AnonThrottle().get_ident(Request(request)) == network


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_two() -> None:
    limits.count("both", 100)

    together(*[lambda: limits.count("both", 100)] * 2)

    assert caches["limits"].get("limit:both") == 3
