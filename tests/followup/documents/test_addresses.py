"""The addresses of documents: in Swedish, and the English ones of older mail send on."""

import pytest

from followup.documents import addresses
from followup.terms.models import DocumentKind
from tests.followup.documents.factories import new_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return new_world()


def test_an_address_in_english_from_older_mail_sends_on_to_the_one_in_swedish(client, world):
    """Addresses are in Swedish; a link that was mailed before they were still leads right."""
    client.force_login(world.coordinator)
    code, term = world.municipality.scb_code, world.term.pk
    before = f"/uppfoljning/kommun/{code}/dokument/{term}/"

    answer = client.get(f"{before}risk_analysis/lamna-in/?a=1")

    assert answer.status_code == 301
    assert answer["Location"] == f"{before}risk-och-sarbarhetsanalys/lamna-in/?a=1"
    assert client.get(f"{before}banan/").status_code == 404


def test_every_kind_of_document_has_its_word_in_addresses():
    assert set(addresses.WORDS) == set(DocumentKind.values)
    assert len(addresses.KINDS) == len(addresses.WORDS)
