"""The lists of requests and the start page: filters, queries, what waits for me, polling."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activations.models import CallStep
from tests import factories as people
from tests.activations.factories import RequestFactory, Scene, make_scene
from tests.activations.requests.asking import TOO_LONG, XSS, address, sent_request
from tests.clients import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(timezone.now() - timedelta(hours=1))


@pytest.fixture
def client(scene) -> Client:
    return signed_in(scene.asker)


# Lists ----------------------------------------------------------------------------------------


def test_the_list_shows_open_ones_first_and_filters(client, scene):
    closed = RequestFactory(region=scene.region, status="withdrawn", closed_at=timezone.now())
    opened = RequestFactory(region=scene.region, what="Översvämning i Täby")

    page = client.get(address(scene, "requests")).content.decode()
    assert page.index(opened.number) < page.index(closed.number)

    for query in ({"lage": "open"}, {"lage": "submitted"}, {"q": "täby"}, {"q": "Översvämning"}):
        found = client.get(address(scene, "requests"), query).content.decode()
        assert opened.number in found
        assert closed.number not in found
    assert (
        closed.number
        in client.get(
            address(scene, "requests"), {"lage": "withdrawn", "typ": scene.event_type.pk}
        ).content.decode()
    )


@pytest.mark.parametrize(
    "query", [{"lage": XSS}, {"typ": "abc"}, {"q": TOO_LONG}, {"sida": "abc"}, {"sida": "-1"}]
)
def test_a_bad_filter_shows_the_list(client, scene, query):
    assert client.get(address(scene, "requests"), query).status_code == 200


def test_the_empty_list_says_so(client, scene):
    assert (
        "Ingen har begärt aktivering än." in client.get(address(scene, "requests")).content.decode()
    )


def test_the_lists_ask_as_many_questions_however_long(client, scene, django_assert_max_num_queries):
    for _ in range(12):
        RequestFactory(region=scene.region)
    client.get(address(scene, "requests"))  # content types are cached

    with django_assert_max_num_queries(25):
        client.get(address(scene, "requests"))


def test_a_long_chain_asks_no_more_questions(client, scene, django_assert_max_num_queries):
    request = sent_request(scene)
    for position in range(3, 20):
        CallStep.objects.create(
            request=request,
            position=position,
            function=scene.rsib,
            due_at=timezone.now(),
            called_at=timezone.now(),
            has_address=False,
        )
    client.get(request.get_absolute_url())

    with django_assert_max_num_queries(40):
        client.get(request.get_absolute_url())


# Start ----------------------------------------------------------------------------------------


def test_the_start_page_puts_the_red_button_and_the_number_first(client, scene):
    page = client.get("/").content.decode()

    assert page.index("Begär aktivering") < page.index("Att göra")
    assert "tel:+46846500400" in page
    assert "Inget att göra just nu." in page


def test_the_start_page_tells_the_convener_of_a_new_request(scene):
    request = sent_request(scene)

    page = signed_in(scene.officer).get(f"/{scene.region.slug}/").content.decode()

    assert "Ta emot begäran" in page
    assert request.get_absolute_url() in page


def test_the_start_page_sends_strangers_to_sign_in(scene):
    assert Client().get("/")["Location"] == reverse("account_login")
    assert Client().get(f"/{scene.region.slug}/").status_code == 302


def test_somebody_without_region_is_told_so(db):
    assert "ingen aktör" in signed_in(people.UserFactory()).get("/").content.decode()


def test_the_start_page_polls_with_304(client, scene):
    url = reverse("start_now", args=[scene.region.slug])

    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert again.status_code in {200, 304}  # 200 only when the minute turned in between
    assert "Att göra" in first.content.decode()
