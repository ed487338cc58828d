"""The help: under the headings of the work, and found by a word without any script."""

import pytest

from ssr import content

pytestmark = pytest.mark.django_db


def text_of(client, query: str = "") -> str:
    return client.get(f"/hjalp/{query}").content.decode()


def test_every_topic_stands_once_under_a_heading_of_the_work(client):
    page = text_of(client)

    for topic in content.topics().values():
        assert page.count(f"/hjalp/{topic.slug}/") == 1
    headings = [heading for heading, _ in content.groups()]
    assert len(headings) == len(set(headings)) >= 5
    assert max(len(topics) for _, topics in content.groups()) <= 10
    for heading in ("Händelser och möten", "Länets uppföljning", "Ditt konto"):
        assert f">{heading}</h2>" in page
    assert "Sök i hjälpen" in page


@pytest.mark.parametrize(
    ("query", "found", "other"),
    [
        ("?q=reservkoder", "skydda-kontot", "leda-mote"),
        ("?q=SPARANDE+plan", "for-in-en-kostnad", "svara-pa-kallelse"),
    ],
)
def test_a_search_keeps_the_topics_that_hold_every_word(client, query, found, other):
    page = text_of(client, query)

    assert f"/hjalp/{found}/" in page
    assert f"/hjalp/{other}/" not in page
    assert f"av {len(content.topics())} ämnen" in page


def test_a_word_of_the_glossary_is_found_too(client):
    assert "/hjalp/ordlista/#event" in text_of(client, "?q=h%C3%A4ndelse")


def test_a_search_without_answer_says_what_to_do(client):
    page = text_of(client, "?q=finns-inte")

    assert "Inget i hjälpen stämmer" in page
    assert "0 av" in page
    assert "Ord i ordlistan" not in page


@pytest.mark.parametrize("query", ["?q=", "?q=+", "?q=%00", f"?q={'x' * 101}"])
def test_an_empty_or_impossible_search_shows_everything(client, query):
    assert text_of(client, query).count('class="rows__title"') == len(content.topics())
