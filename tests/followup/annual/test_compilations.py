"""The county's compilation: gathered, handed on, supplemented."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from openpyxl import load_workbook

from common.autosave import mark_of
from common.errors import RuleError
from followup.annual.compilations import documents as compilation_documents
from followup.annual.compilations import queries as reads
from followup.annual.compilations import services, workbook
from followup.annual.models import CountyCompilation, SupportNeed
from followup.annual.reports import services as reports
from followup.annual.reports.services import Item
from followup.economy.models import Cost
from records.files import files, seals
from records.models import Job
from tests.followup.annual import factories as make
from tests.followup.annual.factories import AT, LATER, YEAR
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    make.rules_of_the_year()
    return World()


def begun(world):
    return services.start_compilation(county=world.county, year=YEAR, by=world.handler, at=LATER)


def assessed(world):
    compilation = begun(world)
    return services.write_assessment(
        compilation_id=compilation.pk, text="God effekt.", seen="", by=world.handler, at=LATER
    )


def handed_on(world):
    return services.hand_on(compilation_id=assessed(world).pk, by=world.handler, at=LATER)


def test_what_changed_since_it_was_read_is_not_handed_on(world):
    """domain.md 1.10: MSB/MCF gets what the handler has read, cost for cost."""
    compilation = assessed(world)
    read = seals.digest(reads.gather(compilation))
    cost(world, "crisis_preparedness", 100)
    handing = {"compilation_id": compilation.pk, "by": world.handler, "at": LATER}

    with pytest.raises(RuleError, match="har ändrats sedan du öppnade sidan"):
        services.hand_on(**handing, seen=read)
    compilation.refresh_from_db()
    assert compilation.handed_on_at is None

    anew = seals.digest(reads.gather(compilation))
    assert services.hand_on(**handing, seen=anew).content_sha256 == anew


def cost(world, part, amount):
    Cost.objects.create(
        municipality=world.municipality,
        year=YEAR,
        part=part,
        text="Övning",
        amount=Decimal(amount),
        eligibility="yes",
        entered_at=AT,
        entered_by="Samordnare",
    )


def test_who_has_sent_and_who_is_late_is_told(world):
    """Vägledningen 2.4: länsstyrelsen sammanställer länets underlag."""
    world.another_municipality()
    make.sent(world, at=LATER)

    content = reads.gather(begun(world))

    assert reads.counts_of(content) == {"of": 2, "sent": 1, "late": 1, "missing": 1}


def test_answers_are_counted_and_never_averaged(world):
    """Vägledningen 2.4: ingen rangordning och inget medelvärde hittas på."""
    make.sent(world)

    by_type = {one["answer_type"]: one for one in reads.gather(begun(world))["indicators"]}

    assert ["Ja", 1] in by_type["yes_no"]["counts"]
    assert by_type["scale"]["counts"] == [
        ["1", 0], ["2", 0], ["3", 0], ["4", 1], ["5", 0], ["Inte besvarad", 0],
    ]  # fmt: skip
    assert by_type["scale"]["lowest"] == ""
    assert by_type["number"]["lowest"] == "12"
    assert by_type["text"]["counts"][0] == ["Besvarad", 1]


def test_civil_defence_is_only_the_countys_total(world):
    """SKR:s uppgifter: belopp för civilt försvar visas aldrig kommun för kommun."""
    cost(world, "civil_defence", 123_456)
    cost(world, "crisis_preparedness", 1_000)
    make.sent(world)

    content = reads.gather(begun(world))

    sums = {row["part"]: Decimal(row["amount"]) for row in content["costs"]}
    assert sums == {"civil_defence": 123_456, "crisis_preparedness": 1_000}
    assert "123456" not in str({**content, "costs": None})


def test_events_and_measures_are_told_with_the_municipality(world):
    report = make.answered(world)
    item = Item("measure", "Reservkraft", None, "", "Avbrott klaras")
    reports.add_item(report_id=report.pk, item=item, by=world.coordinator, at=AT)
    make.steps.send_report(report_id=report.pk, by=world.coordinator, at=AT)

    told = reads.gather(begun(world))["items_told"]

    assert told[0]["effect"] == "Avbrott klaras"
    assert told[0]["municipality"] == world.municipality.name


def test_handing_on_freezes_and_seals(world):
    """Vägledningen 2.4: underlaget distribueras till MSB."""
    compilation = handed_on(world)
    make.sent(world)

    compilation.refresh_from_db()
    assert seals.is_intact(compilation.content, compilation.content_sha256)
    assert reads.counts_of(reads.content_of(compilation))["sent"] == 0
    assert Job.objects.filter(kind=compilation_documents.PDF.kind).count() == 1


def test_without_an_assessment_of_effect_nothing_is_handed_on(world):
    """Vägledningen 1.3: länsstyrelsen redovisar en bedömning av effekten."""
    with pytest.raises(RuleError, match="bedömning"):
        services.hand_on(compilation_id=begun(world).pk, by=world.handler, at=LATER)


def test_what_is_handed_on_cannot_be_changed(world):
    compilation = handed_on(world)
    need = {"municipality": world.municipality, "reason": "x"}

    for act, values in (
        (services.hand_on, {}),
        (services.write_assessment, {"text": "x", "seen": ""}),
        (services.note_support_need, need),
    ):
        with pytest.raises(RuleError, match="överlämnad"):
            act(compilation_id=compilation.pk, by=world.handler, at=LATER, **values)


def test_a_supplement_keeps_what_was_handed_on(world):
    first = assessed(world)
    services.note_support_need(
        compilation_id=first.pk,
        municipality=world.municipality,
        reason="Ny samordnare",
        by=world.handler,
        at=LATER,
    )
    services.hand_on(compilation_id=first.pk, by=world.handler, at=LATER)
    make.sent(world)

    more = services.start_supplement(
        county=world.county, year=YEAR, reason="Sen redovisning", by=world.handler, at=LATER
    )

    assert (more.number, more.assessment) == (2, "God effekt.")
    assert more.needs.get().reason == "Ny samordnare"
    assert reads.counts_of(reads.content_of(more))["sent"] == 1
    first.refresh_from_db()
    assert reads.counts_of(reads.content_of(first))["sent"] == 0
    assert "Tillägg 1" in str(more)


@pytest.mark.parametrize(("reason", "problem"), [("", "varför"), ("Sen", "inte överlämnad")])
def test_a_supplement_needs_a_reason_and_something_handed_on(world, reason, problem):
    if reason:
        begun(world)
    else:
        handed_on(world)

    with pytest.raises(RuleError, match=problem):
        services.start_supplement(
            county=world.county, year=YEAR, reason=reason, by=world.handler, at=LATER
        )


def test_a_year_never_compiled_has_no_supplement(world):
    with pytest.raises(Http404):
        services.start_supplement(
            county=world.county, year=YEAR, reason="x", by=world.handler, at=LATER
        )


def test_need_of_support_is_a_judgement_with_a_reason(world):
    """Vägledningen 2.4: se om någon kommun behöver ytterligare stöd och uppföljning."""
    compilation = begun(world)

    def note(municipality, reason):
        return services.note_support_need(
            compilation_id=compilation.pk,
            municipality=municipality,
            reason=reason,
            by=world.handler,
            at=LATER,
        )

    with pytest.raises(RuleError, match="Skriv varför"):
        note(world.municipality, " ")
    with pytest.raises(RuleError, match="i länet"):
        note(World(code="03").municipality, "x")
    note(world.municipality, "Vakans")
    need = note(world.municipality, "Vakans sedan i våras")

    assert SupportNeed.objects.get().reason == "Vakans sedan i våras"
    services.remove_support_need(need_id=need.pk, by=world.handler, at=LATER)
    with pytest.raises(Http404):
        services.remove_support_need(need_id=need.pk, by=world.handler, at=LATER)


def test_two_who_assess_at_once_lose_nothing(world):
    compilation = assessed(world)

    def write(text, seen, by):
        return services.write_assessment(
            compilation_id=compilation.pk, text=text, seen=seen, by=by, at=LATER
        )

    seen = mark_of("God effekt.")
    write("Mycket god effekt.", seen, world.other_handler)
    with pytest.raises(services.AssessmentConflict) as conflict:
        write("Liten effekt.", seen, world.handler)

    assert conflict.value.compilation.assessment == "Mycket god effekt."
    assert write("God effekt.", seen, world.handler).assessment == "Mycket god effekt."
    with pytest.raises(RuleError, match="Högst"):
        write("x" * 8001, seen, world.handler)


def test_only_the_countys_handlers_compile(world):
    for who in (world.coordinator, world.reviewer, World(code="03").handler):
        with pytest.raises(PermissionDenied):
            services.start_compilation(county=world.county, year=YEAR, by=who, at=LATER)
    compilation = handed_on(world)
    with pytest.raises(PermissionDenied):
        services.hand_on(compilation_id=compilation.pk, by=world.reviewer, at=LATER)
    with pytest.raises(Http404):
        services.hand_on(compilation_id=0, by=world.handler, at=LATER)


def test_a_year_that_is_not_over_is_not_compiled(world):
    with pytest.raises(RuleError, match="ska vara slut"):
        services.start_compilation(
            county=world.county,
            year=2026,
            by=world.handler,
            at=datetime(2026, 12, 31, 12, 0, tzinfo=UTC),
        )


def test_begun_twice_is_the_same_compilation(world):
    assert begun(world) == begun(world)
    assert CountyCompilation.objects.count() == 1


def test_mcf_sees_what_is_handed_on_and_nothing_before(world):
    """domain.md 7.10: MSB/MCF ser alla läns sammanställningar."""
    begun(world)
    assert reads.versions_for(world.reviewer, "01", YEAR) == []
    assert reads.versions_for(world.coordinator, "01", YEAR) == []
    assert reads.versions_for(world.reviewer, "99", YEAR) == []

    compilation = handed_on(world)

    assert reads.versions_for(world.reviewer, "01", YEAR) == [compilation]
    assert list(reads.handed_on()) == [compilation]
    assert reads.versions_for(World(code="03").handler, "01", YEAR) == []


def test_the_pdf_says_what_was_handed_on(world):
    compilation = handed_on(world)
    job = compilation_documents.PDF.latest(compilation)

    job.result = compilation_documents.PDF.make(job)
    job.save()
    compilation_documents.PDF.ended(job)

    compilation.refresh_from_db()
    assert compilation.pdf is not None
    with files.open(compilation.pdf) as file:
        assert file.read(5) == b"%PDF-"


def test_a_failed_pdf_is_tried_again(world):
    compilation = handed_on(world)
    job = compilation_documents.PDF.latest(compilation)
    assert services.retry_pdf(compilation_id=compilation.pk, by=world.handler, at=LATER) == job
    Job.objects.update(status=Job.Status.FAILED)
    compilation_documents.PDF.ended(job)

    again = services.retry_pdf(compilation_id=compilation.pk, by=world.handler, at=LATER)

    assert again.status == Job.Status.WANTED
    with pytest.raises(Http404):
        services.retry_pdf(compilation_id=0, by=world.handler, at=LATER)


def test_excel_of_one_and_of_all(world):
    make.sent(world)
    compilation = handed_on(world)
    one = load_workbook(io.BytesIO(workbook.excel(reads.content_of(compilation))))
    every = load_workbook(io.BytesIO(workbook.excel_of_all([compilation])))

    assert "Svar per kommun" in one.sheetnames
    assert every["Län"]["A2"].value == "Stockholms län"
