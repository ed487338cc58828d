"""Rules of Vägledningen on what may become a case, and what MSB then reads of it."""

import pytest

from followup.cases import queries as reports
from followup.cases import services as cases
from followup.cases.models import Referral
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AT, READY
from tests.followup.visits.measures.factories import LATE, agreed, judge_not_done
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def opened(world: World, ground: str, *deficiencies: int) -> Referral:
    return cases.open_case(
        municipality_id=world.municipality.pk,
        grounds=dict.fromkeys(deficiencies or [make.deficiency(world).pk], ground),
        by=world.handler,
        at=AT,
    )


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        pytest.param(ground, words, id=ground)
        for ground, words in {
            "no_risk_analysis": "RSA har inte redovisats som föreskrivet",
            "no_account": "Kommunen kan inte redovisa hur ersättningen använts",
            "wrong_use": "Ersättningen har använts på ett felaktigt sätt",
            "saving": "Plan för sparande saknas eller följs inte, och sparandet ökar",
        }.items()
    ],
)
def test_msb_reads_the_ground_in_the_words_of_the_guidance(ground: str, words: str) -> None:
    """Vägledningen 3.2: ingen RSA, ingen redovisning, fel användning, sparande utan plan."""
    referral = opened(World(), ground)

    assert reports.evidence(referral, READY.date())["grounds"] == [words]


def test_what_the_municipality_did_not_do_becomes_a_case_that_shows_it() -> None:
    """Vägledningen 2.7.3, 3.2: den som inte klarar planen kan bli ett ärende för MSB."""
    world = World()
    measure = agreed(world)
    judge_not_done(world, measure)

    referral = opened(world, "tasks_not_done", measure.deficiency_id)

    (found,) = reports.evidence(referral, LATE.date())["deficiencies"]
    assert [one["status"] for one in found["measures"]] == ["Inte genomförd"]
    assert found["measures"][0]["agreed_at"]
    assert found["told_at"]


def test_msb_gets_what_the_county_proposes() -> None:
    """Vägledningen 3.1: föreslå för MSB att en del av ersättningen reduceras eller faller bort."""
    make.cutoff()
    world = World()

    make.sent(world)

    got = reports.visible_to(world.reviewer).get()
    assert (got.content or {}).get("proposal") == "Ersättningen bör reduceras."
