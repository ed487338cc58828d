"""A document that is revised later in the term came in time all the same."""

from datetime import UTC, date, datetime

import pytest

from followup.services import documents
from tests.followup.documents.factories import AT, RSA, delivery, hand_in, new_world

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def world():
    return new_world()


def shown(client, world, *, one=True):
    client.force_login(world.coordinator)
    here = f"/uppfoljning/kommun/{world.municipality.scb_code}/dokument/"
    address = f"{here}{world.term.pk}/{RSA}/" if one else f"{here}?period={world.term.pk}"
    return client.get(address).content.decode()


def test_a_revision_years_later_does_not_make_the_document_late(client, world):
    """003 tabell 2.2: what was to come in year 1 did."""
    hand_in(world)
    hand_in(world, at=LATER, given=delivery(decided=date(2026, 11, 19), reason="Reviderad plan"))

    assert "Kom i tid." in shown(client, world)
    assert "Kom efter sista dagen" not in shown(client, world, one=False)


def test_what_was_taken_back_did_not_come_in_time(client, world):
    version = hand_in(world)
    documents.withdraw_version(
        document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=AT
    )
    hand_in(world, at=LATER)

    assert "Kom efter sista dagen." in shown(client, world)
