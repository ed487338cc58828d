"""Questions on compensation on the pages, and the economy in the county's overview."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.economy.models import CostQuestion, EconomicReview
from followup.economy.questions import services as questions
from followup.economy.savings import services as savings
from followup.method import services as method
from followup.overview import queries as overview
from tests.clients import signed_in
from tests.followup.economy.factories import AT, Scene, adopted_plan, limit
from tests.followup.economy.test_pages import address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def test_the_countys_queue_shows_what_waits(stage: Scene) -> None:
    questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    here = reverse("followup:county_questions", args=[stage.county.pk])
    client = signed_in(stage.handler)

    assert "Får vi?" in text_of(client.get(here))
    assert "Får vi?" not in text_of(client.get(here, {"visa": "besvarade"}))
    assert "Får vi?" in text_of(client.get(here, {"visa": "alla"}))
    assert signed_in(stage.coordinator).get(here).status_code == 404


def test_a_question_is_asked_and_withdrawn_on_the_page(stage: Scene) -> None:
    client = signed_in(stage.coordinator)

    assert client.post(address(stage, "questions"), {"text": ""}).status_code == 422
    assert client.post(address(stage, "questions"), {"text": "Får vi?"}).status_code == 302
    question = CostQuestion.objects.get()
    assert "Återta frågan" in text_of(client.get(address(stage, "question", question.pk)))
    assert client.post(address(stage, "question_withdraw", question.pk)).status_code == 302
    assert "återtagen" in text_of(client.get(address(stage, "question", question.pk)))
    assert signed_in(stage.handler).post(address(stage, "questions"), {}).status_code == 403


def test_the_time_for_answers_is_set_by_the_county_and_said_on_the_pages(stage: Scene) -> None:
    """Vägledningen 2.5 gives no time: unset, a question has no deadline, and the pages say so."""
    handler = signed_in(stage.handler)
    queue = reverse("followup:county_questions", args=[stage.county.pk])
    early = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    for here in (queue, address(stage, "questions"), address(stage, "question", early.pk)):
        assert "inte satt någon tid för svar" in text_of(handler.get(here))

    limit(stage.county, "question_days", 8)
    late = questions.ask(
        municipality_id=stage.municipality.pk, text="Och då?", by=stage.coordinator, at=AT
    )

    for here in (queue, address(stage, "questions")):
        assert "svarar inom 8 dagar" in text_of(handler.get(here))
    assert "innan länet satte en tid" in text_of(handler.get(address(stage, "question", early.pk)))
    shown = text_of(handler.get(address(stage, "question", late.pk)))
    assert "Svar senast 2026-11-29 (eller 2026-11-30)" in shown
    assert "Antalet dagar är länets inställning" in shown
    deadline = Deadline.objects.get(kind="question")
    deadlines.move(
        deadline=deadline,
        due_date=date(2026, 12, 4),
        reason="Frågan är stor.",
        by=stage.handler,
        at=AT,
    )
    moved = text_of(handler.get(address(stage, "question", late.pk)))
    assert "Svar senast 2026-12-04" in moved
    assert "Ursprunglig dag" in moved


def test_the_overview_reads_the_economy_of_the_county(stage: Scene) -> None:
    """Vägledningen 2.5, 2.6: a question taken back waits for nobody; a plan is followed up."""
    method.load_reference()

    def cell():
        found = overview.rows_of([stage.municipality, stage.other], stage.county, AT.date())
        return next(r for r in found if r.municipality == stage.municipality).cells["economy"]

    asked = questions.ask(
        municipality_id=stage.municipality.pk, text="Får vi?", by=stage.coordinator, at=AT
    )
    assert cell().county == "1 fråga att besvara"
    questions.withdraw(question_id=asked.pk, by=stage.coordinator, at=AT)
    assert cell().county == ""

    plan = adopted_plan(stage)
    assert cell().text.startswith("1 aktivitet i planen försenad, Planen för sparande inte")
    activity = plan.activities.get()
    savings.report_activity(
        activity_id=activity.pk,
        done_date=AT.date(),
        outcome="Klart",
        by=stage.coordinator,
        at=AT,
    )
    savings.check_plan(
        plan_id=plan.pk,
        checked_date=AT.date(),
        is_kept=True,
        text="Bra.",
        by=stage.handler,
        at=AT,
    )
    for occasion in ("visit", "between"):
        EconomicReview.objects.create(
            municipality=stage.municipality,
            done_date=AT.date(),
            occasion=occasion,
            findings="Inget",
            noted_by="Prov",
            noted_at=AT,
        )

    assert (cell().state, cell().text) == (
        "done",
        "2 av 2 granskningar, ingen gräns satt för stort sparande",
    )
