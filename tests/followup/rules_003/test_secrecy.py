"""Rules of Vägledningen on secrecy: a part of the protocol in an annex of its own."""

import pytest

from followup.visits.models import Visit
from followup.visits.report import queries as reads
from followup.visits.report import services as protocols
from tests.secrecy.factories import AT, CANARY, Scene

pytestmark = pytest.mark.django_db


def test_the_protocol_says_that_there_is_an_annex_and_nothing_of_what_it_says() -> None:
    """Vägledningen 2.10: delar av protokollet läggs i en hemlig bilaga."""
    scene = Scene()
    scene.annex()
    Visit.objects.filter(pk=scene.visit.pk).update(status="held", starts_at=AT, held_date=AT.date())
    protocol = protocols.start_protocol(visit_id=scene.visit.pk, by=scene.handler, at=AT)

    told = reads.gather(protocol)

    assert told["secret_annexes"] == [1]
    assert CANARY not in str(told)
