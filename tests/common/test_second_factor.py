"""A second factor where it is demanded: set up first, kept, and used once."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from actors.models import User
from ssr.accounts import MFAAdapter

pytestmark = pytest.mark.django_db

PASSWORD = "en lång mening som lösenord"  # noqa: S105 - of the tests


@pytest.fixture(autouse=True)
def _no_old_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def rsib() -> User:
    return User.objects.create_user("rsib@example.se", PASSWORD, name="RSIB")


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client: Client, user: User):
    return client.post("/logga-in/", {"login": user.email, "password": PASSWORD})


def test_who_lacks_a_second_factor_is_sent_to_set_one_up(
    client: Client, rsib: User, settings
) -> None:
    settings.SSR_REQUIRE_MFA = True
    sign_in(client, rsib)

    response = client.get("/min-sida/")

    assert (response.status_code, response["Location"]) == (302, "/min-sida/sakerhet/")
    assert "Lägg till en andra faktor" in client.get("/min-sida/sakerhet/").content.decode()


@pytest.mark.parametrize(
    "path", ["/hjalp/", "/tillganglighet/", "/min-sida/sakerhet/", "/logga-ut/"]
)
def test_help_and_setting_up_stay_open_without_it(
    client: Client, rsib: User, settings, path: str
) -> None:
    settings.SSR_REQUIRE_MFA = True
    sign_in(client, rsib)

    assert client.get(path).status_code == 200


def test_the_api_answers_403_without_it(client: Client, rsib: User, settings) -> None:
    settings.SSR_REQUIRE_MFA = True
    sign_in(client, rsib)

    response = client.get("/api/v1/status/")

    assert (response.status_code, response.json()["code"]) == (403, "second_factor_required")


def test_nothing_is_demanded_where_the_setting_is_off(client: Client, rsib: User, settings) -> None:
    settings.SSR_REQUIRE_MFA = False
    sign_in(client, rsib)

    assert client.get("/min-sida/").status_code == 200


def test_an_app_is_added_and_its_code_is_asked_for_and_works_once(
    client: Client, rsib: User, settings
) -> None:
    settings.SSR_REQUIRE_MFA = True
    sign_in(client, rsib)
    client.get("/min-sida/sakerhet/app/")
    client.post("/min-sida/sakerhet/bekrafta/", {"password": PASSWORD})
    client.get("/min-sida/sakerhet/app/")
    secret = client.session["mfa.totp.secret"]
    client.post("/min-sida/sakerhet/app/", {"code": code_now(secret)})
    assert client.get("/min-sida/").status_code == 200
    cache.clear()  # a code is remembered as used; half a minute passes here

    first, second = Client(), Client()
    assert sign_in(first, rsib)["Location"] == "/logga-in/kod/"
    assert first.get("/min-sida/").status_code == 302
    first.post("/logga-in/kod/", {"code": code_now(secret)})
    sign_in(second, rsib)
    replayed = second.post("/logga-in/kod/", {"code": code_now(secret)})

    assert first.get("/min-sida/").status_code == 200
    assert "Koden stämmer inte" in replayed.content.decode()
    assert second.get("/min-sida/").status_code == 302


def test_codes_cannot_be_guessed_on_and_on(client: Client, rsib: User) -> None:
    TOTP.activate(rsib, "JBSWY3DPEHPK3PXP")
    sign_in(client, rsib)

    answers = [client.post("/logga-in/kod/", {"code": "000000"}) for _ in range(6)]

    assert "För många försök" in answers[-1].content.decode(), answers[-1].context["form"].errors


def test_the_last_factor_stays_where_one_is_demanded(client: Client, rsib: User, settings) -> None:
    settings.SSR_REQUIRE_MFA = True
    TOTP.activate(rsib, "JBSWY3DPEHPK3PXP")
    only = Authenticator.objects.get(user=rsib)

    assert not MFAAdapter().can_delete_authenticator(only)

    Authenticator.objects.create(user=rsib, type=Authenticator.Type.WEBAUTHN, data={})

    assert MFAAdapter().can_delete_authenticator(only)
