"""Annual reports and the county's compilation: written, sent and handed on once."""

import pytest

from actors.models import Actor, County
from common.autosave import mark_of
from followup.annual.compilations import documents as compilation_documents
from followup.annual.compilations import services as compilations
from followup.annual.models import AnnualReport, CountyCompilation, IndicatorAnswer, ReportStep
from followup.annual.reports import services as reports
from followup.annual.reports import steps
from followup.annual.reports.services import Typed, answer_field
from followup.economy import services as economy
from followup.economy.models import Cost
from notices.models import Notice
from records.models import AuditEntry, Job
from tests.followup.annual import factories as make
from tests.followup.annual.factories import AT, LATER, YEAR
from tests.followup.worlds import World
from tests.racing import OK, in_line, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    make.rules_of_the_year()
    return World()


def sending(world, report):
    return lambda: steps.send_report(report_id=report.pk, by=world.coordinator, at=AT)


def writing(world, report, value, seen="Vi övar."):
    name = answer_field(make.indicator("text"))
    typed = {name: Typed(value, mark_of(seen))}
    return lambda: reports.write_fields(
        report_id=report.pk, typed=typed, by=world.coordinator, at=AT
    )


def of(report):
    return AnnualReport.objects.filter(pk=report.pk)


def answer():
    return IndicatorAnswer.objects.get(indicator__answer_type="text").value


def test_a_report_is_begun_once(world):
    def begin():
        return make.begun(world)

    assert together(begin, begin, begin) == [OK] * 3
    assert AnnualReport.objects.count() == 1
    assert ReportStep.objects.count() == 1


def test_a_report_is_sent_once(world):
    report = make.answered(world)

    outcome = in_line(of(report), sending(world, report), sending(world, report))

    assert outcome == [OK, "Redovisningen kan inte skickas in: läget är ”inskickad”."]
    assert ReportStep.objects.filter(kind="sent").count() == 1
    assert Notice.objects.filter(template="receipt").count() == 1


def test_what_is_saved_after_the_report_was_sent_is_refused(world):
    report = make.answered(world)

    outcome = in_line(of(report), sending(world, report), writing(world, report, "Vi övar mer."))

    assert outcome[0] == OK
    assert outcome[1].startswith("Redovisningen är inskickad och kan inte ändras.")
    assert answer() == "Vi övar."


def test_what_is_saved_before_the_report_is_sent_is_sent_with_it(world):
    report = make.answered(world)

    outcome = in_line(of(report), writing(world, report, "Vi övar mer."), sending(world, report))

    assert outcome == [OK, OK]
    assert answer() == "Vi övar mer."


def test_two_write_in_the_same_field_and_the_other_is_told(world):
    report = make.answered(world)
    texts = writing(world, report, "Den ena"), writing(world, report, "Den andra")

    outcome = in_line(of(report), *texts)

    assert outcome[0] == OK
    assert outcome[1].endswith("ändrade samma fält medan du skrev.")
    assert answer() == "Den ena"


def test_a_report_is_accepted_or_asked_for_more_never_both(world):
    report = make.sent(world)

    outcome = in_line(
        of(report),
        lambda: steps.accept_report(report_id=report.pk, by=world.handler, at=AT),
        lambda: steps.request_completion(
            report_id=report.pk,
            text="Fråga 2 saknar svar.",
            complete_by=LATER.date(),
            by=world.other_handler,
            at=AT,
        ),
    )

    assert outcome == [OK, "Redovisningen kan inte kompletteras: läget är ”godtagen”."]
    assert of(report).get().status == "accepted"
    assert not Notice.objects.filter(template="completion_asked").exists()


def test_a_cost_is_not_changed_once_its_year_is_sent(world):
    report = make.answered(world)
    cost = Cost.objects.create(
        municipality=world.municipality,
        year=YEAR,
        part="crisis_preparedness",
        text="Övning",
        amount=100,
        eligibility="yes",
        entered_at=AT,
        entered_by="Samordnare",
    )

    outcome = in_line(
        Actor.objects.filter(pk=world.municipality.pk),
        sending(world, report),
        lambda: economy.change_cost(
            cost_id=cost.pk,
            part=cost.part,
            area="",
            text="Övning",
            amount=900,
            by=world.coordinator,
            at=AT,
        ),
    )

    assert outcome[0] == OK
    assert outcome[1].startswith(f"Redovisningen för {YEAR} är inskickad.")
    assert Cost.objects.get().amount == 100


# The compilation -------------------------------------------------------------------------------


def compiled(world):
    return compilations.start_compilation(
        county=world.county, year=YEAR, by=world.handler, at=LATER
    )


def assessing(world, compilation, text, seen=""):
    return lambda: compilations.write_assessment(
        compilation_id=compilation.pk, text=text, seen=seen, by=world.handler, at=LATER
    )


def handing_on(world, compilation):
    return lambda: compilations.hand_on(
        compilation_id=compilation.pk, by=world.other_handler, at=LATER
    )


def test_a_compilation_is_begun_once(world):
    gate = County.objects.filter(pk=world.county.pk)

    assert in_line(gate, lambda: compiled(world), lambda: compiled(world)) == [OK, OK]
    assert CountyCompilation.objects.count() == 1


def test_a_compilation_is_frozen_once(world):
    compilation = compiled(world)
    assessing(world, compilation, "God effekt.")()
    gate = CountyCompilation.objects.filter(pk=compilation.pk)

    outcome = in_line(gate, handing_on(world, compilation), handing_on(world, compilation))

    assert outcome[0] == OK
    assert outcome[1].startswith("Sammanställningen är överlämnad")
    assert Job.objects.filter(kind=compilation_documents.PDF.kind).count() == 1
    assert AuditEntry.objects.filter(action="compilation.hand_on").count() == 1


def test_an_assessment_changed_while_it_was_handed_on_is_refused(world):
    compilation = compiled(world)
    assessing(world, compilation, "God effekt.")()
    gate = CountyCompilation.objects.filter(pk=compilation.pk)
    late = assessing(world, compilation, "Ingen effekt.", seen=mark_of("God effekt."))

    outcome = in_line(gate, handing_on(world, compilation), late)

    assert outcome[1].startswith("Sammanställningen är överlämnad")
    kept = gate.get()
    assert kept.assessment == "God effekt."
    assert kept.content["assessment"] == "God effekt."


def test_two_write_the_assessment_and_one_is_shown_the_others(world):
    compilation = compiled(world)
    gate = CountyCompilation.objects.filter(pk=compilation.pk)
    texts = assessing(world, compilation, "Den ena"), assessing(world, compilation, "Den andra")

    outcome = in_line(gate, *texts)

    assert outcome[0] == OK
    assert outcome[1].endswith("ändrade bedömningen medan du skrev.")
    assert gate.get().assessment == "Den ena"


def test_a_supplement_is_begun_once(world):
    compilation = compiled(world)
    assessing(world, compilation, "God effekt.")()
    handing_on(world, compilation)()

    def supplement():
        return compilations.start_supplement(
            county=world.county, year=YEAR, reason="Sen redovisning", by=world.handler, at=LATER
        )

    gate = County.objects.filter(pk=world.county.pk)
    outcome = in_line(gate, supplement, supplement)

    assert outcome[0] == OK
    assert outcome[1] != OK
    assert CountyCompilation.objects.count() == 2
