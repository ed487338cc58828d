"""Addresses without a region send on to the user's own."""

import re

import pytest
from django.test import Client

from ssr import home
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", sorted(home.SECTIONS))
def test_a_section_sends_on_to_the_own_region_with_its_query(word: str, client: Client) -> None:
    member = factories.MemberFactory()
    client.force_login(factories.holder(factories.FunctionFactory(actor=member.actor)))

    response = client.get(f"/{word}/?typ=el")

    assert response.status_code == 302
    assert response["Location"] == f"/{member.region.slug}/{word}/?typ=el"


def test_what_lies_below_a_section_keeps_its_rest(client: Client) -> None:
    member = factories.MemberFactory()
    client.force_login(factories.holder(factories.FunctionFactory(actor=member.actor)))

    response = client.get("/handelser/2026-014/tidslinje/")

    assert response["Location"] == f"/{member.region.slug}/handelser/2026-014/tidslinje/"


def test_without_any_region_the_page_does_not_exist(client: Client) -> None:
    client.force_login(factories.UserFactory())

    assert client.get("/handelser/").status_code == 404


def test_every_link_of_the_start_page_leads_somewhere_also_without_a_region(
    client: Client,
) -> None:
    """Händelser, Möten and Forum were offered, with "Det här kan du öppna", and not found."""
    client.force_login(factories.holder(factories.FunctionFactory()))

    shown = client.get("/").content.decode()
    links = set(re.findall(r'href="(/[^"#]*)"', shown.split("<main")[1].split("</main>")[0]))

    assert "/handelser/" not in shown
    assert links
    assert {link for link in links if client.get(link).status_code == 404} == set()


def test_somebody_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    response = client.get("/handelser/")

    assert response["Location"].startswith("/logga-in/")
