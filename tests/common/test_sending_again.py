"""What was typed outlives the session it was typed in, and a script is never given a page."""

import re
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import path

from common.errors import RuleError
from common.sessions import SESSION_OVER
from tests.factories import FunctionFactory, holder

_usual = import_module(settings.ROOT_URLCONF)
handler400, handler403 = _usual.handler400, _usual.handler403
handler404, handler500 = _usual.handler404, _usual.handler500

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SCRIPTS = [HTMX, {"X-Requested-With": "XMLHttpRequest"}]
HERE = "http://testserver"
ADDRESS = "/anteckna/?punkt=2"
TYPED = {"text": "Skyddsrum saknas\ni norr", "form_key": "k", "oldpassword": "hemligt ord"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def note(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"mottaget: {request.POST['text']}")


@login_not_required
def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise {"403": PermissionDenied(), "404": Http404(), "409": RuleError("Mötet är slut.")}[how]


@login_not_required
def lead(request: HttpRequest) -> HttpResponse:
    return redirect("/hjalp/")


urlpatterns = [
    path("anteckna/", note),
    path("fel/<str:how>/", fail),
    path("vidare/", lead),
    *_usual.urlpatterns,
]


@pytest.fixture(autouse=True)
def _addresses() -> object:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def client() -> Client:
    """Return a browser that must show its token, signed in, with the form's page open."""
    found = Client(enforce_csrf_checks=True)
    found.force_login(holder(FunctionFactory()), backend=BACKEND)
    return found


def token(page: HttpResponse) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def open_page(client: Client) -> str:
    return token(client.get("/min-sida/sakerhet/sessioner/"))


def sign_in_anew(client: Client) -> None:
    """Sign in beside the open page: the token changes with it."""
    client.force_login(holder(FunctionFactory()), backend=BACKEND)
    client.get("/logga-in/")
    client.cookies["csrftoken"] = "n" * 32


def test_without_a_session_the_form_comes_back_with_what_was_typed(client: Client) -> None:
    mark = open_page(client)
    client.session.flush()

    page = client.post(ADDRESS, TYPED | {"csrfmiddlewaretoken": mark})

    shown = page.content.decode()
    assert page.status_code == 401
    assert f'action="{ADDRESS}"' in shown
    assert "Skyddsrum saknas<br>i norr" in shown
    assert 'name="form_key" value="k"' in shown
    assert "hemligt ord" not in shown
    assert "/logga-in/?next=/min-sida/inloggning/klar/" in shown
    assert "välj dem på nytt" not in shown


def test_files_are_asked_for_again() -> None:
    page = Client().post(ADDRESS, {"text": "Hej", "files": SimpleUploadedFile("a.txt", b"x")})

    assert "Filer följer inte med: välj dem på nytt." in page.content.decode()


def test_a_page_is_led_to_sign_in_as_before() -> None:
    assert Client().get(ADDRESS)["Location"].startswith("/logga-in/?next=/anteckna/")


def test_a_form_of_an_earlier_session_is_shown_again_and_may_then_be_sent(client: Client) -> None:
    mark = open_page(client)
    sign_in_anew(client)

    refused = client.post(ADDRESS, TYPED | {"csrfmiddlewaretoken": mark}, headers={"Origin": HERE})
    sent = client.post(
        ADDRESS, TYPED | {"csrfmiddlewaretoken": token(refused)}, headers={"Origin": HERE}
    )

    assert refused.status_code == 403
    assert "Skyddsrum saknas<br>i norr" in refused.content.decode()
    assert sent.content.decode() == "mottaget: Skyddsrum saknas\ni norr"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://annan.example"}, {"Origin": "null"}])
def test_what_another_site_sends_is_never_offered_to_be_sent(
    client: Client, headers: dict[str, str]
) -> None:
    page = client.post(ADDRESS, TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)

    assert page.status_code == 403
    assert "Skyddsrum" not in page.content.decode()


@pytest.mark.parametrize("asks", SCRIPTS)
def test_a_script_with_the_token_of_an_earlier_session_is_told_to_take_the_new_one(
    client: Client, asks: dict[str, str]
) -> None:
    mark = open_page(client)
    sign_in_anew(client)

    answer = client.post(ADDRESS, TYPED | {"csrfmiddlewaretoken": mark}, headers=asks)
    new = client.get("/min-sida/inloggning/laget/", headers=asks).json()["token"]
    sent = client.post(ADDRESS, TYPED | {"csrfmiddlewaretoken": new}, headers=asks)

    assert (answer.status_code, answer.content.decode()) == (401, SESSION_OVER)
    assert sent.status_code == 200


@pytest.mark.parametrize("asks", SCRIPTS)
@pytest.mark.parametrize(
    ("how", "text"),
    [
        (
            "403",
            "Du har inte längre behörighet till det här. Det som står på sidan kan vara gammalt.",
        ),
        ("404", "Det finns inte längre, eller så har du inte behörighet."),
        ("409", "Mötet är slut."),
    ],
)
def test_a_refusal_to_a_script_is_a_sentence_that_takes_nothing_away(
    asks: dict[str, str], how: str, text: str
) -> None:
    answer = Client().get(f"/fel/{how}/", headers=asks)

    assert answer.status_code == int(how)
    assert answer.content.decode().startswith(text)
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["HX-Reswap"] == "none"


def test_a_part_that_leads_on_leads_the_whole_page() -> None:
    part, page = Client().get("/vidare/", headers=HTMX), Client().get("/vidare/")

    assert (part.status_code, part["HX-Redirect"]) == (200, "/hjalp/")
    assert "Location" not in part.headers
    assert (page.status_code, page["Location"]) == (302, "/hjalp/")
