"""The plan: laid, moved, told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404

from common.errors import RuleError
from followup.visits import services as visits
from followup.visits.models import Visit, VisitPlan
from followup.visits.plan import queries as reports
from followup.visits.plan import services as visit_plan
from notices.models import Notice
from tests.followup.visits.factories import AT, DAY, booked, planned

TODAY = AT.date()


def test_a_visit_is_laid_in_a_quarter_with_its_focus(scene):
    """Vägledningen 2.7.1: "en plan för hur och när uppföljning ska ske"."""
    second = planned(scene, 2026, 3)
    first = planned(scene, 2025, 2)

    assert first.status == Visit.Status.PLANNED
    assert first.focus == Visit.Focus.DOCUMENTS
    assert second.focus == Visit.Focus.DOCUMENTS  # there was none before it then
    assert planned(scene, 2026, 4).focus == Visit.Focus.RESULTS


@pytest.mark.parametrize(("year", "quarter"), [(2022, 4), (2027, 1), (2026, 5), (2026, 0)])
def test_a_quarter_outside_the_term_is_refused(scene, year, quarter):
    with pytest.raises(RuleError, match="utanför mandatperioden"):
        planned(scene, year, quarter)


def test_one_quarter_holds_one_visit_of_a_municipality(scene):
    visit = planned(scene)

    with pytest.raises(RuleError, match="redan ett besök"):
        planned(scene)
    with pytest.raises(IntegrityError):
        Visit.objects.create(
            plan=visit.plan,
            municipality=visit.municipality,
            year=visit.year,
            quarter=visit.quarter,
            handler=visit.handler,
        )


def test_only_the_countys_handlers_plan(scene):
    for who in (scene.coordinator, scene.outsider):
        with pytest.raises(PermissionDenied):
            visit_plan.plan_visit(
                municipality_id=scene.municipality.pk,
                term=scene.term,
                year=2026,
                quarter=1,
                by=who,
                at=AT,
            )


def test_a_place_that_is_no_municipality_is_not_found(scene):
    with pytest.raises(Http404):
        visit_plan.plan_visit(
            municipality_id=scene.board.pk, term=scene.term, year=2026, quarter=1,
            by=scene.handler, at=AT,
        )  # fmt: skip


def test_a_stranger_is_no_handler(scene):
    with pytest.raises(RuleError, match="handläggare"):
        visit_plan.plan_visit(
            municipality_id=scene.municipality.pk, term=scene.term, year=2026, quarter=1,
            handler_id=999999, by=scene.handler, at=AT,
        )  # fmt: skip


def test_a_visit_is_moved_by_whoever_saw_where_it_stood(scene):
    """Vägledningen 2.7.1: "Planen kan behöva revideras utifrån olika behov"."""
    visit = planned(scene)
    seen = visit.slot
    moved = visit_plan.move_visit(
        visit_id=visit.pk, year=2026, quarter=2, seen=seen, by=scene.handler, at=AT
    )

    assert (moved.year, moved.quarter, moved.sequence) == (2026, 2, visit.sequence + 1)
    with pytest.raises(RuleError, match="Någon annan har flyttat") as refused:
        visit_plan.move_visit(
            visit_id=visit.pk, year=2026, quarter=3, seen=seen, by=scene.second, at=AT
        )
    assert refused.value.code == "conflict"


def test_a_booked_visit_is_rebooked_not_moved(scene):
    visit = booked(scene)

    with pytest.raises(RuleError, match="Boka om"):
        visit_plan.move_visit(
            visit_id=visit.pk, year=2026, quarter=2, seen=visit.slot, by=scene.handler, at=AT
        )


def test_a_visit_nobody_was_told_of_is_taken_out(scene):
    visit = planned(scene)
    with pytest.raises(RuleError, match="Någon annan"):
        visit_plan.remove_visit(visit_id=visit.pk, seen="2020:1:1", by=scene.handler, at=AT)

    visit_plan.remove_visit(visit_id=visit.pk, seen=visit.slot, by=scene.handler, at=AT)

    assert not Visit.objects.exists()


def test_each_municipality_is_told_of_its_own_visits_once(scene):
    """Vägledningen 2.7.1: "Kommunerna informeras om planen"."""
    planned(scene)
    plan = VisitPlan.objects.get()

    told = visit_plan.tell_plan(plan_id=plan.pk, version=plan.version, by=scene.handler, at=AT)

    assert told == [scene.municipality]
    notices = Notice.objects.filter(template="visit_plan")
    assert notices.count() == 2  # the coordinator and the leadership
    assert "2026 kvartal 1" in notices[0].body
    plan.refresh_from_db()
    assert plan.is_told
    assert not plan.is_changed
    with pytest.raises(RuleError, match="inget nytt"):
        visit_plan.tell_plan(plan_id=plan.pk, version=plan.version, by=scene.handler, at=AT)


def test_a_plan_changed_since_it_was_told_says_so_and_tells_only_whom_it_concerns(scene):
    """Vägledningen 2.7.1: "revideras … Kommunerna informeras"."""
    visit = planned(scene)
    other = visit_plan.plan_visit(
        municipality_id=scene.other.pk, term=scene.term, year=2026, quarter=1,
        by=scene.handler, at=AT,
    )  # fmt: skip
    plan = VisitPlan.objects.get()
    visit_plan.tell_plan(plan_id=plan.pk, version=plan.version, by=scene.handler, at=AT)
    visit_plan.move_visit(
        visit_id=visit.pk, year=2026, quarter=4, seen=visit.slot, by=scene.handler, at=AT
    )
    plan.refresh_from_db()

    assert plan.is_changed
    assert list(visit_plan.to_be_told(plan)) == [scene.municipality]
    # Until it is told, the municipality knows the old quarter.
    for known in (visit, other):
        known.refresh_from_db()
        reports.show_where_told(known)
        assert (known.year, known.quarter) == (2026, 1)


def test_a_plan_changed_since_its_review_is_not_told(scene):
    planned(scene)
    plan = VisitPlan.objects.get()

    with pytest.raises(RuleError, match="Granska den igen"):
        visit_plan.tell_plan(plan_id=plan.pk, version=plan.version - 1, by=scene.handler, at=AT)
    with pytest.raises(PermissionDenied):
        visit_plan.tell_plan(plan_id=plan.pk, version=plan.version, by=scene.coordinator, at=AT)
    with pytest.raises(Http404):
        visit_plan.tell_plan(plan_id=0, version=1, by=scene.handler, at=AT)


def test_a_visit_the_municipality_knows_of_is_called_off_with_a_reason(scene):
    visit = booked(scene)
    with pytest.raises(RuleError, match="varför"):
        visit_plan.cancel_visit(visit_id=visit.pk, reason=" ", by=scene.handler, at=AT)
    with pytest.raises(RuleError, match="känner till"):
        visit_plan.remove_visit(visit_id=visit.pk, seen=visit.slot, by=scene.handler, at=AT)
    visits.ask_completion(
        visit_id=visit.pk, text="Planen", due_date=DAY.date(), by=scene.handler, at=AT
    )

    visit_plan.cancel_visit(visit_id=visit.pk, reason="Valrörelse.", by=scene.handler, at=AT)

    visit.refresh_from_db()
    assert visit.status == Visit.Status.CANCELLED
    assert scene.municipality.deadlines.filter(state="open").count() == 0
    assert Notice.objects.filter(template="dialogue").count() == 2


def test_a_visit_nobody_knows_of_is_called_off_in_silence(scene):
    visit = planned(scene)
    visit_plan.cancel_visit(visit_id=visit.pk, reason="Fel kommun.", by=scene.handler, at=AT)

    assert not Notice.objects.filter(template="dialogue").exists()
    with pytest.raises(RuleError, match="inställt"):
        visit_plan.cancel_visit(visit_id=visit.pk, reason="Igen.", by=scene.handler, at=AT)


def test_the_table_flags_municipalities_without_a_visit_and_counts_each_handlers_load(scene):
    """Vägledningen 2.7.1.

    "Samtliga kommuner i länet ska få minst ett formellt uppföljningsbesök".
    """
    visit = planned(scene, 2026, 1)
    county = scene.municipality.county

    table = reports.table(county, scene.term, DAY.date())

    assert [row.municipality for row in table.lacking] == [scene.other]
    load = next(load for load in table.loads if load.handler == visit.handler)
    assert load.total == 1
    assert load.counts[12] == 1
    assert not table.is_empty


def test_the_table_asks_as_often_for_many_municipalities_as_for_few(
    scene, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import MunicipalityFactory

    county = scene.municipality.county
    planned(scene)
    with CaptureQueriesContext(connection) as few:
        reports.table(county, scene.term, TODAY)
    for _ in range(10):
        place = MunicipalityFactory(county=county)
        visit_plan.plan_visit(
            municipality_id=place.pk, term=scene.term, year=2026, quarter=2,
            by=scene.handler, at=AT,
        )  # fmt: skip

    with django_assert_num_queries(len(few)):
        reports.table(county, scene.term, TODAY)


def test_a_proposal_is_laid_only_when_somebody_takes_it(scene):
    county = scene.municipality.county
    spans = {"first": ((2024, 1), (2025, 2)), "second": ((2025, 3), (2026, 4))}

    slots = reports.proposal(county, scene.term, **spans)

    assert not Visit.objects.exists()
    assert len(slots) == 4
    made = visit_plan.lay_proposal(
        county=county, term=scene.term, slots=slots, by=scene.handler, at=AT
    )
    assert len(made) == 4
    assert reports.proposal(county, scene.term, first=spans["first"], second=None) == []
    with pytest.raises(RuleError, match="redan ett besök"):
        visit_plan.lay_proposal(
            county=county, term=scene.term, slots=slots, by=scene.handler, at=AT
        )
    with pytest.raises(PermissionDenied):
        visit_plan.lay_proposal(
            county=county, term=scene.term, slots=[], by=scene.coordinator, at=AT
        )
    stranger = [visit_plan.Slot(scene.board.pk, made[0].handler_id, 2026, 1)]
    with pytest.raises(RuleError, match="utanför länet"):
        visit_plan.lay_proposal(
            county=county, term=scene.term, slots=stranger, by=scene.handler, at=AT
        )
    assert (
        visit_plan.lay_proposal(county=county, term=scene.term, slots=[], by=scene.handler, at=AT)
        == []
    )
