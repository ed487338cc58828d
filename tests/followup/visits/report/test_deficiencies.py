"""Deficiencies are named, told, mended or struck out."""

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.visits.measures import deficiencies
from followup.visits.models import VisitProtocol
from followup.visits.report import services as protocols
from records.models import AuditEntry
from tests.followup.visits.report.factories import (
    AT,
    LATER,
    add_measure,
    draft,
    held_visit,
    name_deficiency,
    proposed,
)
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_a_handler_names_a_deficiency_with_its_remedy(world):
    """Vägledningen 3.2: tydlig med vilka brister och vilka åtgärder."""
    found = name_deficiency(world, is_misuse=True)

    assert found.is_open
    assert found.told_at is None
    assert found.is_misuse
    assert found.noted_by.startswith("Handläggare uppföljning")
    assert AuditEntry.objects.filter(action="deficiency.name").count() == 1


def test_an_empty_deficiency_is_refused(world):
    with pytest.raises(RuleError) as refused:
        name_deficiency(world, text=" ")
    assert refused.value.field == "text"


@pytest.mark.parametrize("who", ["coordinator", "director", "signer", "outsider"])
def test_others_may_not_name_one(world, who):
    with pytest.raises(PermissionDenied):
        name_deficiency(world, by=getattr(world, who))


def test_naming_one_at_a_visit_makes_the_namer_a_writer_of_the_draft(world):
    protocol = draft(world)

    name_deficiency(world, protocol.visit, by=world.other_handler)

    protocol.refresh_from_db()
    assert protocol.written_by_user_id == world.other_handler.pk


def test_what_waits_for_approval_is_not_changed_under_its_reader(world):
    """Vägledningen 2.7.3, domain.md 1.9: det som godkänns är det som lästes."""
    protocol = proposed(world)

    with pytest.raises(RuleError, match="återlämnas"):
        name_deficiency(world, protocol.visit)


def test_a_deficiency_is_put_in_other_words_before_it_is_told(world):
    visit = held_visit(world)
    found = name_deficiency(world, visit)

    changed = deficiencies.edit_deficiency(
        deficiency_id=found.pk,
        area="planning",
        text="Nya ord",
        remedy="",
        is_misuse=True,
        by=world.handler,
        at=AT,
    )

    assert (changed.area, changed.text, changed.remedy) == ("planning", "Nya ord", "")


def test_what_the_municipality_has_been_told_is_not_reworded(world):
    found = name_deficiency(world)
    tell(world, found)

    with pytest.raises(RuleError, match="Kommunen har fått bristen"):
        deficiencies.edit_deficiency(
            deficiency_id=found.pk,
            area="planning",
            text="Nya ord",
            remedy="",
            by=world.handler,
            at=AT,
        )


def test_telling_keeps_the_first_day(world):
    """Vägledningen 3.2: kommunen ska uppmärksammas på bristerna."""
    found = name_deficiency(world)

    assert tell(world, found) == [found]
    assert tell(world, found, at=LATER) == []

    found.refresh_from_db()
    assert found.told_at == AT


def test_the_signer_may_tell_but_the_municipality_may_not(world):
    found = name_deficiency(world)

    with pytest.raises(PermissionDenied):
        tell(world, found, by=world.coordinator)
    assert tell(world, found, by=world.signer) == [found]


def test_a_deficiency_is_mended_once(world):
    found = name_deficiency(world)

    mended = deficiencies.mend_deficiency(deficiency_id=found.pk, by=world.handler, at=AT)

    assert not mended.is_open
    assert mended.mended_by
    with pytest.raises(RuleError, match="redan"):
        deficiencies.mend_deficiency(deficiency_id=found.pk, by=world.handler, at=AT)


def test_a_misunderstanding_is_struck_out_with_a_reason(world):
    """Vägledningen 3.2: rätta till felaktigheter eller missförstånd."""
    found = name_deficiency(world, held_visit(world))

    with pytest.raises(RuleError, match="varför"):
        strike(world, found, reason=" ")
    struck = strike(world, found)

    assert not struck.is_open
    assert struck.withdrawn_reason == "Missförstånd"


def test_one_that_was_told_is_struck_out_without_touching_the_protocol(world):
    found = name_deficiency(world, held_visit(world))
    tell(world, found)

    assert not strike(world, found).is_open
    assert not VisitProtocol.objects.exists()


def test_its_measures_are_struck_out_first(world):
    protocol = draft(world)
    found = protocol.visit.deficiencies.get()

    with pytest.raises(RuleError, match="åtgärder först"):
        strike(world, found)


def test_a_deficiency_of_the_plan_needs_no_visit(world):
    found = name_deficiency(world)
    add_measure(world, deficiency_id=found.pk)

    found.refresh_from_db()
    assert found.told_at == AT
    assert protocols.VisitProtocol.objects.count() == 0


def tell(world, found, **given):
    values = {
        "municipality_id": world.municipality.pk,
        "deficiency_ids": [found.pk],
        "by": world.handler,
        "at": AT,
    }
    return deficiencies.tell_deficiencies(**(values | given))


def strike(world, found, reason="Missförstånd"):
    return deficiencies.withdraw_deficiency(
        deficiency_id=found.pk, reason=reason, by=world.handler, at=AT
    )
