"""Error pages: Swedish, with what to do, whom to ring and a number – also without the database."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from common.errors import RuleError
from ssr import errors

_usual = import_module(settings.ROOT_URLCONF)
handler400, handler403 = _usual.handler400, _usual.handler403
handler404, handler500 = _usual.handler404, _usual.handler500

FAULTS = {
    "400": SuspiciousOperation("x"),
    "403": PermissionDenied("x"),
    "404": Http404("x"),
    "409": RuleError("Forumet är redan sammankallat."),
    "413": RequestDataTooBig("x"),
    "500": ValueError("x"),
    "503": OperationalError("x"),
}


@login_not_required
def fail(request: HttpRequest, status: str) -> HttpResponse:
    raise FAULTS[status]


@login_not_required
def busy(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request)


urlpatterns = [
    path("fel/429/", busy),
    path("fel/<str:status>/", fail),
    path("api/v1/fel/<str:status>/", fail),
    *_usual.urlpatterns,
]

TEXTS = {
    "400": "Förfrågan gick inte att läsa",
    "403": "Sidan finns inte eller så har du inte behörighet",
    "404": "Sidan finns inte eller så har du inte behörighet",
    "409": "Forumet är redan sammankallat.",
    "413": "Det du skickade är för stort",
    "429": "För många försök",
    "500": "Något gick fel hos oss",
    "503": "Tjänsten går inte att nå just nu",
}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("status", TEXTS)
@override_settings(ROOT_URLCONF=__name__, SSR_CONTACT_PHONE="+46812345678")
def test_each_error_says_what_happened_and_whom_to_ring(client: Client, status: str) -> None:
    response = client.get(f"/fel/{status}/")
    page = response.content.decode()

    assert response.status_code == int(status)
    assert TEXTS[status] in page
    assert 'href="tel:+46812345678"' in page
    assert response["X-Request-ID"] in page or status == "409"
    assert page.count("<h1") == 1
    assert "<title>" in page


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_forbidden_and_missing_read_the_same(client: Client) -> None:
    pages = [client.get(f"/fel/{status}/").content.decode() for status in ("403", "404")]
    heads = [page[page.index("<h1") : page.index("Felnummer")] for page in pages]

    assert heads[0] == heads[1]


@pytest.mark.parametrize("status", ["500", "503"])
@override_settings(ROOT_URLCONF=__name__, SSR_CONTACT_PHONE="+46812345678")
def test_our_own_faults_are_told_without_the_database(client: Client, status: str) -> None:
    with connection.execute_wrapper(no_database):  # and no mark: pytest refuses the database
        response = client.get(f"/fel/{status}/")

    assert response.status_code == int(status)
    assert "08-123" in response.content.decode()


def no_database(*args: object) -> None:
    raise OperationalError("the database is gone")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, SSR_CONTACT_PHONE="+46812345678")
def test_a_missing_page_while_the_database_is_gone_is_told_as_such(client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32
    with connection.execute_wrapper(no_database):
        response = client.get("/fel/404/")

    assert response.status_code == 503
    assert "08-123" in response.content.decode()


@pytest.mark.parametrize("status", ["500", "503"])
@override_settings(ROOT_URLCONF=__name__)
def test_what_was_sent_is_never_said_to_be_saved_for_sure(client: Client, status: str) -> None:
    page = client.post(f"/fel/{status}/").content.decode()

    assert "kan ha sparats" in page or "inte säkert sparat" in page


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["400", "403", "404", "500", "503"])
@override_settings(ROOT_URLCONF=__name__)
def test_the_api_answers_with_problem_details(client: Client, status: str) -> None:
    response = client.get(f"/api/v1/fel/{status}/")

    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == int(status)
    assert response.json()["detail"].endswith(".")


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/logga-in/", {"login": "rsib@example.se"})

    assert response.status_code == 403
    assert "Formuläret gick inte att skicka" in response.content.decode()
