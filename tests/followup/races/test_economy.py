"""Questions and plans for saving: answered, adopted and asked for once."""

from datetime import date
from decimal import Decimal

import pytest

from actors.models import Actor
from followup.deadlines.models import Deadline
from followup.economy import services as economy
from followup.economy.models import CompensationDecision, Cost, CostQuestion, SavingPlan
from followup.economy.questions import services as questions
from followup.economy.savings import services as savings
from notices.models import Notice
from records.models import AuditEntry
from tests.followup.economy import factories as make
from tests.followup.economy.factories import AT
from tests.racing import OK, in_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    return make.scene()


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def asked(scene):
    return make.used(scene, 2026, 100, eligibility="ask")


def answering(scene, question, eligibility="yes", text="Ja, det hör till övningen."):
    return lambda: questions.answer(
        question_id=question.pk,
        eligibility=eligibility,
        text=text,
        consulted="",
        precedent="",
        by=scene.handler,
        at=AT,
    )


def test_a_question_is_answered_once(scene):
    cost = asked(scene)
    question = CostQuestion.objects.get()
    acts = answering(scene, question), answering(scene, question, "no", "Nej, det gör det inte.")

    outcome = in_line(CostQuestion.objects.all(), *acts)

    assert outcome == [OK, "Frågan är redan besvarad."]
    assert Cost.objects.get(pk=cost.pk).eligibility == "yes"
    assert Notice.objects.filter(template="question_answered").count() == 1
    assert audited("question.answer") == 1


def test_a_question_that_is_taken_back_is_not_answered(scene):
    cost = asked(scene)
    question = CostQuestion.objects.get()

    outcome = in_line(
        CostQuestion.objects.all(),
        lambda: questions.withdraw(question_id=question.pk, by=scene.coordinator, at=AT),
        answering(scene, question),
    )

    assert outcome == [OK, "Frågan är återtagen."]
    assert Cost.objects.get(pk=cost.pk).judged_at is None
    assert not Notice.objects.filter(template="question_answered").exists()


def test_a_cost_judged_while_its_question_is_answered_locks_nobody_up(scene):
    cost = asked(scene)
    question = CostQuestion.objects.get()

    outcome = in_line(
        Cost.objects.filter(pk=cost.pk),
        answering(scene, question),
        lambda: economy.remove_cost(cost_id=cost.pk, by=scene.coordinator, at=AT),
        lambda: questions.ask_about_cost(cost_id=cost.pk, text="", by=scene.coordinator, at=AT),
    )

    assert outcome == [
        OK,
        "Länsstyrelsen har bedömt kostnaden. Den ligger kvar.",
        "Länsstyrelsen har redan bedömt kostnaden.",
    ]


def test_a_cost_is_asked_about_once(scene):
    cost = make.used(scene, 2026, 100)

    def ask():
        return questions.ask_about_cost(cost_id=cost.pk, text="", by=scene.coordinator, at=AT)

    assert in_line(Cost.objects.all(), ask, ask) == [
        OK,
        "Frågan är redan ställd. Länsstyrelsen har inte svarat än.",
    ]
    assert CostQuestion.objects.count() == 1


def adopting(scene, plan, body="Kommunstyrelsen"):
    return lambda: savings.adopt_plan(
        plan_id=plan.pk, body=body, adopted_date=date(2026, 11, 19), by=scene.coordinator, at=AT
    )


def test_a_plan_is_adopted_once(scene):
    plan = make.written_plan(scene)
    acts = adopting(scene, plan), adopting(scene, plan, "Kommunfullmäktige")
    before = Notice.objects.filter(template="dialogue").count()

    outcome = in_line(SavingPlan.objects.all(), *acts)

    assert outcome == [OK, "Planen är antagen. Länsstyrelsen kan begära en ny."]
    assert SavingPlan.objects.get().adopted_body == "Kommunstyrelsen"
    assert Deadline.objects.filter(kind="saving_activity").count() == 1
    assert Notice.objects.filter(template="dialogue").count() == before + 1
    assert audited("saving_plan.adopt") == 1


def test_a_plan_adopted_while_a_new_one_is_asked_for_locks_nobody_up(scene):
    plan = make.written_plan(scene)
    gate = SavingPlan.objects.filter(pk=plan.pk)

    outcome = in_line(gate, adopting(scene, plan), lambda: make.requested_plan(scene))

    assert outcome == [OK, OK]
    states = SavingPlan.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["adopted", "requested"]  # it holds until the new one is adopted
    assert set(Deadline.objects.filter(kind="saving_activity").values_list("state", flat=True)) == {
        "open"
    }


def test_a_plan_is_asked_for_once(scene):
    gate = Actor.objects.filter(pk=scene.municipality.pk)

    def ask():
        return make.requested_plan(scene)

    outcome = in_line(gate, ask, ask)

    assert outcome == [OK, "En plan är redan begärd. Vänta tills kommunen har antagit den."]
    assert SavingPlan.objects.count() == 1
    assert Notice.objects.filter(template="saving_plan_asked").count() == 1


def test_an_activity_is_reported_once(scene):
    plan = make.adopted_plan(scene)
    activity = plan.activities.get()

    def report(*, cancelled):
        return lambda: savings.report_activity(
            activity_id=activity.pk,
            done_date=AT.date(),
            outcome="Klar",
            cancelled=cancelled,
            by=scene.coordinator,
            at=AT,
        )

    outcome = in_line(plan.activities.all(), report(cancelled=False), report(cancelled=True))

    assert outcome == [OK, "Aktiviteten är redan rapporterad."]
    assert plan.activities.get().status == "done"


def test_compensation_entered_by_two_at_once_is_one_row(scene):
    gate = Actor.objects.filter(pk=scene.municipality.pk)

    outcome = in_line(
        gate,
        lambda: make.granted(scene, 2026, 100),
        lambda: make.granted(scene, 2026, 100),
    )

    assert outcome == [OK, OK]
    assert CompensationDecision.objects.get().amount == Decimal(100)
    assert audited("compensation.enter") == 1
