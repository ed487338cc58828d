"""The plan of measures: the county proposes, the municipality answers, the county judges."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from common.errors import RuleError
from followup.deadlines.models import Deadline
from followup.visits.measures import deficiencies
from followup.visits.measures import plan as measure_plan
from followup.visits.measures import services as measures
from followup.visits.measures.models import Measure
from notices.models import Notice
from tests.followup.visits.measures.factories import (
    AT,
    DUE,
    LATE,
    LATER,
    OTHER_DAY,
    agreed,
    answer,
    approve,
    counter,
    judge_not_done,
    proposed,
    report,
    reported,
)
from tests.followup.visits.report import factories as visits
from tests.followup.visits.report.factories import add_measure, name_deficiency
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
Status = Measure.Status


@pytest.fixture
def world() -> World:
    return World()


def deadline_of(measure: Measure) -> Deadline:
    return Deadline.objects.get(key=f"measure:{measure.pk}")


def edit(world, measure, **given):
    values = {
        "measure_id": measure.pk,
        "text": "Nya ord",
        "due_date": DUE,
        "follow_up": "Redovisas.",
        "by": world.handler,
        "at": AT,
    }
    return measures.edit_measure(**(values | given))


def strike(world, measure, reason="Inte aktuell."):
    return measures.withdraw_measure(
        measure_id=measure.pk, reason=reason, by=world.handler, at=LATER
    )


# Proposing ------------------------------------------------------------------------------------


def test_a_measure_in_the_plan_is_told_at_once_with_its_deadline(world):
    """Vägledningen 2.7.3: när åtgärderna bör vara åtgärdade och hur de följs upp."""
    measure = proposed(world)

    assert measure.told_at == AT
    assert deadline_of(measure).due_date == DUE
    assert Notice.objects.filter(template="dialogue").count() == 1


def test_a_measure_of_a_visit_waits_for_its_protocol(world):
    protocol = visits.draft(world)
    measure = Measure.objects.get()

    assert measure.visit == protocol.visit
    assert measure.told_at is None
    assert not Deadline.objects.exists()


def test_a_deficiency_noted_at_a_visit_carries_its_measure_there(world):
    visit = visits.held_visit(world)
    found = name_deficiency(world, visit)

    assert add_measure(world, deficiency_id=found.pk).visit == visit


def test_after_the_protocol_is_sent_more_measures_go_to_the_plan(world):
    protocol = visits.sent(world)
    found = protocol.visit.deficiencies.get()

    more = add_measure(world, deficiency_id=found.pk, visit_id=protocol.visit_id, at=visits.SENT)

    assert more.visit is None
    assert more.told_at == visits.SENT


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "text"),
        ({"follow_up": " "}, "follow_up"),
        ({"due_date": AT.date()}, "due_date"),
        ({"deficiency_id": 999_999}, "deficiency"),
    ],
)
def test_what_is_left_out_is_told(world, given, field):
    """Vägledningen 2.7.3: vad, när och hur åtgärden följs upp ska anges."""
    with pytest.raises(RuleError) as refused:
        add_measure(world, **given)
    assert refused.value.field == field


def test_a_mended_deficiency_gets_no_more_measures(world):
    found = name_deficiency(world)
    deficiencies.mend_deficiency(deficiency_id=found.pk, by=world.handler, at=AT)

    with pytest.raises(RuleError, match="redan åtgärdad"):
        add_measure(world, deficiency_id=found.pk)


@pytest.mark.parametrize("who", ["coordinator", "director", "signer", "outsider"])
def test_only_the_county_proposes(world, who):
    with pytest.raises(PermissionDenied):
        add_measure(world, by=getattr(world, who))


def test_an_edited_day_moves_the_deadline(world):
    measure = proposed(world)

    edit(world, measure, due_date=OTHER_DAY, area="planning")

    assert deadline_of(measure).due_date == OTHER_DAY
    assert Measure.objects.get().area == "planning"


def test_the_same_day_may_stand_though_it_has_come(world):
    assert edit(world, proposed(world), at=LATE).text == "Nya ord"


def test_a_new_day_lies_ahead(world):
    with pytest.raises(RuleError) as refused:
        edit(world, proposed(world), due_date=date(2026, 3, 1))
    assert refused.value.field == "due_date"


def test_editing_in_a_draft_makes_a_writer(world):
    protocol = visits.draft(world)

    edit(world, Measure.objects.get(), by=world.other_handler)

    protocol.refresh_from_db()
    assert protocol.written_by_user_id == world.other_handler.pk


def test_what_is_agreed_is_not_edited(world):
    with pytest.raises(RuleError, match="överenskommen"):
        edit(world, agreed(world))


def test_a_measure_is_struck_out_with_a_reason(world):
    """Vägledningen 2.9: dialog om innehållet."""
    measure = agreed(world)

    with pytest.raises(RuleError, match="varför"):
        strike(world, measure, reason=" ")
    assert strike(world, measure).status == Status.WITHDRAWN
    assert deadline_of(measure).state == Deadline.State.CANCELLED


def test_striking_out_in_a_draft_tells_nobody(world):
    visits.draft(world)

    strike(world, Measure.objects.get())

    assert not Notice.objects.exists()


def test_what_is_reported_done_is_not_struck_out(world):
    with pytest.raises(RuleError, match="läget är"):
        strike(world, reported(world))


# Answering and approving ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["handler", "coordinator"])
def test_the_leadership_is_asked_to_approve(world, who):
    """Vägledningen 2.7.3: planen tas fram i dialog."""
    proposed(world)

    number = measure_plan.ask_approval(
        municipality_id=world.municipality.pk, by=getattr(world, who), at=AT
    )

    assert number == 1
    assert Notice.objects.get(template="approval_waits").recipient_label.startswith(
        "Kommundirektör"
    )


def test_nothing_to_approve_is_said(world):
    with pytest.raises(RuleError, match="Inga åtgärder"):
        measure_plan.ask_approval(municipality_id=world.municipality.pk, by=world.handler, at=AT)


def test_the_director_approves_the_plan(world):
    """Vägledningen 2.7.3, 3.2: kommunen upprättar en åtgärdsplan i samförstånd."""
    measure = agreed(world)

    assert measure.status == Status.AGREED
    assert measure.agreed_by.startswith("Kommundirektör")
    assert Notice.objects.filter(subject__contains="Åtgärdsplanen är godkänd").exists()


@pytest.mark.parametrize("who", ["coordinator", "handler", "signer", "outsider"])
def test_nobody_else_approves_the_plan(world, who):
    measure = proposed(world)

    with pytest.raises(PermissionDenied):
        approve(world, measure, by=getattr(world, who))


def test_what_is_not_told_or_is_answered_is_not_approved(world):
    visits.draft(world)
    hidden = Measure.objects.get()
    countered = counter(world, proposed(world))

    with pytest.raises(RuleError, match="väntar"):
        approve(world, hidden, measure_ids=[hidden.pk, countered.pk])


def test_a_neighbours_measure_is_not_approved(world):
    measure = proposed(world)
    Measure.objects.update(municipality=world.another_municipality())

    with pytest.raises(RuleError):
        approve(world, measure)


def test_a_coordinators_day_becomes_the_countys_proposal(world):
    """Vägledningen 3.2: i samförstånd komma överens om när."""
    measure = counter(world, proposed(world))
    assert measure.counter_date == OTHER_DAY

    answered = answer(world, measure, accepts=True)

    assert answered.status == Status.PROPOSED
    assert answered.due_date == OTHER_DAY
    assert deadline_of(measure).due_date == OTHER_DAY
    assert approve(world, measure).due_date == OTHER_DAY


def test_a_directors_day_is_agreed_with_the_countys_yes(world):
    """Vägledningen 3.2: i samförstånd komma överens om när."""
    measure = counter(world, proposed(world), by=world.director)

    answered = answer(world, measure, accepts=True)

    assert answered.status == Status.AGREED
    assert answered.agreed_by.startswith("Kommundirektör")
    assert answered.counter_date is None


def test_more_time_for_what_is_agreed_is_settled_by_the_county(world):
    measure = counter(world, agreed(world))

    answered = answer(world, measure, accepts=True)

    assert (answered.status, answered.due_date) == (Status.AGREED, OTHER_DAY)
    assert answered.agreed_by.startswith("Kommundirektör")


def test_a_no_has_a_reason_and_keeps_the_day(world):
    measure = counter(world, proposed(world))

    with pytest.raises(RuleError) as refused:
        answer(world, measure, accepts=False)
    assert refused.value.field == "reason"
    answered = answer(world, measure, accepts=False, reason="Övningen behövs före vintern.")

    assert (answered.due_date, answered.counter_date) == (DUE, None)
    assert answered.county_reply == "Övningen behövs före vintern."


def test_there_is_nothing_to_answer(world):
    with pytest.raises(RuleError, match="inte föreslagit"):
        answer(world, proposed(world), accepts=True)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"due_date": DUE}, "due_date"),
        ({"due_date": date(2026, 1, 1)}, "due_date"),
    ],
)
def test_another_day_has_a_reason_and_lies_ahead(world, given, field):
    with pytest.raises(RuleError) as refused:
        counter(world, proposed(world), **given)
    assert refused.value.field == field


def test_the_day_of_what_is_reported_done_is_not_moved(world):
    with pytest.raises(RuleError, match="annan dag"):
        counter(world, reported(world))


def test_the_county_does_not_answer_itself(world):
    with pytest.raises(PermissionDenied):
        counter(world, proposed(world), by=world.handler)


def test_what_is_not_told_is_not_answered(world):
    visits.draft(world)

    with pytest.raises(RuleError, match="inte meddelad"):
        counter(world, Measure.objects.get())


# Done or not ----------------------------------------------------------------------------------


def test_the_municipality_reports_it_done_with_a_file(world):
    """Vägledningen 2.7.3: hur åtgärderna följs upp."""
    file = SimpleUploadedFile("ovning.txt", "Övningen hölls i april.\n".encode())

    measure = report(world, agreed(world), text="", files=[file])

    assert measure.status == Status.REPORTED_DONE
    assert measure.proofs.get().stored.name == "ovning.txt"
    assert deadline_of(measure).state == Deadline.State.MET


def test_a_dangerous_file_is_refused_and_nothing_is_reported(world):
    measure = agreed(world)
    file = SimpleUploadedFile("ovning.exe", b"MZ")

    with pytest.raises(RuleError) as refused:
        report(world, measure, files=[file])

    assert refused.value.field == "files"
    assert Measure.objects.get().status == Status.AGREED


def test_nothing_shown_is_not_done(world):
    with pytest.raises(RuleError, match="Skriv vad som är gjort"):
        report(world, agreed(world), text=" ")


def test_what_is_only_proposed_is_not_reported_done(world):
    with pytest.raises(RuleError, match="läget är"):
        report(world, proposed(world))


def test_the_county_does_not_report_for_the_municipality(world):
    with pytest.raises(PermissionDenied):
        report(world, agreed(world), by=world.handler)


@pytest.mark.parametrize("mends", [True, False])
def test_the_county_finds_it_done_and_perhaps_the_deficiency_mended(world, mends):
    """Vägledningen 2.9: följ upp planen."""
    measure = verify(world, reported(world), mends=mends)

    assert measure.status == Status.VERIFIED
    measure.deficiency.refresh_from_db()
    assert measure.deficiency.is_open is not mends


def test_what_is_not_reported_is_not_verified(world):
    with pytest.raises(RuleError, match="läget är"):
        verify(world, agreed(world))


def test_a_measure_without_a_deficiency_mends_none(world):
    measure = approve(world, add_measure(world))

    assert verify(world, report(world, measure), mends=True).status == Status.VERIFIED


def verify(world, measure, **given):
    return measures.verify_measure(measure_id=measure.pk, by=world.handler, at=LATE, **given)


def test_a_late_measure_is_found_not_done(world):
    """Vägledningen 2.7.3: klarar kommunen inte av det kan ett yttrande lämnas."""
    measure = judge_not_done(world, agreed(world))

    assert measure.status == Status.NOT_DONE
    assert deadline_of(measure).state == Deadline.State.CANCELLED


def test_it_is_not_found_not_done_before_its_day(world):
    """Vägledningen 3.2: rimlig tid."""
    with pytest.raises(RuleError, match="tid på sig"):
        judge_not_done(world, agreed(world), at=LATER)


def test_an_early_report_that_does_not_hold_goes_back(world):
    measure = judge_not_done(world, reported(world), at=LATER)

    assert measure.status == Status.AGREED
    assert measure.judgement
    assert deadline_of(measure).state == Deadline.State.OPEN


def test_a_proposed_measure_is_not_judged(world):
    with pytest.raises(RuleError, match="läget är"):
        judge_not_done(world, proposed(world))


def test_a_judgement_says_what_is_left(world):
    with pytest.raises(RuleError) as refused:
        judge_not_done(world, agreed(world), reason=" ")
    assert refused.value.field == "reason"


def test_what_was_not_done_may_still_be_done(world):
    measure = judge_not_done(world, agreed(world))

    assert report(world, measure, at=LATE).status == Status.REPORTED_DONE


@pytest.mark.parametrize("who", ["coordinator", "signer", "outsider"])
def test_only_the_countys_handlers_judge(world, who):
    measure = agreed(world)

    with pytest.raises(PermissionDenied):
        judge_not_done(world, measure, by=getattr(world, who))
