"""Rules of source 003 on what may become a case: each ground of the guidance is one."""

import pytest

from followup.models import Referral
from followup.services import cases
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AT
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def opened(world: World, ground: str) -> Referral:
    return cases.open_case(
        municipality_id=world.municipality.pk,
        grounds=[ground],
        deficiency_ids=[make.deficiency(world).pk],
        by=world.handler,
        at=AT,
    )


@pytest.mark.parametrize("ground", ["no_risk_analysis", "no_account", "wrong_use", "saving"])
def test_each_example_of_the_guidance_is_a_ground(ground: str) -> None:
    """003 §3.2: ingen RSA, ingen redovisning, fel användning, sparande utan plan."""
    assert opened(World(), ground).grounds == [ground]


def test_measures_left_undone_in_spite_of_remarks_are_a_ground() -> None:
    """003 §3.2: "trots flera påpekanden inte genomför de åtgärder"."""
    assert opened(World(), "tasks_not_done").grounds == ["tasks_not_done"]
