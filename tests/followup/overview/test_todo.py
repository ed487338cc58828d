"""What waits in the follow-up stands on the start page of who is to do it, and of nobody else."""

from datetime import date, timedelta

import pytest
from django.test import Client

from actors.models import User
from common import todo
from common.clock import start_of_day
from followup.cases import services as case_services
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents import services as documents
from followup.economy.questions import services as questions
from followup.overview import todo as follow_up
from followup.visits.measures import deficiencies
from followup.visits.measures import services as measure_services
from followup.visits.report import services as protocols
from tests.clients import signed_in
from tests.followup.annual import factories as reports
from tests.followup.cases import factories as cases
from tests.followup.documents import factories as handed_in
from tests.followup.visits.measures import factories as measures
from tests.followup.visits.report import factories as visit_reports
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
AT = cases.READY


@pytest.fixture
def world() -> World:
    return World()


def actions(user: User, at=AT) -> list[str]:
    return [task.action for task in follow_up.tasks(user, at)]


def test_nothing_waits_for_somebody_outside(world: World) -> None:
    cases.prepared(world)

    assert actions(world.outsider) == []


def test_a_case_to_sign_waits_for_the_signer_alone(world: World) -> None:
    referral = cases.prepared(world)

    (task,) = [one for one in follow_up.tasks(world.signer, AT) if "Läs" in one.action]

    assert (task.action, task.whom) == ("Läs och skriv under", "Kommunen")
    assert Client().get(task.url).status_code == 302
    assert task.url.endswith(f"/{referral.pk}/")
    assert task.since == referral.prepared_at
    assert "Läs och skriv under" not in actions(world.handler)
    assert "Läs och skriv under" not in actions(world.coordinator)


def test_a_case_that_came_waits_for_the_reviewer_at_the_authority(world: World) -> None:
    cases.sent(world)

    assert actions(world.reviewer) == ["Registrera att yttrandet har kommit in"]


def test_a_document_handed_in_waits_for_the_handlers_with_the_day_of_the_answer() -> None:
    world = handed_in.new_world()
    handed_in.set_days(world, value=60)
    version = handed_in.hand_in(world)

    (task,) = [
        one for one in follow_up.tasks(world.handler, handed_in.AT) if "Granska" in one.action
    ]

    assert task.since == version.submitted_at
    assert task.due_date == date(2023, 12, 19)
    assert task.url.endswith("/granska/")
    assert "Granska dokumentet" in actions(world.other_handler, handed_in.AT)
    assert "Granska dokumentet" not in actions(world.coordinator, handed_in.AT)


def test_what_is_on_the_desk_is_not_told_again_by_its_deadline() -> None:
    world = handed_in.new_world()
    handed_in.set_days(world, value=1)
    version = handed_in.hand_in(world)

    told = follow_up.tasks(world.handler, handed_in.AT)

    about = [one for one in told if one.due_date == version.received_date + timedelta(days=1)]
    assert [one.action for one in about] == ["Granska dokumentet"]


def test_a_document_taken_back_is_off_the_desk() -> None:
    world = handed_in.new_world()
    version = handed_in.hand_in(world)
    documents.withdraw_version(
        document_id=version.document_id,
        reason="Fel fil.",
        by=world.coordinator,
        at=handed_in.AT,
    )

    assert "Granska dokumentet" not in actions(world.handler, handed_in.AT)


def test_a_report_sent_in_waits_for_the_handlers(world: World) -> None:
    reports.rules_of_the_year()
    reports.sent(world)

    assert "Granska redovisningen" in actions(world.handler, reports.AT)
    assert "Granska redovisningen" not in actions(world.signer, reports.AT)


def test_a_question_waits_until_it_is_answered(world: World) -> None:
    asked = questions.ask(
        municipality_id=world.municipality.pk,
        text="Får vi köpa en generator?",
        by=world.coordinator,
        at=AT,
    )

    assert "Besvara frågan" in actions(world.handler)

    questions.withdraw(question_id=asked.pk, by=world.coordinator, at=AT)
    assert "Besvara frågan" not in actions(world.handler)


def test_the_plan_waits_for_the_director_and_a_measure_done_for_the_handler(world: World) -> None:
    measure = measures.proposed(world)

    waiting = follow_up.tasks(world.director, measure.created_at)
    (task,) = [one for one in waiting if one.action == "Godkänn åtgärdsplanen"]
    assert task.text == "1 åtgärd väntar på er"
    assert "Godkänn åtgärdsplanen" not in actions(world.coordinator, measure.created_at)

    measures.approve(world, measure)
    measures.report(world, measure)
    assert "Godkänn åtgärdsplanen" not in actions(world.director)
    assert "Bedöm åtgärden" in actions(world.handler)


def test_another_day_for_a_measure_waits_for_the_handler(world: World) -> None:
    measures.counter(world, measures.proposed(world))

    assert "Svara på kommunens förslag" in actions(world.handler)


def test_a_visit_report_waits_for_another_than_its_writer_and_then_to_be_sent(
    world: World,
) -> None:
    report = visit_reports.proposed(world)
    assert "Läs och godkänn" not in actions(world.handler)
    assert "Läs och godkänn" in actions(world.other_handler)
    assert "Läs och godkänn" in actions(world.signer)

    protocols.approve_protocol(
        protocol_id=report.pk, by=world.other_handler, at=visit_reports.LATER
    )

    assert "Läs och godkänn" not in actions(world.signer)
    assert "Skicka till kommunen" in actions(world.handler)
    assert "Skicka till kommunen" not in actions(world.signer)


def test_a_municipality_sees_its_own_deadlines_once_they_are_soon() -> None:
    world = handed_in.new_world()
    due = date(2023, 10, 31)

    assert actions(world.coordinator, start_of_day(due - timedelta(days=31))) == []
    (task,) = follow_up.tasks(world.coordinator, start_of_day(due - timedelta(days=30)))

    assert task.action.startswith("Risk- och sårbarhetsanalys")
    assert (task.due_date, task.whom) == (due, "Kommunen")
    assert actions(world.handler, start_of_day(due)) == []


def test_what_cannot_wait_stands_first_and_what_has_a_day_ahead_last(
    monkeypatch,
) -> None:
    def task(name: str, **given) -> todo.Task:
        return todo.Task(action=name, text="", url="/", icon="list", **given)

    rows = [
        task("utan dag, ny", since=AT),
        task("utan dag, gammal", since=AT - timedelta(days=3)),
        task("snart", due_date=date(2026, 4, 1)),
        task("sen", due_date=date(2026, 1, 1)),
        task("larm", urgent=True),
    ]
    monkeypatch.setattr(todo.providers, "items", {"test": lambda user, at: rows})

    found = todo.tasks_of(User(), AT)

    names = ["larm", "sen", "utan dag, gammal", "utan dag, ny", "snart"]
    assert [one.action for one in found] == names
    assert [one.is_late(AT) for one in found] == [False, True, False, False, False]


def test_a_day_is_late_at_midnight_and_not_before() -> None:
    task = todo.Task("a", "b", "/", "list", due_date=date(2026, 3, 10))

    assert not task.is_late(start_of_day(date(2026, 3, 11)) - timedelta(seconds=1))
    assert task.is_late(start_of_day(date(2026, 3, 11)))


def test_what_a_county_is_to_do_in_many_municipalities_stands_once(world: World) -> None:
    due = start_of_day(date(2026, 3, 20))
    for number, place in enumerate([world.municipality, *map(world.another_municipality, "ABC")]):
        deadlines.lay(
            municipality=place,
            kind=Deadline.Kind.ECONOMIC_REVIEW,
            key=f"review:{number}",
            about=place,
            what="Ekonomisk granskning 1 av 2",
            due_date=due.date(),
            at=AT,
            is_countys=True,
        )

    (task,) = follow_up.tasks(world.handler, AT)

    assert (task.action, task.whom) == ("Ekonomisk granskning 1 av 2", "4 kommuner")
    assert task.url.endswith("/frister/?slag=economic_review")


def test_whoever_wrote_a_part_is_not_told_to_approve_the_whole(world: World) -> None:
    """The list told of what the act then refused: it asks the same rule now."""
    report = visit_reports.draft(world)
    deficiencies.edit_deficiency(
        deficiency_id=report.visit.deficiencies.get().pk,
        area="training",
        text="Planen för övning följs inte.",
        remedy="Öva nämnden i höst.",
        by=world.other_handler,
        at=visit_reports.AT,
    )
    protocols.propose_protocol(protocol_id=report.pk, by=world.handler, at=visit_reports.AT)

    assert "Läs och godkänn" not in actions(world.other_handler)
    assert "Läs och godkänn" in actions(world.signer)


def test_a_measure_struck_out_waits_for_nobody(world: World) -> None:
    measure = measures.counter(world, measures.proposed(world))
    assert "Svara på kommunens förslag" in actions(world.handler)

    measure_services.withdraw_measure(
        measure_id=measure.pk, reason="Inte aktuell.", by=world.handler, at=AT
    )

    assert "Svara på kommunens förslag" not in actions(world.handler)


def test_many_cases_ask_no_more_than_one(world: World, django_assert_max_num_queries) -> None:
    for number in range(6):
        open_another(world, f"Kommun {number}")

    client = signed_in(world.handler)
    client.get("/att-gora/")

    with django_assert_max_num_queries(45):
        page = client.get("/att-gora/").content.decode()

    assert page.count("Underrätta kommunen") == 6


def open_another(world: World, name: str) -> None:
    place = world.another_municipality(name)
    named = cases.deficiency(world, municipality=place)
    case_services.open_case(
        municipality_id=place.pk,
        grounds={named.pk: "no_risk_analysis"},
        by=world.handler,
        at=cases.AT,
    )
