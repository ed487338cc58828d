"""Rules of Vägledningen on visits: planned, prepared, and what comes into the protocol."""

from datetime import date

import pytest

from common.errors import RuleError
from followup.dialogue import services as dialogue
from followup.dialogue.services import Note
from followup.visits import queries as visit_reads
from followup.visits import services as visits
from followup.visits.models import Visit
from followup.visits.pack import queries as visit_pack
from followup.visits.plan import queries as plan_reads
from followup.visits.plan import services as visit_plan
from followup.visits.report import queries as reads
from followup.visits.report import services as protocols
from tests.followup.visits.factories import AT as PLANNED
from tests.followup.visits.factories import Scene, booked, build_scene, planned
from tests.followup.visits.report.factories import AT, draft, held_visit
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


def test_work_with_the_municipalitys_own_money_is_taken_up() -> None:
    """Vägledningen 2.7.3: "beredskapsåtgärder som sker med kommunens egna medel"."""
    world = World()
    visit = held_visit(world, own_funded="Reservkraft till fem skolor.")

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert "Arbete med egna medel: Reservkraft till fem skolor." in protocol.assessment


def test_the_need_of_support_is_asked_for() -> None:
    """Vägledningen 2.9: ta reda på vad det beror på, och vilket stöd som behövs."""
    world = World()
    visit = held_visit(world, support_needs="Handledning i övning.")

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert "Behov av stöd: Handledning i övning." in protocol.assessment


def test_what_is_good_and_what_is_lacking_are_both_told() -> None:
    """Vägledningen 2.7.3.

    både det som genomförts på ett bra sätt och eventuella brister tas upp.
    """
    protocol = draft(World())

    told = reads.content_of(protocol)

    assert told.get("strengths") == "Övningarna sker varje år."
    assert [found["text"] for found in told["deficiencies"]] == ["Planen för övning följs inte."]


def test_each_visit_stands_in_its_quarter_of_the_plan() -> None:
    """Vägledningen 2.7.1: en plan för hur och när uppföljning ska ske i varje kommun."""
    scene = build_scene()
    visit = planned(scene, 2026, 3)
    visit_plan.plan_visit(
        municipality_id=scene.other.pk,
        term=scene.term,
        year=2025,
        quarter=1,
        by=scene.handler,
        at=PLANNED,
    )

    rows = plan_reads.visits_in(visit.plan)

    assert {(one.municipality, one.year, one.quarter) for one in rows} == {
        (scene.municipality, 2026, 3),
        (scene.other, 2025, 1),
    }


def test_the_pack_holds_the_documents_and_what_is_still_asked_for() -> None:
    """Vägledningen 2.7.3: inför besöket går länsstyrelsen noggrannare igenom underlagen."""
    scene = build_scene()
    visit = booked(scene)
    visits.ask_completion(
        visit_id=visit.pk,
        text="Övningsplanen",
        due_date=date(2026, 3, 1),
        by=scene.handler,
        at=PLANNED,
    )

    pack = visit_pack.gather(visit, PLANNED.date())

    assert [row.status for row in pack.documents] == ["missing"] * 5
    assert [asked.text for asked in pack.completions] == ["Övningsplanen"]


def test_what_was_heard_in_the_dialogue_is_at_hand_when_the_work_is_assessed() -> None:
    """Vägledningen 2.8: dokument och besök är bara en del av underlaget; dialogen hör dit."""
    world = World()
    visit = held_visit(world)
    for note in (
        Note(AT.date(), "call", "Sparande", "Kommunen sparar mer än den tänkt.", "saving"),
        Note(AT.date(), "call", "Övning", "Höstens övning gick bra.", "none"),
    ):
        dialogue.note_contact(
            county=world.county,
            municipality_ids=[world.municipality.pk],
            note=note,
            by=world.handler,
            at=AT,
        )

    pack = visit_pack.gather(visit, AT.date())

    assert [heard.subject for heard in pack.signals] == ["Sparande"]
    assert [heard.subject for heard in pack.dialogue] == ["Övning"]


def settle(scene: Scene, visit: Visit, *, room: bool | None) -> Visit:
    return visits.settle_secrecy(
        visit_id=visit.pk,
        needs_undertaking=False,
        room_is_suitable=room,
        note="",
        by=scene.handler,
        at=PLANNED,
    )


def test_secrecy_is_open_until_undertaking_and_room_are_settled() -> None:
    """Vägledningen 2.10: särskilda förberedelser, såsom att lokalerna är lämpliga."""
    scene = build_scene()
    visit = booked(scene)

    def settled() -> bool | None:
        return visit_reads.readiness(visit, PLANNED.date()).secrecy.holds

    before = settled()
    visit = settle(scene, visit, room=False)
    unsuitable = settled()
    visit = settle(scene, visit, room=True)

    assert (before, unsuitable, settled()) == (False, False, True)


def test_secrecy_is_settled_before_the_visit_and_not_after() -> None:
    """Vägledningen 2.10: i god tid före besöket."""
    scene = build_scene()
    visit = booked(scene)
    Visit.objects.filter(pk=visit.pk).update(status="held", held_date=date(2026, 3, 10))

    with pytest.raises(RuleError):
        settle(scene, visit, room=True)
