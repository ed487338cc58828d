"""Writes to costs, questions and compensation: done, refused, forbidden."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from actors.imports.spreadsheets import SheetRow
from common.errors import RuleError
from followup.annual.models import AnnualReport
from followup.deadlines.models import Deadline
from followup.economy import compensation_import
from followup.economy import queries as reports
from followup.economy import services as economy
from followup.economy.guards import locked_cost, locked_municipality
from followup.economy.models import CompensationDecision, Cost, CostQuestion, OpeningSaving
from followup.economy.questions import services as questions
from followup.terms.models import IndicatorSet
from notices.models import Notice
from records.models import AuditEntry
from tests.followup.economy.factories import AT, CRISIS, DEFENCE, Scene, granted, limit, used

pytestmark = pytest.mark.django_db


def report(stage: Scene, year: int, status: str) -> None:
    indicators = IndicatorSet.objects.create(
        name="Prov", valid_from=date(2020, 1, 1), source="Prov"
    )
    AnnualReport.objects.create(
        municipality=stage.municipality,
        year=year,
        indicator_set=indicators,
        status=status,
        started_at=AT,
        sent_at=AT,
        sent_by="Prov",
    )


def answered(stage: Scene, question: CostQuestion, **values) -> CostQuestion:
    return questions.answer(
        **{
            "question_id": question.pk,
            "eligibility": "yes",
            "text": "Ja, för att.",
            "consulted": "MCF",
            "precedent": "Övningar får betalas.",
            "by": stage.handler,
            "at": AT,
        }
        | values
    )


# Costs ----------------------------------------------------------------------------------------


def test_a_cost_is_noted_with_who_and_when(stage: Scene) -> None:
    """Vägledningen 2.5: costs of krisberedskap and civilt försvar apart."""
    cost = used(stage, 2025, 12_000, part=DEFENCE)

    assert (cost.part, cost.entered_at) == (DEFENCE, AT)
    entry = AuditEntry.objects.get(action="cost.enter")
    assert "12" not in entry.text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 2005}, "year"),
        ({"year": 2027}, "year"),
        ({"amount": 0}, "amount"),
        ({"amount": 2_000_000_000}, "amount"),
        ({"part": "other"}, "part"),
        ({"area": "other"}, "area"),
        ({"eligibility": "perhaps"}, "eligibility"),
        ({"text": "  "}, "text"),
    ],
)
def test_a_mistyped_cost_is_refused(stage: Scene, values: dict, field: str) -> None:
    typed = {"year": 2025, "amount": 5} | values
    with pytest.raises(RuleError) as refused:
        used(stage, typed.pop("year"), typed.pop("amount"), **typed)

    assert refused.value.field == field
    assert not Cost.objects.exists()


def test_a_year_that_is_reported_is_closed(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    report(stage, 2025, "sent")

    with pytest.raises(RuleError, match="inskickad"):
        used(stage, 2025, 5)
    with pytest.raises(RuleError, match="inskickad"):
        economy.remove_cost(cost_id=cost.pk, by=stage.coordinator, at=AT)
    AnnualReport.objects.update(status="completion_requested")
    assert used(stage, 2025, 5)


def test_others_may_not_enter_change_or_remove(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    values = {"part": CRISIS, "area": "", "text": "x", "amount": Decimal(1)}
    for user in (stage.handler, stage.clerk, stage.neighbour, stage.reviewer):
        with pytest.raises(PermissionDenied):
            economy.enter_cost(
                municipality_id=stage.municipality.pk,
                year=2025,
                eligibility="yes",
                by=user,
                at=AT,
                **values,
            )
        with pytest.raises(PermissionDenied):
            economy.change_cost(cost_id=cost.pk, by=user, at=AT, **values)
        with pytest.raises(PermissionDenied):
            economy.remove_cost(cost_id=cost.pk, by=user, at=AT)


def test_what_does_not_exist_is_not_found(stage: Scene) -> None:
    with pytest.raises(Http404):
        locked_municipality(stage.board.pk)
    with pytest.raises(Http404):
        locked_cost(0)


def test_other_work_waits_for_the_tasks_to_be_done(stage: Scene) -> None:
    """Vägledningen 2.5.

    a municipality found to have done its tasks may use the rest for other work.
    """
    with pytest.raises(RuleError, match="inte bedömt"):
        used(stage, 2025, 5, other_work=True)
    economy.judge_tasks_done(
        municipality_id=stage.municipality.pk,
        year=2025,
        reason="Allt är gjort.",
        by=stage.handler,
        at=AT,
    )
    assert used(stage, 2025, 5, other_work=True).is_other_work
    assert used(stage, 2024, 5, other_work=True, eligibility="ask").is_other_work


def test_only_the_handler_judges_the_tasks(stage: Scene) -> None:
    values = {"municipality_id": stage.municipality.pk, "year": 2025, "at": AT}
    with pytest.raises(PermissionDenied):
        economy.judge_tasks_done(reason="x", by=stage.officer, **values)
    with pytest.raises(RuleError):
        economy.judge_tasks_done(reason=" ", by=stage.handler, **values)


def test_a_cost_that_the_county_judged_is_kept(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    values = {"cost_id": cost.pk, "at": AT}
    with pytest.raises(PermissionDenied):
        economy.judge_cost(eligibility="no", judgement="x", by=stage.coordinator, **values)
    with pytest.raises(RuleError) as refused:
        economy.judge_cost(eligibility="ask", judgement="x", by=stage.handler, **values)
    assert refused.value.field == "eligibility"
    with pytest.raises(RuleError) as refused:
        economy.judge_cost(eligibility="no", judgement="", by=stage.handler, **values)
    assert refused.value.field == "judgement"

    economy.judge_cost(eligibility="no", judgement="Rakel.", by=stage.handler, **values)

    with pytest.raises(RuleError, match="bedömt"):
        economy.remove_cost(cost_id=cost.pk, by=stage.coordinator, at=AT)
    with pytest.raises(RuleError, match="redan bedömt"):
        questions.ask_about_cost(cost_id=cost.pk, text="x", by=stage.coordinator, at=AT)
    found = reports.economy_of(stage.municipality, parts=[CRISIS], day=AT.date())
    assert found[CRISIS].years[0].sums.ineligible == 5


def test_a_removed_cost_stays_in_the_history(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    economy.remove_cost(cost_id=cost.pk, by=stage.coordinator, at=AT)

    assert not Cost.objects.exists()
    assert Cost.history.filter(history_type="-").count() == 1


# Questions ------------------------------------------------------------------------------------


def test_a_doubtful_cost_becomes_a_question_to_the_county(stage: Scene) -> None:
    """Vägledningen 2.5: hard to judge whether measures are connected to the agreements."""
    cost = used(stage, 2025, 5, eligibility="ask")

    assert "Övning" in "".join(asked.text for asked in cost.questions.all())
    notice = Notice.objects.get(template="dialogue")
    assert notice.recipient_label.startswith(str(stage.board)) or notice.recipient_ref
    with pytest.raises(RuleError, match="redan ställd"):
        questions.ask_about_cost(cost_id=cost.pk, text="x", by=stage.coordinator, at=AT)


def test_the_answer_judges_the_cost_and_tells_the_municipality(stage: Scene) -> None:
    """Vägledningen 2.5.

    länsstyrelsen kan kontakta MSB eller andra länsstyrelser inför sin bedömning.
    """
    cost = used(stage, 2025, 5, eligibility="ask", question="Får vi?")

    question = answered(stage, CostQuestion.objects.get())

    cost.refresh_from_db()
    assert (cost.eligibility, cost.judgement) == ("yes", "Ja, för att.")
    assert question.consulted == "MCF"
    assert Notice.objects.filter(template="question_answered").count() == 1
    with pytest.raises(RuleError, match="besvarad"):
        answered(stage, question)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"eligibility": "ask"}, "eligibility"),
        ({"text": " "}, "answer"),
        ({"precedent": "I Ekby får man."}, "precedent"),
    ],
)
def test_half_an_answer_is_refused(stage: Scene, values: dict, field: str) -> None:
    question = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    with pytest.raises(RuleError) as refused:
        answered(stage, question, **values)

    assert refused.value.field == field


def test_only_the_county_answers_and_only_the_municipality_asks(stage: Scene) -> None:
    question = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    with pytest.raises(PermissionDenied):
        answered(stage, question, by=stage.coordinator)
    with pytest.raises(PermissionDenied):
        questions.ask(municipality_id=stage.municipality.pk, text="x", by=stage.handler, at=AT)
    with pytest.raises(PermissionDenied):
        questions.withdraw(question_id=question.pk, by=stage.handler, at=AT)
    with pytest.raises(RuleError):
        questions.ask(municipality_id=stage.municipality.pk, text=" ", by=stage.coordinator, at=AT)
    with pytest.raises(Http404):
        questions.withdraw(question_id=0, by=stage.coordinator, at=AT)


def test_a_withdrawn_question_is_answered_no_more(stage: Scene) -> None:
    cost = used(stage, 2025, 5, eligibility="ask")
    question = CostQuestion.objects.get()
    questions.withdraw(question_id=question.pk, by=stage.coordinator, at=AT)

    with pytest.raises(RuleError, match="återtagen"):
        answered(stage, question)
    economy.remove_cost(cost_id=cost.pk, by=stage.coordinator, at=AT)
    question.refresh_from_db()
    assert question.cost is None


def test_a_deadline_for_answers_only_by_a_setting(stage: Scene) -> None:
    """Vägledningen 2.5 gives no time for an answer."""
    used(stage, 2025, 6, eligibility="ask")
    assert not Deadline.objects.filter(kind="question").exists()
    limit(stage.county, "question_days", 10)

    used(stage, 2025, 7, eligibility="ask")

    deadline = Deadline.objects.get(kind="question")
    assert (deadline.due_date, deadline.is_countys) == (date(2026, 12, 1), True)


def test_a_question_from_a_municipality_in_no_county_waits_for_nobody(stage: Scene) -> None:
    stage.municipality.county = None
    stage.municipality.save()

    question = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )

    assert question.answered_at is None
    assert not Notice.objects.exists()
    assert not Deadline.objects.exists()


def test_precedents_are_of_the_own_county_and_do_not_say_whose(stage: Scene) -> None:
    question = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    answered(stage, question)

    assert reports.precedents(stage.county, text="övningar betalas") == [question]
    assert not reports.precedents(stage.county, text="kraftverk")
    assert not reports.precedents(stage.county, eligibility="no")


# Compensation ---------------------------------------------------------------------------------


def test_an_amount_is_corrected_with_its_history(stage: Scene) -> None:
    granted(stage, 2025, 100)
    granted(stage, 2025, 100)
    granted(stage, 2025, 90)

    assert CompensationDecision.objects.get().amount == 90
    amounts = list(CompensationDecision.history.values_list("amount", flat=True))
    assert amounts == [90, 100]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 2028}, "year"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"source": " "}, "source"),
    ],
)
def test_a_mistyped_amount_is_refused(stage: Scene, values: dict, field: str) -> None:
    typed = {
        "municipality_id": stage.municipality.pk,
        "year": 2025,
        "component": stage.crisis,
        "amount": Decimal(1),
        "registry_number": "",
        "source": "Beslut",
        "at": AT,
    }
    with pytest.raises(RuleError) as refused:
        economy.decide_compensation(by=stage.handler, **typed | values)
    assert refused.value.field == field
    with pytest.raises(PermissionDenied):
        economy.decide_compensation(by=stage.coordinator, **typed)


def test_the_opening_saving_is_entered_by_the_county(stage: Scene) -> None:
    typed = {
        "municipality_id": stage.municipality.pk,
        "part": CRISIS,
        "year": 2024,
        "amount": Decimal(500),
        "source": "Bokslut",
        "at": AT,
    }
    with pytest.raises(PermissionDenied):
        economy.set_opening(by=stage.coordinator, **typed)
    for wrong in ({"part": "x"}, {"source": ""}, {"year": 1999}):
        with pytest.raises(RuleError):
            economy.set_opening(by=stage.handler, **typed | wrong)
    economy.set_opening(by=stage.handler, **typed)
    economy.set_opening(by=stage.handler, **typed | {"amount": Decimal(600)})

    assert OpeningSaving.objects.get().amount == 600
    granted(stage, 2023, 10_000)
    granted(stage, 2025, 100)
    found = reports.economy_of(stage.municipality, parts=[CRISIS], day=AT.date())[CRISIS]
    assert [(item.year, item.closing) for item in found.years] == [(2024, 600), (2025, 700)]


def row(stage: Scene, **values: str) -> tuple[str, ...]:
    typed = {
        "Kommunkod": stage.municipality.scb_code,
        "Kommun": "",
        "År": "2025",
        "Komponent": "Operations",
        "Belopp": "100",
        "Diarienummer": "",
        "Källa": "Beslut",
    } | values
    return tuple(typed[name] for name in compensation_import.HEAD)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Kommunkod", "9998"),
        ("Kommun", "Annan"),
        ("År", "2040"),
        ("År", "år"),
        ("Komponent", "Okänd"),
        ("Belopp", "tio"),
        ("Belopp", "-5"),
        ("Diarienummer", "9" * 61),
        ("Källa", ""),
    ],
)
def test_a_fault_tells_row_and_column(stage: Scene, column: str, value: str) -> None:
    second = {"Komponent": "Civil_defence"} | {column: value}
    rows = [(2, row(stage)), (3, row(stage, **second))]
    plan = compensation_import.look_through(stage.county, rows, at=AT)

    assert [(fault.row, fault.column) for fault in plan.faults] == [(3, column)]
    with pytest.raises(RuleError):
        compensation_import.apply(county=stage.county, rows=rows, by=stage.handler, at=AT)
    assert not CompensationDecision.objects.exists()


def test_the_same_amount_twice_in_a_file_is_a_fault(stage: Scene) -> None:
    rows = [(2, row(stage)), (3, row(stage, Kommun="Ekby", Belopp="1 000,50"))]
    plan = compensation_import.look_through(stage.county, rows, at=AT)

    assert [fault.cell for fault in plan.faults] == ["D3"]
    assert plan.summary == "1 fel"


def test_a_file_is_carried_out_once(stage: Scene) -> None:
    rows = [(2, row(stage)), (3, row(stage, Komponent="Civil_defence"))]
    first = compensation_import.apply(county=stage.county, rows=rows, by=stage.handler, at=AT)
    again = compensation_import.apply(county=stage.county, rows=rows, by=stage.handler, at=AT)
    rows[0] = (2, row(stage, Belopp="90"))
    corrected = compensation_import.apply(county=stage.county, rows=rows, by=stage.handler, at=AT)

    assert [plan.summary for plan in (first, again, corrected)] == [
        "2 nya belopp, 0 rättas",
        "0 nya belopp, 0 rättas",
        "0 nya belopp, 1 rättas",
    ]
    with pytest.raises(PermissionDenied):
        compensation_import.apply(county=stage.county, rows=rows, by=stage.officer, at=AT)


HEADER = ",".join(compensation_import.HEAD)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"x" * 2_000_001),
        ("a.csv", b"\0" + HEADER.encode()),
        ("a.csv", b"Fel,rubrik\n1,2"),
        ("a.csv", HEADER.encode()),
        ("a.csv", HEADER.encode() + b"\n" + b"1,2\n" * 5001),
        ("a.csv", HEADER.encode() + b'\n"' + b"x" * 200_000 + b'"'),
        ("a.xlsx", b"no"),
    ],
)
def test_a_file_that_is_none_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(RuleError):
        compensation_import.read(content, name)


def test_csv_from_excel_in_the_old_encoding_is_read() -> None:
    head = ";".join(compensation_import.HEAD)
    content = f"{head}\n0114;Väsby;2025;x;1\xa0000;;Källa\n;;;;;;\n".encode("cp1252")

    assert compensation_import.read(content, "a.CSV") == [
        SheetRow(2, ("0114", "Väsby", "2025", "x", "1 000", "", "Källa"))
    ]


def test_a_municipality_written_with_a_narrow_space_is_known(stage: Scene) -> None:
    name = stage.municipality.name.replace(" ", "\N{NARROW NO-BREAK SPACE}")
    head = ";".join(compensation_import.HEAD)
    content = f"{head}\n{';'.join(row(stage, Kommun=name, Belopp='1 000,50'))}".encode()
    rows = [(one.number, one.cells) for one in compensation_import.read(content, "a.csv")]

    plan = compensation_import.look_through(stage.county, rows, at=AT)

    assert plan.faults == []
    assert [line.amount for line in plan.lines] == [Decimal("1000.50")]
