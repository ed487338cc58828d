"""Measures: answered by the municipality and judged by the county at the same moment."""

from datetime import date

import pytest

from followup.deadlines.models import Deadline
from followup.visits.measures import deficiencies
from followup.visits.measures import plan as measure_plan
from followup.visits.measures import services as measures
from followup.visits.measures.models import Deficiency, Measure
from notices.models import Notice
from records.models import AuditEntry
from tests.followup.visits.measures import factories as make
from tests.followup.visits.measures.factories import LATE, LATER, OTHER_DAY
from tests.followup.visits.report.factories import add_measure, name_deficiency
from tests.followup.worlds import World
from tests.racing import OK, in_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return World()


def of(measure):
    return Measure.objects.filter(pk=measure.pk)


def deadline(measure):
    return Deadline.objects.get(key=f"measure:{measure.pk}")


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def approving(world, measure):
    return lambda: make.approve(world, measure)


def countering(world, measure):
    return lambda: make.counter(world, measure)


def striking(world, measure):
    return lambda: measures.withdraw_measure(
        measure_id=measure.pk, reason="Ett missförstånd.", by=world.handler, at=LATER
    )


def verifying(world, measure, *, mends=False):
    return lambda: measures.verify_measure(
        measure_id=measure.pk, mends=mends, by=world.handler, at=LATE
    )


def judging_not_done(world, measure):
    return lambda: make.judge_not_done(world, measure, by=world.other_handler)


def test_a_measure_is_approved_once(world):
    measure = make.proposed(world)

    outcome = in_line(of(measure), approving(world, measure), approving(world, measure))

    assert outcome == [OK, "Inga av åtgärderna väntar på godkännande längre."]
    assert audited("measure.agree") == 1


def test_a_measure_countered_first_is_not_approved_over_the_counter(world):
    measure = make.proposed(world)

    outcome = in_line(of(measure), countering(world, measure), approving(world, measure))

    assert outcome == [OK, "Inga av åtgärderna väntar på godkännande längre."]
    kept = of(measure).get()
    assert (kept.status, kept.counter_date) == ("proposed", OTHER_DAY)


def test_a_measure_approved_first_may_still_be_countered_and_its_day_stands(world):
    measure = make.proposed(world)

    outcome = in_line(of(measure), approving(world, measure), countering(world, measure))

    assert outcome == [OK, OK]
    kept = of(measure).get()
    assert (kept.status, kept.due_date, kept.counter_date) == (
        "agreed",
        measure.due_date,
        OTHER_DAY,
    )


def test_a_measure_struck_out_is_neither_approved_nor_countered(world):
    measure = make.proposed(world)
    acts = striking(world, measure), approving(world, measure), countering(world, measure)

    outcome = in_line(of(measure), *acts)

    assert outcome == [
        OK,
        "Inga av åtgärderna väntar på godkännande längre.",
        "Åtgärden kan inte få en annan dag: läget är ”struken”.",
    ]
    assert of(measure).get().status == "withdrawn"
    assert deadline(measure).state == "cancelled"


def test_a_counter_is_answered_once(world):
    measure = make.proposed(world)
    make.counter(world, measure)

    def answer(*, accepts):
        return lambda: make.answer(world, measure, accepts=accepts, reason="Vi behöver veta.")

    outcome = in_line(of(measure), answer(accepts=True), answer(accepts=False))

    assert outcome == [OK, "Kommunen har inte föreslagit någon annan dag."]
    assert of(measure).get().due_date == deadline(measure).due_date == OTHER_DAY


def test_a_measure_is_reported_done_once(world):
    measure = make.agreed(world)

    def report():
        return make.report(world, measure)

    outcome = in_line(of(measure), report, report)

    assert outcome[0] == OK
    assert outcome[1].startswith("Åtgärden kan inte anmälas som klar")
    assert audited("measure.report_done") == 1


def test_a_measure_found_done_is_not_found_not_done(world):
    measure = make.reported(world)

    outcome = in_line(of(measure), verifying(world, measure), judging_not_done(world, measure))

    assert outcome[0] == OK
    assert outcome[1].startswith("Åtgärden kan inte bedömas")
    assert of(measure).get().status == "verified"
    assert (audited("measure.verify"), audited("measure.not_done")) == (1, 0)


def test_a_measure_found_not_done_is_not_found_done(world):
    measure = make.reported(world)

    outcome = in_line(of(measure), judging_not_done(world, measure), verifying(world, measure))

    assert outcome[0] == OK
    assert outcome[1].startswith("Åtgärden kan inte bedömas som genomförd")
    assert of(measure).get().status == "not_done"
    assert audited("measure.verify") == 0


def test_a_deficiency_is_mended_once_by_two_who_find_it_so(world):
    measure = make.reported(world)
    found = Deficiency.objects.filter(pk=measure.deficiency_id)

    outcome = in_line(
        found,
        lambda: deficiencies.mend_deficiency(
            deficiency_id=measure.deficiency_id, by=world.other_handler, at=LATE
        ),
        verifying(world, measure, mends=True),
    )

    assert outcome == [OK, "Bristen är redan åtgärdad eller struken."]
    assert audited("deficiency.mend") == 1
    assert of(measure).get().status == "reported_done"  # nothing is done by halves


def test_no_measure_is_hung_on_a_deficiency_that_was_struck_out_meanwhile(world):
    found = name_deficiency(world)

    outcome = in_line(
        Deficiency.objects.filter(pk=found.pk),
        lambda: deficiencies.withdraw_deficiency(
            deficiency_id=found.pk, reason="Ett missförstånd.", by=world.handler, at=LATER
        ),
        lambda: add_measure(world, deficiency_id=found.pk),
    )

    assert outcome == [OK, "Bristen finns inte, eller är redan åtgärdad."]
    assert not Measure.objects.exists()
    assert not Notice.objects.exists()


def editing(world, measure):
    return lambda: measures.edit_measure(
        measure_id=measure.pk,
        text="Öva nämnden två gånger.",
        due_date=date(2026, 12, 1),
        follow_up="Vid besök.",
        by=world.other_handler,
        at=LATER,
    )


def test_the_leadership_approves_the_words_and_the_day_that_it_has_read(world):
    measure = make.proposed(world)
    seen = [measure_plan.mark_of_measure(measure)]
    acts = editing(world, measure), lambda: make.approve(world, measure, seen=seen)

    outcome = in_line(of(measure), *acts)

    told = "En åtgärd har ändrats sedan du läste den."
    assert outcome == [OK, f"{told} Läs planen igen och godkänn den sedan."]
    assert of(measure).get().status == "proposed"


def test_a_measure_approved_meanwhile_is_not_worded_anew(world):
    measure = make.proposed(world)
    seen = [measure_plan.mark_of_measure(measure)]
    acts = (lambda: make.approve(world, measure, seen=seen)), editing(world, measure)

    outcome = in_line(of(measure), *acts)

    assert outcome == [OK, "Åtgärden är överenskommen. Den ändras i dialog."]
    assert of(measure).get().text == measure.text


def test_a_measure_edited_and_struck_out_at_once_ends_struck_out(world):
    measure = make.proposed(world)

    outcome = in_line(of(measure), striking(world, measure), editing(world, measure))

    assert outcome == [OK, "Åtgärden är överenskommen. Den ändras i dialog."]
    assert of(measure).get().text == measure.text


def test_nobody_approves_what_was_struck_out_in_a_plan_of_several(world):
    first, second = make.proposed(world), make.proposed(world)

    outcome = in_line(
        of(second),
        striking(world, second),
        lambda: measure_plan.approve_plan(
            municipality_id=world.municipality.pk,
            measure_ids=[first.pk, second.pk],
            by=world.director,
            at=LATER,
        ),
    )

    assert outcome == [OK, OK]
    states = Measure.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["agreed", "withdrawn"]
