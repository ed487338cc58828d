"""Rules of Vägledningen on what MSB/MCF does with a case: asks by itself, and decides."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.cases import queries as reports
from followup.cases import review
from followup.cases.models import MaterialRequest, Referral
from notices.models import Notice
from tests.followup.cases import factories as make
from tests.followup.cases.factories import READY, decide
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    make.cutoff()
    return World()


def asked(referral: Referral, world: World, **given: object) -> MaterialRequest:
    values = {
        "referral_id": referral.pk,
        "text": "Redovisa hur ersättningen har använts.",
        "due_date": date(2026, 4, 1),
        "by": world.reviewer,
        "at": READY,
    } | given
    return review.request_material(**values)


def test_msb_asks_the_municipality_itself_for_material(world: World) -> None:
    """Vägledningen 3.3: MSB startar en oberoende granskning och begär in underlag från kommunen."""
    referral = make.sent(world)
    Notice.objects.all().delete()

    request = asked(referral, world)

    told = set(Notice.objects.values_list("recipient_label", flat=True))
    assert any(label.startswith("Beredskapssamordnare") for label in told)
    answered = review.answer_material(
        request_id=request.pk, text="Se kontoutdrag.", files=[], by=world.coordinator, at=READY
    )
    assert reports.visible_to(world.reviewer).get().requests.get().answer == answered.answer


def test_nobody_but_msb_asks_for_material(world: World) -> None:
    """Vägledningen 3.3: granskningen är oberoende av länsstyrelsen."""
    referral = make.sent(world)

    for who in (world.handler, world.signer, world.coordinator):
        with pytest.raises(PermissionDenied):
            asked(referral, world, by=who)
    assert referral.requests.count() == 0


def test_msb_decides_by_the_opinion_and_what_the_municipality_gave(world: World) -> None:
    """Vägledningen 3.1.

    MSB beslutar utifrån länsstyrelsens rapportering och underlag från kommunen.
    """
    referral = make.sent(world)
    request = asked(referral, world)
    review.answer_material(
        request_id=request.pk, text="Se kontoutdrag.", files=[], by=world.coordinator, at=READY
    )
    before = reports.visible_to(world.reviewer).get()

    for who in (world.handler, world.signer, world.coordinator):
        with pytest.raises(PermissionDenied):
            decide(referral, world, by=who)
    decided = decide(referral, world, outcome="reduced")

    assert (before.content or {})["opinion"] == make.TEXT
    assert before.requests.get().answer == "Se kontoutdrag."
    assert (decided.outcome, decided.year) == ("reduced", 2026)
    assert decided.decided_by.startswith("Granskare")


def test_each_case_gets_an_amount_and_reasons_of_its_own(world: World) -> None:
    """Vägledningen 3.1: hur mycket ersättningen reduceras avgörs från fall till fall."""
    referral = make.sent(world)

    with pytest.raises(RuleError, match="beloppet"):
        decide(referral, world, amount=None)
    decided = decide(referral, world, amount=Decimal(12_345), text="Två av sex uppgifter.")

    assert (decided.amount, decided.decision_text) == (12_345, "Två av sex uppgifter.")
