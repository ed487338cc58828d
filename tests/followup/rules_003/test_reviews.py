"""Rules of source 003 on the economic review: when it is made, and on what it rests."""

from datetime import date

import pytest

from followup.models import EconomicReview
from followup.services import reviews
from tests.followup.economy.factories import AT, Scene, scene

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


def test_a_review_may_be_made_at_a_visit() -> None:
    """003 §2.5: "förslagsvis … inför och vid varje formellt uppföljningsbesök"."""
    assert recorded(scene(), "visit").get_occasion_display() == "Inför eller vid uppföljningsbesök"


def test_a_municipality_that_does_not_do_its_tasks_is_reviewed() -> None:
    """003 §2.5: fullgör kommunen inte sina uppgifter görs en ekonomisk uppföljning."""
    review = recorded(scene(), "unfulfilled")

    assert review.get_occasion_display() == "Kommunen fullgör inte sina uppgifter"


def test_the_municipalitys_own_audit_may_be_a_basis() -> None:
    """003 §2.5: kommunens revision kan vara ett underlag."""
    assert recorded(scene(), "between", used_audit=True).used_audit


def test_an_outside_auditor_is_noted_with_the_reason() -> None:
    """003 §2.5: extern granskare bara om det finns oklarheter i redovisningen."""
    stage = scene()
    assert recorded(stage, "between").external_reason == ""
    EconomicReview.objects.all().delete()
    review = recorded(stage, "between", external_reason=" Oklar redovisning. ")
    assert review.external_reason == "Oklar redovisning."
