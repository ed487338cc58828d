"""What MSB/MCF does with a case: registers, asks, decides, closes."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.cases import review
from followup.deadlines.models import Deadline
from tests.followup.cases import factories as make
from tests.followup.cases.factories import MAY, READY, decide
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    make.cutoff()
    return World()


def test_mcf_registers_the_day_it_came_in(world):
    referral = make.sent(world, at=datetime(2026, 4, 29, 9, 0, tzinfo=UTC))
    given = {"referral_id": referral.pk, "number": "MCF 2026-17", "by": world.reviewer, "at": MAY}

    with pytest.raises(RuleError, match="framåt"):
        review.register_receipt(**given, received_date=date(2026, 6, 1))
    with pytest.raises(RuleError, match="undertecknat"):
        review.register_receipt(**given, received_date=date(2026, 4, 1))
    with pytest.raises(RuleError, match="30 april"):
        review.register_receipt(**given, received_date=date(2026, 4, 30))
    with pytest.raises(RuleError, match="skälet"):
        review.register_receipt(**given, received_date=date(2026, 4, 30), reading="after")
    done = review.register_receipt(
        **given, received_date=date(2026, 4, 30), reading="before", reading_reason="Inkom 08:00."
    )

    assert done.cutoff_reading == "before"
    done = review.register_receipt(**given, received_date=date(2026, 5, 4))
    assert (done.cutoff_reading, done.national_number) == ("after", "MCF 2026-17")


def test_material_is_asked_for_and_given(world):
    """Vägledningen 3.3 "begära in underlag från kommunen"."""
    referral = make.sent(world)
    given = {"referral_id": referral.pk, "text": "Ekonomisk redovisning.", "by": world.reviewer}

    with pytest.raises(RuleError, match="framåt"):
        review.request_material(**given, due_date=READY.date(), at=READY)
    asked = review.request_material(**given, due_date=date(2026, 4, 1), at=READY)
    assert Deadline.objects.get(key=f"material:{asked.pk}").state == "open"
    answered = review.answer_material(
        request_id=asked.pk, text="Se bilaga.", files=[], by=world.coordinator, at=READY
    )

    assert answered.answered_by.startswith("Beredskapssamordnare")
    assert Deadline.objects.get(key=f"material:{asked.pk}").state == "met"
    with pytest.raises(RuleError, match="redan besvarad"):
        review.answer_material(
            request_id=asked.pk, text="Igen", files=[], by=world.coordinator, at=READY
        )
    with pytest.raises(PermissionDenied):
        review.answer_material(
            request_id=asked.pk, text="Igen", files=[], by=world.handler, at=READY
        )


def test_mcf_decides_and_the_decision_becomes_final(world):
    referral = make.sent(world)
    review.request_material(
        referral_id=referral.pk, text="Mer", due_date=date(2026, 6, 1), by=world.reviewer, at=READY
    )

    decided = decide(referral, world)

    assert (decided.status, decided.outcome, decided.amount) == ("decided", "reduced", 50000)
    assert Deadline.objects.get(kind="material").state == "cancelled"
    with pytest.raises(RuleError, match="före beslutet"):
        review.make_final(
            referral_id=referral.pk, final_date=date(2026, 5, 1), by=world.reviewer, at=MAY
        )
    with pytest.raises(RuleError, match="framåt"):
        review.make_final(
            referral_id=referral.pk, final_date=date(2026, 7, 1), by=world.reviewer, at=MAY
        )
    final = review.make_final(
        referral_id=referral.pk, final_date=MAY.date(), by=world.reviewer, at=MAY
    )
    assert final.status == "final"
    with pytest.raises(RuleError, match="Bara en återbetalning"):
        review.record_invoice(
            referral_id=referral.pk, number="1", invoiced_date=MAY.date(), by=world.reviewer, at=MAY
        )


def test_a_final_repayment_is_invoiced(world):
    """Vägledningen 3.3 "skicka en faktura om återbetalning"."""
    referral = make.sent(world, at=MAY)
    decide(referral, world, outcome="repaid")
    review.make_final(referral_id=referral.pk, final_date=MAY.date(), by=world.reviewer, at=MAY)
    given = {"referral_id": referral.pk, "number": "F-1", "by": world.reviewer, "at": MAY}

    with pytest.raises(RuleError, match="före laga kraft"):
        review.record_invoice(**given, invoiced_date=date(2026, 5, 1))
    assert review.record_invoice(**given, invoiced_date=MAY.date()).status == "invoiced"


def test_a_decision_that_costs_needs_an_amount_and_a_possible_day(world):
    referral = make.sent(world)

    with pytest.raises(RuleError, match="beloppet"):
        decide(referral, world, amount=None)
    with pytest.raises(RuleError, match="Beslutsdagen"):
        decide(referral, world, decided_date=date(2026, 1, 1))
    with pytest.raises(RuleError, match="Beslutsdagen"):
        decide(referral, world, decided_date=date(2026, 12, 1))


def test_what_does_not_follow_from_the_reading_is_asked_about_once_more(world):
    """Vägledningen 3.3; MCF beslutar själv."""
    referral = make.sent(world)

    with pytest.raises(RuleError, match="rätt antecknat"):
        decide(referral, world, outcome="repaid")

    assert decide(referral, world, outcome="repaid", deviates=True).outcome == "repaid"


def test_what_is_kept_has_no_amount(world):
    assert decide(make.sent(world), world, outcome="kept").amount is None
