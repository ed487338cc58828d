"""The page of sources: everybody may read it, and every link from "Varför?" lands on it."""

import re

import pytest
from django.urls import reverse

from common import sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    answer = client.get(reverse("sources"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_what_each_source_rules(page):
    for _, rows in sources.groups():
        for source in rows:
            assert source.rules.split(".")[0] in page
            assert f'id="{source.anchor}"' in page


def test_a_link_to_any_place_lands_there(page):
    anchors = re.findall(r' id="([^"]+)"', page)

    assert len(set(anchors)) == len(anchors)
    for _, rows in sources.groups():
        for source in rows:
            for place in (*source.places, *(section.place for section in source.sections)):
                assert sources.Citation(source, (place,)).href.split("#")[1] in anchors


def test_the_help_and_every_page_lead_to_it(client, page):
    assert 'href="/kallor/"' in client.get("/hjalp/").content.decode()
    assert 'href="/kallor/">Källor</a>' in page
