"""Rules of Vägledningen on the economic review: when it is made, and on what it rests."""

from datetime import date

import pytest

from followup.deadlines.models import Deadline
from followup.economy.models import EconomicReview
from followup.economy.reviews import services as reviews
from followup.terms.models import ElectoralTerm
from followup.visits.pack import queries as visit_pack
from tests.followup.economy.factories import AT, Scene, scene
from tests.followup.visits.report.factories import held_visit
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def recorded(stage: Scene, occasion: str, **values: object) -> EconomicReview:
    reviews.record_review(
        municipality_id=stage.municipality.pk,
        done_date=date(2026, 10, 1),
        occasion=occasion,
        findings="Kostnaderna stämmer.",
        by=stage.handler,
        at=AT,
        **values,
    )
    return EconomicReview.objects.get()


def test_the_economy_is_in_the_pack_that_a_visit_is_prepared_with() -> None:
    """Vägledningen 2.5.

    ekonomisk uppföljning "förslagsvis … inför … varje formellt uppföljningsbesök".
    """
    world = World()
    visit = held_visit(world)

    pack = visit_pack.gather(visit, AT.date())

    assert [part.part for part in pack.economy] == ["crisis_preparedness", "civil_defence"]


def test_a_review_at_a_visit_is_one_of_those_that_the_term_demands() -> None:
    """Vägledningen 2.5.

    ekonomisk uppföljning "vid varje formellt uppföljningsbesök", minst två gånger.
    """
    ElectoralTerm.objects.create(election_date="2022-09-11", source="Prov")
    stage = scene()

    recorded(stage, "visit")

    states = Deadline.objects.filter(kind="economic_review").order_by("key").values("state")
    assert [one["state"] for one in states] == ["met", "open"]


def test_the_municipalitys_own_audit_may_be_a_basis() -> None:
    """Vägledningen 2.5: kommunens revision kan vara ett underlag."""
    assert recorded(scene(), "between", used_audit=True).used_audit


def test_an_outside_auditor_is_noted_with_the_reason() -> None:
    """Vägledningen 2.5: extern granskare bara om det finns oklarheter i redovisningen."""
    stage = scene()
    assert recorded(stage, "between").external_reason == ""
    EconomicReview.objects.all().delete()
    review = recorded(stage, "between", external_reason=" Oklar redovisning. ")
    assert review.external_reason == "Oklar redovisning."
