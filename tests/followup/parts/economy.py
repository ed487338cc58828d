"""The economy, for the walks through everything."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from actors.models import Actor
from demo.followup import people
from followup.economy import forms
from followup.economy.models import Cost, CostQuestion, SavingPlan
from followup.economy.questions import services as questions
from followup.economy.savings import forms as saving_forms
from followup.economy.savings import services as savings
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write


def furnish(world: Any) -> None:
    """Let Vallentuna have a plan under way and a question, and name them and Haninge's plan."""
    now = timezone.now()
    handler, coordinator = people.handler(), people.coordinator("vallentuna", now)
    vallentuna = Actor.objects.get(slug="vallentuna")
    plan = savings.request_plan(
        municipality_id=vallentuna.pk,
        reason="Ett prov.",
        adopt_by=now.date() + timedelta(days=90),
        opening_year=now.year,
        opening_amount=Decimal(100_000),
        by=handler,
        at=now,
    )
    world.found["saving_activity"] = savings.add_activity(
        plan_id=plan.pk,
        text="Ett prov",
        part="crisis_preparedness",
        amount=Decimal(50_000),
        due_date=now.date() + timedelta(days=60),
        responsible="Beredskapssamordnare",
        by=coordinator,
        at=now,
    )
    world.found["saving_plan"] = plan
    world.found["kept_plan"] = SavingPlan.objects.get(municipality__slug="haninge")
    world.found["cost"] = Cost.objects.filter(municipality=vallentuna).order_by("-year").first()
    world.found["open_question"] = questions.ask(
        municipality_id=vallentuna.pk, text="Ett prov?", by=coordinator, at=now
    )
    world.found["answered_question"] = CostQuestion.objects.filter(
        municipality=vallentuna, answered_at__isnull=False
    ).first()
    world.found["unusable"] = savings.report_unusable(
        municipality_id=vallentuna.pk,
        amount=Decimal(1000),
        reason="Ett prov.",
        by=coordinator,
        at=now,
    )


OF = {"code": "0115"}
COUNTY = {"county": "01"}
COST = OF | {"pk": "cost.pk"}
QUESTION = OF | {"pk": "open_question.pk"}
PLAN = OF | {"pk": "saving_plan.pk"}
KEPT = {"code": "0136", "pk": "kept_plan.pk"}
ACTIVITY = OF | {"pk": "saving_activity.pk"}
WRITER, HANDLER = "samordnare.vallentuna", "handlaggare"

STOPS = [
    Stop("followup:economy", WRITER, OF),
    Stop("followup:economy", HANDLER, {"code": "0139"}),
    Stop("followup:economy", HANDLER, OF, query="?period=2019"),
    Stop("followup:compensation", HANDLER, OF),
    Stop("followup:opening_saving", HANDLER, OF),
    Stop("followup:tasks_done", HANDLER, OF),
    Stop("followup:cost_new", WRITER, OF),
    Stop("followup:cost", WRITER, COST),
    Stop("followup:cost", HANDLER, COST),
    Stop("followup:cost_judge", HANDLER, COST),
    Stop("followup:cost_ask", WRITER, COST),
    Stop("followup:questions", WRITER, OF),
    Stop("followup:questions", HANDLER, OF),
    Stop("followup:question", HANDLER, QUESTION),
    Stop("followup:question", WRITER, QUESTION),
    Stop("followup:question", WRITER, OF | {"pk": "answered_question.pk"}),
    Stop("followup:review_new", HANDLER, OF),
    Stop("followup:review_plan", HANDLER, OF),
    Stop("followup:saving_plan_request", HANDLER, {"code": "0139"}),
    Stop("followup:saving_plan", WRITER, PLAN),
    Stop("followup:saving_plan", HANDLER, KEPT),
    Stop("followup:saving_plan_forecast", WRITER, PLAN),
    Stop("followup:saving_plan_adopt", WRITER, PLAN),
    Stop("followup:saving_plan_check", HANDLER, KEPT),
    Stop("followup:saving_activity_report", WRITER, ACTIVITY),
    Stop("followup:unusable_saving", WRITER, OF),
    Stop("followup:precedents", WRITER),
    Stop("followup:precedents", HANDLER, query="?q=%C3%B6vning&svar=yes"),
    Stop("followup:county_questions", HANDLER, COUNTY),
    Stop("followup:county_questions", HANDLER, COUNTY, query="?visa=alla"),
    Stop("followup:savings", HANDLER, COUNTY),
    Stop("followup:savings", HANDLER, COUNTY, query="?visa=stora"),
    Stop("followup:compensation_import", HANDLER, COUNTY),
]
NO_PAGE = {
    "followup:economy_export": "a file",
    "followup:economy_csv": "a file",
    "followup:savings_export": "a file",
    "followup:compensation_template": "a file",
    "follow_up_savings": "the API",
    "follow_up_compensation": "the API",
    "follow_up_costs": "the API",
}
POSTED = [
    Entry(forms.CompensationForm, "followup:compensation", OF, HANDLER),
    Entry(forms.OpeningForm, "followup:opening_saving", OF, HANDLER),
    Entry(forms.TasksDoneForm, "followup:tasks_done", OF, HANDLER),
    Entry(forms.CostForm, "followup:cost_new", OF, WRITER),
    Entry(forms.CostChangeForm, "followup:cost", COST, WRITER),
    Entry(forms.JudgeForm, "followup:cost_judge", COST, HANDLER),
    Entry(forms.AskForm, "followup:questions", OF, WRITER),
    Entry(forms.AskForm, "followup:cost_ask", COST, WRITER),
    Entry(forms.AnswerForm, "followup:question", QUESTION, HANDLER),
    Entry(forms.ReviewForm, "followup:review_new", OF, HANDLER),
    Entry(forms.ReviewPlanForm, "followup:review_plan", OF, HANDLER),
    Entry(saving_forms.RequestPlanForm, "followup:saving_plan_request", {"code": "0139"}, HANDLER),
    Entry(saving_forms.ActivityForm, "followup:saving_plan", PLAN, WRITER),
    Entry(saving_forms.ForecastForm, "followup:saving_plan_forecast", PLAN, WRITER),
    Entry(saving_forms.AdoptForm, "followup:saving_plan_adopt", PLAN, WRITER),
    Entry(saving_forms.CheckForm, "followup:saving_plan_check", KEPT, HANDLER),
    Entry(saving_forms.ActivityDoneForm, "followup:saving_activity_report", ACTIVITY, WRITER),
    Entry(saving_forms.UnusableForm, "followup:unusable_saving", OF, WRITER),
    Entry(forms.ImportForm, "followup:compensation_import", COUNTY, HANDLER),
]
FILTERS = [
    Entry(forms.PrecedentFilter, "followup:precedents", {}, WRITER),
    Entry(forms.QuestionFilter, "followup:county_questions", COUNTY, HANDLER),
    Entry(forms.SavingFilter, "followup:savings", COUNTY, HANDLER),
]
NOT_TRIED: dict[type, str] = {
    forms.CostDetailsForm: "a base of others",
    forms.YearForm: "a base of others",
}
WRITES = [
    Write(
        "follow-up/municipalities/{}/costs/",
        ("0115",),
        {
            "year": 2026,
            "part": "crisis_preparedness",
            "area": "training",
            "text": "Övning",
            "amount": "500.00",
            "eligibility": "yes",
        },
        "samordnare.vallentuna",
    ),
]
