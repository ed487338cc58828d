"""Getting in: by password, no faster than a person tries, and never told who has an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from actors.models import User
from common.templatetags.ui import device
from ssr import guesses

pytestmark = pytest.mark.django_db

PASSWORD = "en lång mening som lösenord"  # noqa: S105 - of the tests


@pytest.fixture(autouse=True)
def _no_old_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def rsib() -> User:
    return User.objects.create_user("rsib@example.se", PASSWORD, name="RSIB")


def try_password(client: Client, email: str, password: str):
    return client.post("/logga-in/", {"login": email, "password": password})


def visible_text(response) -> str:
    """Return the page without what is new in each answer: token, number, clock and the address."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r'<p class="header__clock">.*?</p>', "", text)
    text = re.sub(r"<span>Utskrivet.*?</span>", "", text)
    return re.sub(r"[\w.]+@example\.se", "ADDRESS", text)


def test_right_password_lets_in(client: Client, rsib: User) -> None:
    response = try_password(client, rsib.email, PASSWORD)

    assert response.status_code == 302
    assert client.get("/min-sida/").status_code == 200


def test_wrong_password_and_unknown_address_read_the_same(client: Client, rsib: User) -> None:
    known = try_password(client, rsib.email, "fel")
    unknown = try_password(client, "ingen@example.se", "fel")

    assert "E-postadressen eller lösenordet stämmer inte." in known.content.decode()
    assert visible_text(known) == visible_text(unknown)


def test_reset_reads_the_same_for_known_and_unknown_address(client: Client, rsib: User) -> None:
    known = client.post("/logga-in/glomt-losenord/", {"email": rsib.email}, follow=True)
    unknown = client.post("/logga-in/glomt-losenord/", {"email": "x@example.se"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert visible_text(known) == visible_text(unknown)


@pytest.mark.parametrize("email", ["rsib@example.se", "ingen@example.se"])
def test_the_eleventh_wrong_password_is_told_to_wait(
    client: Client, rsib: User, email: str
) -> None:
    for _ in range(10):
        assert try_password(client, email, "fel").status_code == 200

    response = try_password(client, email, "fel")

    assert response.status_code == 429
    assert "För många försök" in response.content.decode()
    assert int(response["Retry-After"]) > 0


def test_the_right_password_is_not_tried_while_waiting_but_lets_in_afterwards(
    client: Client, rsib: User
) -> None:
    for _ in range(11):
        try_password(client, rsib.email, "fel")

    assert try_password(client, rsib.email, PASSWORD).status_code == 429

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert try_password(client, rsib.email, PASSWORD).status_code == 302


OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


def guess(address: str, email: str = "rsib@example.se", times: int = 11):
    """Try wrong passwords from an address; return the last answer."""
    stranger = Client(REMOTE_ADDR=address)
    return [try_password(stranger, email, "fel") for _ in range(times)][-1]


def test_guesses_elsewhere_do_not_lock_the_owner_out(rsib: User) -> None:
    assert guess(ELSEWHERE).status_code == 429

    assert try_password(Client(REMOTE_ADDR=OFFICE), rsib.email, PASSWORD).status_code == 302


def test_guesses_from_many_networks_are_slowed_down_together(rsib: User) -> None:
    codes = [guess(f"198.51.100.{number}", times=10).status_code for number in range(11)]

    assert codes == [200] * 10 + [429]


def test_a_device_that_was_signed_in_on_is_let_in_whatever_others_guess(rsib: User) -> None:
    device = Client(REMOTE_ADDR=OFFICE)
    try_password(device, rsib.email, PASSWORD)
    device.post("/logga-ut/")
    for number in range(11):  # everywhere, and in the office too
        guess(f"198.51.100.{number}", times=10)
    assert guess(OFFICE).status_code == 429

    assert try_password(device, rsib.email, PASSWORD).status_code == 302


def test_a_known_device_may_not_guess_on_and_on_either(rsib: User) -> None:
    device = Client(REMOTE_ADDR=OFFICE)
    try_password(device, rsib.email, PASSWORD)
    device.post("/logga-ut/")

    codes = [try_password(device, rsib.email, "fel").status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]


def test_a_known_device_is_known_for_its_own_accounts_only(rsib: User) -> None:
    other = User.objects.create_user("annan@example.se", PASSWORD, name="Annan")
    device = Client(REMOTE_ADDR=OFFICE)
    try_password(device, other.email, PASSWORD)
    device.post("/logga-ut/")
    for number in range(11):
        guess(f"198.51.100.{number}", times=10)

    assert try_password(device, rsib.email, PASSWORD).status_code == 429


def test_a_false_mark_of_a_device_is_worth_nothing(rsib: User) -> None:
    device = Client(REMOTE_ADDR=OFFICE)
    device.cookies[guesses.COOKIE] = "0000 1111:false:signature"
    guess(OFFICE)

    assert try_password(device, rsib.email, PASSWORD).status_code == 429


def test_whoever_forgot_it_is_let_in_with_the_new_one_at_once(client: Client, rsib: User) -> None:
    for _ in range(11):
        try_password(client, rsib.email, "fel")
    client.post("/logga-in/glomt-losenord/", {"email": rsib.email})
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)
    assert link, mail.outbox[0].body
    page = client.get(link[1], follow=True)
    new = {"password1": "ett helt nytt lösenord", "password2": "ett helt nytt lösenord"}
    client.post(page.redirect_chain[-1][0], new)

    assert try_password(client, rsib.email, new["password1"]).status_code == 302


def test_a_lock_out_stands_whatever_is_asked_for_without_an_account(rsib: User) -> None:
    guess(OFFICE)
    for number in range(800):  # more than Django's own cache holds
        cache.set(f"of-anybody-{number}", number)

    assert try_password(Client(REMOTE_ADDR=OFFICE), rsib.email, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_ipv6_is_counted_by_network_and_ipv4_by_address(
    rsib: User, first: str, second: str, same: bool
) -> None:
    guess(first)

    assert (guess(second, times=1).status_code == 429) is same


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/logga-in/inget-konto/")
    client.post(
        "/logga-in/inget-konto/",
        {"email": "ny@example.se", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert "Du behöver en inbjudan" in page.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_is_changed_by_the_link_in_the_letter(
    client: Client, rsib: User, settings
) -> None:
    settings.PUBLIC_URL = "https://ssr.example.se"
    client.post("/logga-in/glomt-losenord/", {"email": rsib.email}, headers={"host": "localhost"})

    link = re.search(r"https://ssr\.example\.se(/\S+)", mail.outbox[0].body)
    assert link, mail.outbox[0].body
    page = client.get(link[1], follow=True)
    new = {"password1": "ett helt nytt lösenord", "password2": "ett helt nytt lösenord"}
    client.post(page.redirect_chain[-1][0], new)

    assert try_password(client, rsib.email, new["password1"]).status_code == 302
    assert "redan använts" in Client().get(link[1], follow=True).content.decode()


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(client: Client, rsib: User) -> None:
    client.get("/logga-in/")
    before = client.session.session_key
    try_password(client, rsib.email, PASSWORD)
    inside = client.session.session_key
    client.post("/logga-ut/")

    assert inside != before
    assert not Session.objects.filter(session_key=inside).exists()
    assert client.get("/min-sida/").status_code == 302


def test_other_devices_are_signed_out_by_one_press(client: Client, rsib: User) -> None:
    other = Client()
    for one in (client, other):
        try_password(one, rsib.email, PASSWORD)
        one.get("/min-sida/")

    assert "Logga ut andra" in client.get("/min-sida/sakerhet/sessioner/").content.decode()
    client.post("/min-sida/sakerhet/sessioner/")

    assert client.get("/min-sida/").status_code == 200
    assert other.get("/min-sida/").status_code == 302


@pytest.mark.parametrize(
    "next_url", ["//evil.example", "https://evil.example/", r"\\evil.example", "https:evil.example"]
)
def test_signing_in_never_leads_elsewhere(client: Client, rsib: User, next_url: str) -> None:
    response = client.post(
        "/logga-in/", {"login": rsib.email, "password": PASSWORD, "next": next_url}
    )

    assert response.status_code == 302
    assert "evil" not in response["Location"]


@pytest.mark.parametrize("demo", [True, False])
def test_demo_users_are_listed_only_in_the_demo(client: Client, settings, demo: bool) -> None:
    settings.DEMO = demo
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB i demon")

    assert ("RSIB i demon" in client.get("/logga-in/").content.decode()) is demo


def test_the_organisations_own_sign_in_appears_when_configured(client: Client, settings) -> None:
    assert "Logga in med Länet" not in client.get("/logga-in/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Logga in med Länet",
                    "client_id": "ssr",
                    "secret": "hemligt",
                    "settings": {"server_url": "https://idp.example.se"},
                }
            ]
        }
    }

    assert "Logga in med Länet" in client.get("/logga-in/").content.decode()


def test_the_number_to_ring_and_accessibility_stand_on_the_sign_in_page(
    client: Client, settings
) -> None:
    settings.SSR_CONTACT_PHONE = "+46812345678"

    page = client.get("/logga-in/").content.decode()

    assert 'href="tel:+46812345678"' in page
    assert 'href="/tillganglighet/"' in page


def test_an_invited_address_counts_as_confirmed_and_follows_the_administrator(
    client: Client, rsib: User
) -> None:
    try_password(client, rsib.email, PASSWORD)
    client.get("/min-sida/e-post/")
    own = EmailAddress.objects.get(user=rsib)
    assert (own.email, own.primary, own.verified) == (rsib.email, True, True)

    User.objects.filter(pk=rsib.pk).update(email="ny.rsib@example.se")
    try_password(Client(), "ny.rsib@example.se", PASSWORD)

    assert EmailAddress.objects.get(user=rsib).email == "ny.rsib@example.se"


def test_a_new_address_counts_once_its_letter_is_answered(client: Client, rsib: User) -> None:
    try_password(client, rsib.email, PASSWORD)
    client.post("/min-sida/e-post/", {"email": "ny@example.se", "action_add": "1"})
    rsib.refresh_from_db()
    assert rsib.email == "rsib@example.se"

    letter = next(sent for sent in mail.outbox if sent.to == ["ny@example.se"])
    link = re.search(r"https?://[^/]+(/min-sida/e-post/\S+)", letter.body)
    assert link, letter.body
    page = client.get(link[1])
    rsib.refresh_from_db()
    assert rsib.email == "rsib@example.se"  # opening a link changes nothing
    assert "Bekräfta adressen" in page.content.decode()
    client.post(link[1])

    rsib.refresh_from_db()
    assert rsib.email == "ny@example.se"


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Chrome/156 Mobile Safari/537.36", "Chrome på Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604", "Safari på Iphone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537.36 Edg/156", "Edge på Windows"),
        ("curl/8.5", "Okänd enhet"),
    ],
)
def test_devices_are_told_apart_by_plain_names(user_agent: str, shown: str) -> None:
    assert device(user_agent) == shown


def test_the_way_to_the_organisation_asks_before_it_leaves(client: Client, settings) -> None:
    app = {"provider_id": "oidc", "name": "Länet", "client_id": "ssr", "secret": "hemligt"}
    app["settings"] = {"server_url": "https://idp.example.se"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    page = client.get("/logga-in/organisation/oidc/").content.decode()

    assert "Du skickas till Länet" in page
    assert client.get("/logga-in/organisation/annan/").status_code == 404
