"""A document that is revised later in the term came in time all the same."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from common.errors import RuleError
from followup.deadlines.models import Deadline
from followup.documents import services as documents
from followup.documents.models import MunicipalDocument
from followup.documents.reviews import services as reviews
from followup.overview import queries as overview
from followup.overview import statistics
from tests.followup.documents.factories import (
    AT,
    RSA,
    delivery,
    hand_in,
    judge_all,
    new_world,
    set_days,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def world():
    return new_world()


def shown(client, world, *, one=True):
    client.force_login(world.coordinator)
    code, term = world.municipality.scb_code, world.term.pk
    every = f"{reverse('followup:documents', args=[code])}?period={term}"
    address = reverse("followup:document", args=[code, term, RSA]) if one else every
    return client.get(address).content.decode()


def test_a_revision_years_later_does_not_make_the_document_late(client, world):
    """Vägledningen tabell 2.2: what was to come in year 1 did."""
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


def accepted(world):
    version = hand_in(world)
    judge_all(world, version)
    reviews.accept_document(document_id=version.document_id, by=world.handler, at=AT)
    return version


def replaced(world, version):
    second = hand_in(world, at=LATER, given=delivery(reason="Reviderad plan"))
    assert second.number == version.number + 1
    return second


def take_back(world, version, at=LATER):
    documents.withdraw_version(
        document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=at
    )
    return MunicipalDocument.objects.get(pk=version.document_id)


def counted_in_time(world):
    rows = statistics.punctuality(world.county, world.term, LATER.date())
    rsa = next(row for row in rows if row.what.startswith("Risk"))
    return (rsa.on_time, rsa.late, rsa.missing)


def test_taking_back_a_wrong_replacement_leaves_what_was_accepted(client, world):
    """Vägledningen 2.2: a wrong file does not undo what exists and was accepted."""
    first = accepted(world)

    document = take_back(world, replaced(world, first))

    first.refresh_from_db()
    assert (first.state, first.ended_at, first.end_reason) == ("current", None, "")
    assert (document.status, document.accepted_at) == ("accepted", AT)
    assert (
        Deadline.objects.get(key=documents.deadline_key(world.municipality, world.term, RSA)).state
        == "met"
    )
    assert "Kom i tid." in shown(client, world)
    with pytest.raises(RuleError, match="godtaget"):
        take_back(world, first)


def test_the_overview_and_the_statistics_say_the_same_of_what_was_taken_back(world):
    first = accepted(world)
    second = replaced(world, first)
    take_back(world, second)
    cell = overview.rows_of([world.municipality], world.county, LATER.date())[0].cells["documents"]

    assert counted_in_time(world) == (1, 0, 0)
    assert cell.text.startswith("1 av 5 inne, 1 godtaget")


def test_nothing_left_in_force_is_missing_in_the_statistics_too(world):
    take_back(world, hand_in(world))

    assert counted_in_time(world) == (0, 0, 1)


def test_what_waited_for_the_county_waits_again(world):
    set_days(world)
    first = hand_in(world)

    document = take_back(world, replaced(world, first))

    assert document.status == "submitted"
    assert Deadline.objects.get(key=documents.feedback_key(first)).state == "open"


def test_what_was_being_checked_is_checked_further(world):
    first = hand_in(world)
    judge_all(world, first)

    assert take_back(world, replaced(world, first)).status == "under_review"


def test_an_answer_that_was_sent_is_not_asked_for_again(world):
    set_days(world)
    first = hand_in(world)
    answer(world, first, asks=None)

    document = take_back(world, replaced(world, first))

    assert document.status == "under_review"
    assert Deadline.objects.get(key=documents.feedback_key(first)).state != "open"


def test_a_completion_that_was_asked_for_is_asked_for_again(world):
    first = hand_in(world)
    asked = date(2026, 12, 15)
    answer(world, first, asks=asked)

    document = take_back(world, replaced(world, first))

    assert document.status == "completion_requested"
    due = Deadline.objects.get(key=documents.completion_key(document))
    assert (due.state, due.due_date) == ("open", asked)


def test_the_page_says_which_version_will_be_in_force(client, world):
    replaced(world, accepted(world))
    client.force_login(world.coordinator)
    code = world.municipality.scb_code
    address = f"{reverse('followup:document', args=[code, world.term.pk, RSA])}aterta/"

    assert "Version 1 gäller igen." in client.get(address).content.decode()


def answer(world, version, *, asks):
    written = reviews.draft_feedback(
        version_id=version.pk,
        text="Komplettera",
        complete_by=asks,
        asks_completion=asks is not None,
        by=world.handler,
        at=AT,
    )
    reviews.send_feedback(feedback_id=written.pk, by=world.handler, at=AT)
