"""Unsafe settings are refused before anything is served."""

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from actors.models import County
from ssr import checks
from tests.secrecy.factories import Scene


def ids(found: list[object]) -> set[str]:
    return {message.id for message in found}  # type: ignore[attr-defined]


def test_the_demo_is_refused_on_an_address_others_reach(settings: Settings) -> None:
    settings.DEMO, settings.PUBLIC_URL = True, "https://ssr.example.se"

    assert ids(checks.demo_stays_at_home(None)) == {"ssr.E001"}


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_the_demo_may_run_on_the_own_machine(settings: Settings, host: str) -> None:
    settings.DEMO, settings.PUBLIC_URL = True, f"http://{host}"

    assert checks.demo_stays_at_home(None) == []


def use_engine(monkeypatch: pytest.MonkeyPatch, settings: Settings, name: str) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{name}")


def test_production_demands_a_database_a_broker_and_https(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG, settings.PUBLIC_URL, settings.REDIS_URL = False, "http://ssr.example.se", ""
    use_engine(monkeypatch, settings, "sqlite3")

    assert {"ssr.E002", "ssr.E003", "ssr.E004"} <= ids(checks.production_is_complete(None))


def test_production_warns_where_alarms_could_not_leave(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG, settings.PUBLIC_URL = False, "https://ssr.example.se"
    settings.REDIS_URL = "redis://redis:6379/0"
    use_engine(monkeypatch, settings, "postgresql")
    settings.NOTICES_SMS_URL, settings.NOTICES_EMAIL_CHANNEL = "", "console"
    silent = ids(checks.production_is_complete(None))
    settings.NOTICES_SMS_URL, settings.NOTICES_SMS_WEBHOOK_SECRET = "json://sms", ""
    settings.NOTICES_EMAIL_CHANNEL = "email"

    assert silent == {"ssr.W001", "ssr.W003"}
    assert ids(checks.production_is_complete(None)) == {"ssr.W002"}


@pytest.mark.parametrize("keys", [["kort"], ["b25seS1mb3ItZGV2ZWxvcG1lbnQtYW5kLXRlc3RzISE=", "å"]])
def test_a_key_of_secret_annexes_that_is_none_is_refused(
    settings: Settings, keys: list[str]
) -> None:
    settings.SECRETS_KEYS = keys

    assert ids(checks.secrets_have_a_key(None)) == {"ssr.E005"}


@pytest.mark.django_db
@pytest.mark.parametrize(("stores", "found"), [(True, "ssr.E006"), (False, "ssr.W004")])
def test_production_without_the_key_is_refused_where_a_county_stores_secrets(
    settings: Settings, stores: bool, found: str
) -> None:
    Scene(stores=stores)
    settings.DEBUG, settings.SECRETS_KEYS = False, []

    assert ids(checks.secrets_have_a_key(None)) == {found}


def test_nothing_is_asked_of_a_database_that_is_not_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(County.objects, "all", fails)
    settings.DEBUG, settings.SECRETS_KEYS = False, []

    assert ids(checks.secrets_have_a_key(None)) == {"ssr.W004"}


def test_with_a_key_nothing_is_wrong(settings: Settings) -> None:
    settings.DEBUG = False

    assert checks.secrets_have_a_key(None) == []
