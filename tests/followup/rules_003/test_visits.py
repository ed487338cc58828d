"""Rules of source 003 on what a visit takes up, as it comes into the protocol."""

import pytest

from followup.services import protocols
from tests.followup.protocols.factories import AT, held_visit, name_deficiency
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_work_with_the_municipalitys_own_money_is_taken_up() -> None:
    """003 §2.7.3: "beredskapsåtgärder som sker med kommunens egna medel"."""
    world = World()
    visit = held_visit(world, own_funded="Reservkraft till fem skolor.")

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert "Arbete med egna medel: Reservkraft till fem skolor." in protocol.assessment


def test_the_need_of_support_is_asked_for() -> None:
    """003 §2.9: ta reda på vad det beror på, och vilket stöd som behövs."""
    world = World()
    visit = held_visit(world, support_needs="Handledning i övning.")

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert "Behov av stöd: Handledning i övning." in protocol.assessment


def test_what_is_good_and_what_is_lacking_are_both_there() -> None:
    """003 §2.7.3: både det som är bra och brister tas upp."""
    world = World()
    visit = held_visit(world)
    name_deficiency(world, visit)

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert protocol.strengths == "Övningarna sker varje år."
    assert [found.text for found in visit.deficiencies.all()] == ["Planen för övning följs inte."]
