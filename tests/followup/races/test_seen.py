"""Who acts on what has changed since it was shown is told, also without any race."""

import re

import pytest
from django.urls import reverse

from common.errors import RuleError
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents import services as documents
from followup.documents.reviews import services as document_reviews
from followup.visits import services as visits
from tests.clients import signed_in
from tests.followup.deadlines.factories import DUE, LAID, lay
from tests.followup.documents import factories as papers
from tests.followup.visits import factories as make
from tests.followup.visits.measures import factories as plans
from tests.followup.visits.report.factories import held_visit
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_a_visit_booked_since_the_page_was_shown_is_not_booked_over():
    scene = make.build_scene()
    visit = make.planned(scene)
    shown = visit.sequence
    booking = visits.Booking(make.DAY, "Kommunhuset")
    booked = visits.book_visit(
        visit_id=visit.pk, booking=booking, seen=shown, by=scene.handler, at=make.AT
    )

    with pytest.raises(RuleError, match="Någon annan har bokat besöket till 2026-03-10"):
        visits.book_visit(
            visit_id=visit.pk, booking=booking, seen=shown, by=scene.second, at=make.AT
        )
    again = visits.book_visit(
        visit_id=visit.pk, booking=booking, seen=booked.sequence, by=scene.second, at=make.AT
    )
    assert again.sequence == booked.sequence + 1


def test_a_deadline_moved_since_the_page_was_shown_is_not_moved_over():
    world = World()
    deadline = lay(world.municipality, kind=Deadline.Kind.COMPLETION)

    with pytest.raises(RuleError, match="Någon annan har flyttat fristen"):
        deadlines.move(
            deadline=deadline,
            due_date=DUE.replace(day=1),
            reason="Mer tid behövs.",
            seen=DUE.replace(day=2),
            by=world.handler,
            at=LAID,
        )


def test_a_version_that_came_since_the_page_was_shown_is_neither_accepted_nor_withdrawn():
    world = papers.new_world()
    version = papers.hand_in(world)

    with pytest.raises(RuleError, match="Version 1 har lämnats in under tiden"):
        document_reviews.accept_document(
            document_id=version.document_id, seen=2, by=world.handler, at=papers.AT
        )
    with pytest.raises(RuleError, match="Version 1 har lämnats in under tiden"):
        documents.withdraw_version(
            document_id=version.document_id,
            reason="Fel fil",
            seen=2,
            by=world.coordinator,
            at=papers.AT,
        )


def shown(client, address):
    """Return what the page remembers that its reader has seen."""
    page = client.get(address).content.decode()
    return re.findall(r'name="seen"[^>]* value="([^"]*)"|value="([^"]*)"[^>]* name="seen"', page)


def test_the_pages_remember_which_version_they_showed():
    world = papers.new_world()
    papers.hand_in(world)
    of = [world.municipality.scb_code, world.term.pk, papers.RSA]
    accept = reverse("followup:document_accept", args=of)
    withdraw = reverse("followup:document_withdraw", args=of)
    handler, coordinator = signed_in(world.handler), signed_in(world.coordinator)

    assert shown(handler, accept) == shown(coordinator, withdraw) == [("1", "")]
    papers.hand_in(world, given=papers.delivery(reason="Rättat"))
    refused = [
        handler.post(accept, {"seen": "1"}),
        coordinator.post(withdraw, {"seen": "1", "reason": "Fel fil"}),
    ]

    assert [answer.status_code for answer in refused] == [409, 409]
    for answer in refused:
        assert "Version 2 har lämnats in under tiden" in answer.content.decode()


def test_the_page_remembers_which_measures_it_showed():
    world = World()
    measure = plans.proposed(world)
    address = reverse("followup:approve_measures", args=[world.municipality.scb_code])
    director = signed_in(world.director)
    [(mark, _)] = shown(director, address)
    type(measure).objects.filter(pk=measure.pk).update(text="Andra ord")

    refused = director.post(address, {"measure": measure.pk, "seen": mark})

    assert refused.status_code == 409
    assert "har ändrats sedan du läste den" in refused.content.decode()
    [(mark, _)] = shown(director, address)
    assert director.post(address, {"measure": measure.pk, "seen": mark}).status_code == 302


def test_the_pages_remember_when_a_visit_and_a_deadline_stood():
    world = World()
    deadline = lay(world.municipality, kind=Deadline.Kind.COMPLETION)
    code = world.municipality.scb_code
    visit = held_visit(world, status="planned", starts_at=None)
    handler = signed_in(world.handler)

    moved = reverse("followup:deadline_move", args=[code, deadline.pk])
    booked = reverse("followup:visit_book", args=[code, visit.pk])

    assert shown(handler, moved) == [(str(DUE), "")]
    assert shown(handler, booked) == [("0", "")]
