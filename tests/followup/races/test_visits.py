"""Visits, the log kept on site, and the protocol: two of the county at the same moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from common.autosave import mark_of
from followup.visits import services as visits
from followup.visits.log import services as visit_log
from followup.visits.measures import deficiencies
from followup.visits.measures import services as measures
from followup.visits.measures.models import Measure
from followup.visits.models import Visit, VisitPlan, VisitProtocol
from followup.visits.plan import services as visit_plan
from followup.visits.report import documents as report_documents
from followup.visits.report import services as protocols
from notices.models import Notice
from records.models import AuditEntry, Job
from tests.followup.visits import factories as make
from tests.followup.visits.factories import AT, DAY
from tests.followup.visits.report import factories as written
from tests.followup.visits.report.factories import LATER, SENT
from tests.followup.worlds import World
from tests.racing import OK, in_line, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    return make.build_scene()


@pytest.fixture
def world():
    return World()


def of(visit):
    return Visit.objects.filter(pk=visit.pk)


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def booking(visit, by, day=DAY):
    return lambda: visits.book_visit(
        visit_id=visit.pk,
        booking=visits.Booking(day, "Kommunhuset"),
        seen=visit.sequence,
        by=by,
        at=AT,
    )


def moving(visit, by, quarter):
    return lambda: visit_plan.move_visit(
        visit_id=visit.pk, year=2026, quarter=quarter, seen=visit.slot, by=by, at=AT
    )


# The plan and the day ----------------------------------------------------------------------------


def test_a_visit_that_two_book_is_booked_once_and_the_other_sees_when(scene):
    visit = make.planned(scene)
    acts = booking(visit, scene.handler), booking(visit, scene.second, DAY + timedelta(days=1))

    outcome = in_line(of(visit), *acts)

    assert outcome == [
        OK,
        "Någon annan har bokat besöket till 2026-03-10 kl. 09:00. Öppna besöket igen och se efter.",
    ]
    assert of(visit).get().starts_at == DAY
    assert (
        Notice.objects.filter(template="visit_planned").count() == 2
    )  # coordinator and leadership


def test_a_visit_that_is_called_off_is_not_booked(scene):
    visit = make.planned(scene)

    def cancel():
        return visit_plan.cancel_visit(
            visit_id=visit.pk, reason="Kommunen omorganiserar.", by=scene.second, at=AT
        )

    outcome = in_line(of(visit), cancel, booking(visit, scene.handler))

    assert outcome == [OK, "Besöket kan inte bokas: läget är ”inställt”."]
    assert not Notice.objects.filter(template="visit_planned").exists()


def test_of_two_who_move_a_visit_one_sees_where_the_other_put_it(scene):
    visit = make.planned(scene)

    outcome = in_line(of(visit), moving(visit, scene.handler, 2), moving(visit, scene.second, 3))

    assert outcome == [
        OK,
        "Någon annan har flyttat besöket till 2026 kvartal 2. Se efter och försök igen.",
    ]
    assert of(visit).get().quarter == 2


def test_a_visit_whose_handler_another_changes_is_still_there(scene):
    visit = make.planned(scene)
    second = scene.second.appointments.get().function

    outcome = in_line(
        of(visit),
        lambda: visits.set_details(
            visit_id=visit.pk,
            focus=visit.focus,
            joined_with_lso=False,
            handler_id=second.pk,
            by=scene.handler,
            at=AT,
        ),
        lambda: visits.note_pre_meeting(
            visit_id=visit.pk, day=None, notes="Ring först.", by=scene.second, at=AT
        ),
    )

    assert outcome == [OK, OK]
    kept = of(visit).get()
    assert (kept.handler_id, kept.pre_meeting_notes) == (second.pk, "Ring först.")


def test_the_plan_is_told_or_changed_first_and_nobody_locks_the_other_up(scene):
    visit = make.planned(scene)
    plan = visit.plan
    version = VisitPlan.objects.get().version

    def tell():
        return visit_plan.tell_plan(plan_id=plan.pk, version=version, by=scene.handler, at=AT)

    outcome = in_line(of(visit), moving(visit, scene.second, 2), tell, tell)

    assert outcome == [OK, *["Planen har ändrats sedan du granskade den. Granska den igen."] * 2]
    assert of(visit).get().told_quarter is None
    assert not Notice.objects.filter(template="visit_plan").exists()


def test_a_plan_is_told_once(scene):
    visit = make.planned(scene)
    version = VisitPlan.objects.get().version

    def tell():
        return visit_plan.tell_plan(plan_id=visit.plan_id, version=version, by=scene.handler, at=AT)

    outcome = in_line(VisitPlan.objects.all(), tell, tell)

    assert outcome == [OK, "Det finns inget nytt att meddela."]
    assert Notice.objects.filter(template="visit_plan").count() == 2


def test_two_lay_a_visit_in_the_same_quarter_and_one_is_refused(scene):
    make.planned(scene, quarter=4)

    def lay():
        return make.planned(scene, quarter=2)

    outcome = in_line(VisitPlan.objects.all(), lay, lay)

    assert outcome[0] == OK
    assert outcome[1].endswith("har redan ett besök 2026 kvartal 2.")


def test_a_completion_is_answered_once(scene):
    visit = make.booked(scene)
    asked = visits.ask_completion(
        visit_id=visit.pk, text="RSA", due_date=date(2026, 3, 1), by=scene.handler, at=AT
    )

    def answer(text):
        return lambda: visits.answer_completion(
            completion_id=asked.pk, answer=text, by=scene.coordinator, at=AT
        )

    gate = visit.completions.all()
    outcome = in_line(gate, answer("I diariet."), answer("Kommer i morgon."))

    assert outcome == [OK, "Kompletteringen är redan lämnad."]
    assert gate.get().answer == "I diariet."
    assert audited("visit.answer") == 1


def test_a_visit_is_noted_as_held_once(scene):
    visit = make.booked(scene)

    def hold():
        return visits.hold_visit(
            visit_id=visit.pk,
            participants_exception="Sjukdom.",
            areas_exception="Tiden räckte inte.",
            by=scene.handler,
            at=DAY + timedelta(hours=8),
        )

    assert in_line(of(visit), hold, hold) == [
        OK,
        "Besöket kan inte noteras som genomfört: läget är ”genomfört”.",
    ]


# The log -----------------------------------------------------------------------------------------


def logging(visit, text, by, field="strengths", seen=""):
    typed = visit_log.Typed(text, mark_of(seen))
    return lambda: visit_log.save_field(visit_id=visit.pk, field=field, typed=typed, by=by, at=DAY)


def test_two_log_in_the_same_field_and_the_other_is_told_whose_words_stand(scene):
    visit = make.booked(scene)
    texts = logging(visit, "Övar ofta.", scene.handler), logging(visit, "Övar.", scene.second)

    outcome = in_line(of(visit), *texts)

    first = scene.handler.appointments.get().function
    assert outcome == [OK, f"{first} ändrade texten medan du skrev."]
    assert of(visit).get().strengths == "Övar ofta."


def test_two_log_in_different_fields_and_both_are_kept(scene):
    visit = make.booked(scene)

    outcome = together(
        logging(visit, "Övar ofta.", scene.handler),
        logging(visit, "Vakans.", scene.second, field="reasons"),
        logging(visit, "Planen är känd.", scene.second, field=f"area-{make.AREAS[0]}"),
    )

    assert outcome == [OK] * 3
    kept = of(visit).get()
    assert (kept.strengths, kept.reasons) == ("Övar ofta.", "Vakans.")
    assert kept.areas.get().note == "Planen är känd."
    assert len(kept.written_by) == 3


# The protocol ------------------------------------------------------------------------------------


def approving(world, protocol, by=None):
    return lambda: protocols.approve_protocol(
        protocol_id=protocol.pk, by=by or world.other_handler, at=LATER
    )


def sending(world, protocol):
    return lambda: protocols.send_protocol(protocol_id=protocol.pk, by=world.handler, at=SENT)


def writing(world, protocol, text, by=None):
    seen = mark_of(protocol.assessment)
    return lambda: protocols.save_field(
        protocol_id=protocol.pk,
        field="assessment",
        value=text,
        seen=seen,
        by=by or world.handler,
        at=LATER,
    )


def seal_of(protocol):
    return VisitProtocol.objects.filter(pk=protocol.pk)


def test_a_protocol_is_begun_once(world):
    visit = written.held_visit(world)

    def begin():
        return protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=LATER)

    assert in_line(of(visit), begin, begin) == [OK, OK]
    assert audited("visit_protocol.start") == 1


def test_two_write_in_a_protocol_and_the_other_is_told(world):
    draft = written.draft(world)
    texts = writing(world, draft, "Den ena"), writing(world, draft, "Den andra")

    outcome = in_line(seal_of(draft), *texts)

    assert outcome[0] == OK
    assert outcome[1].endswith("ändrade texten medan du skrev.")
    assert seal_of(draft).get().assessment == "Den ena"


def test_a_protocol_is_approved_once(world):
    proposed = written.proposed(world)
    acts = approving(world, proposed), approving(world, proposed, by=world.signer)

    outcome = in_line(seal_of(proposed), *acts)

    assert outcome == [OK, "Protokollet kan inte godkännas: läget är ”godkänt”."]
    assert audited("visit_protocol.approve") == 1
    assert Job.objects.filter(kind=report_documents.PDF.kind).get().status == Job.Status.WANTED


def test_what_is_approved_is_not_edited_under_its_seal(world):
    proposed = written.proposed(world)
    visit = proposed.visit
    acts = (
        approving(world, proposed),
        writing(world, proposed, "Ändrad"),
        logging(visit, "Ändrad", world.handler, seen=visit.strengths),
    )

    outcome = in_line(of(visit), *acts)

    assert outcome == [
        OK,
        "Protokollet är inte längre ett utkast.",
        "Loggen är stängd: besöket är inte bokat, eller protokollet inte utkast.",
    ]
    assert seal_of(proposed).get().content["assessment"] == proposed.assessment


def test_what_is_logged_before_the_proposal_is_in_the_seal(world):
    draft = written.draft(world)
    visit = draft.visit
    present = visit.participants.get()
    logging(visit, "Gick efter en timme.", world.handler, field="participants_exception")()

    outcome = in_line(
        of(visit),
        logging(visit, "no", world.handler, field=f"present-{present.pk}", seen="yes"),
        lambda: protocols.propose_protocol(protocol_id=draft.pk, by=world.handler, at=LATER),
        approving(world, draft),
    )

    assert outcome == [OK] * 3
    assert seal_of(draft).get().content["participants"][0]["is_present"] is False


def test_a_protocol_is_approved_or_returned_never_both(world):
    proposed = written.proposed(world)

    outcome = in_line(
        seal_of(proposed),
        lambda: protocols.return_protocol(
            protocol_id=proposed.pk, reason="Bristen är oklar.", by=world.handler, at=LATER
        ),
        approving(world, proposed),
    )

    assert outcome == [OK, "Protokollet kan inte godkännas: läget är ”utkast”."]
    assert seal_of(proposed).get().content is None
    assert not Job.objects.exists()


def test_a_protocol_is_sent_once(world):
    approved = written.approved(world)

    outcome = in_line(seal_of(approved), sending(world, approved), sending(world, approved))

    assert outcome == [OK, "Protokollet kan inte skickas: läget är ”skickat”."]
    assert Notice.objects.filter(template="visit_report").count() == 2
    assert audited("visit_protocol.send") == 1


def test_a_measure_struck_out_while_its_protocol_is_sent_waits_and_is_refused(world):
    """Whoever edits and whoever sends take the protocol first: they never lock each other up."""
    approved = written.approved(world)
    measure = Measure.objects.get()

    def strike():
        return measures.withdraw_measure(
            measure_id=measure.pk, reason="Redan gjort.", by=world.handler, at=SENT
        )

    gate = Measure.objects.filter(pk=measure.pk)
    outcome = in_line(gate, strike, sending(world, approved))

    assert outcome == [
        "Protokollet är inte längre ett utkast. Begär att det återlämnas först.",
        OK,
    ]
    assert gate.get().told_at == SENT


def test_a_deficiency_worded_anew_while_its_protocol_is_sent_waits_and_is_refused(world):
    approved = written.approved(world)
    deficiency = Measure.objects.get().deficiency

    def edit():
        return deficiencies.edit_deficiency(
            deficiency_id=deficiency.pk,
            area=deficiency.area,
            text="Andra ord",
            remedy="",
            by=world.handler,
            at=SENT,
        )

    gate = type(deficiency).objects.filter(pk=deficiency.pk)
    outcome = in_line(gate, edit, sending(world, approved))

    assert outcome == [
        "Protokollet är inte längre ett utkast. Begär att det återlämnas först.",
        OK,
    ]
    assert gate.get().text == deficiency.text


def test_a_protocol_is_received_once_and_its_visit_closed_once(world):
    sent = written.sent(world)

    def receive():
        return protocols.receive_protocol(
            protocol_id=sent.pk, by=world.coordinator, at=datetime(2026, 3, 15, tzinfo=UTC)
        )

    assert in_line(seal_of(sent), receive, receive) == [
        OK,
        "Protokollet kan inte kvitteras: läget är ”mottaget”.",
    ]
    assert of(sent.visit).get().status == "closed"
    assert audited("visit_protocol.receive") == 1
