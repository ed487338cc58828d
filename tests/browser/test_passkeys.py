"""A passkey made by Chromium's virtual authenticator: added, and used to sign in, under the CSP."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator

from actors.models import User


def add_authenticator(window: object) -> None:
    session = window.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def add_key(window: object) -> None:
    """Add a key as a person does; the password is asked for first."""
    page = window.page
    window.go("/min-sida/sakerhet/nycklar/ny/")
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Bekräfta").click()
    page.get_by_label("Namn på nyckeln").fill("Tjänstetelefonen")
    page.get_by_role("button", name="Lägg till nyckel").click()
    page.get_by_text("Nyckeln är tillagd.").wait_for()


def test_a_passkey_is_added_and_signs_in_without_password(visit: Callable) -> None:
    user = User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit()
    page = window.page
    add_authenticator(window)
    window.sign_in("rsib@demo.example")

    add_key(window)

    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    window.go("/logga-ut/").get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/logga-in/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url(lambda url: "/logga-in/" not in url)
    assert window.go("/min-sida/").locator("h1").inner_text() == "Min sida"


def test_a_passkey_serves_as_the_second_factor(visit: Callable) -> None:
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit()
    page = window.page
    add_authenticator(window)
    window.sign_in("rsib@demo.example")
    add_key(window)
    window.context.clear_cookies()

    window.go("/logga-in/")
    page.get_by_label("E-postadress").fill("rsib@demo.example")
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url("**/logga-in/kod/")
    page.get_by_role("button", name="Använd nyckel").click()

    page.wait_for_url(lambda url: "/logga-in/" not in url)


def test_a_refused_passkey_is_told_in_swedish(visit: Callable) -> None:
    window = visit()
    page = window.page
    session = window.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}},
    )
    window.go("/logga-in/")

    page.get_by_role("button", name="Logga in med nyckel").click()

    page.get_by_text("Nyckeln gick inte att använda").wait_for(timeout=30_000)
