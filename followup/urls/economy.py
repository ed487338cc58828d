"""Addresses of the follow-up: economy."""

from django.urls import URLPattern, path

from followup.views import costs, county_savings, economy, questions, savings

_ONE = "uppfoljning/kommun/<str:code>/ekonomi"
_COUNTY = "uppfoljning/lan/<str:county>"

urlpatterns: list[URLPattern] = [
    path(f"{_ONE}/", economy.economy, name="economy"),
    path(f"{_ONE}/excel/", economy.economy_export, name="economy_export"),
    path(f"{_ONE}/csv/", economy.economy_csv, name="economy_csv"),
    path(f"{_ONE}/ersattning/", economy.compensation, name="compensation"),
    path(f"{_ONE}/ingaende/", economy.opening, name="opening_saving"),
    path(f"{_ONE}/uppgifter-utforda/", economy.tasks_done, name="tasks_done"),
    path(f"{_ONE}/kostnader/ny/", costs.cost_new, name="cost_new"),
    path(f"{_ONE}/kostnader/<int:pk>/", costs.cost, name="cost"),
    path(f"{_ONE}/kostnader/<int:pk>/bedom/", costs.cost_judge, name="cost_judge"),
    path(f"{_ONE}/kostnader/<int:pk>/fraga/", costs.cost_ask, name="cost_ask"),
    path(f"{_ONE}/kostnader/<int:pk>/ta-bort/", costs.cost_remove, name="cost_remove"),
    path(f"{_ONE}/fragor/", questions.questions, name="questions"),
    path(f"{_ONE}/fragor/<int:pk>/", questions.question, name="question"),
    path(f"{_ONE}/fragor/<int:pk>/aterta/", questions.question_withdraw, name="question_withdraw"),
    path(f"{_ONE}/granskningar/ny/", savings.review_new, name="review_new"),
    path(f"{_ONE}/granskningar/planera/", savings.review_plan, name="review_plan"),
    path(f"{_ONE}/plan/ny/", savings.plan_request, name="saving_plan_request"),
    path(f"{_ONE}/plan/<int:pk>/", savings.plan, name="saving_plan"),
    path(f"{_ONE}/plan/<int:pk>/prognos/", savings.plan_forecast, name="saving_plan_forecast"),
    path(f"{_ONE}/plan/<int:pk>/anta/", savings.plan_adopt, name="saving_plan_adopt"),
    path(f"{_ONE}/plan/<int:pk>/folj-upp/", savings.plan_check, name="saving_plan_check"),
    path(f"{_ONE}/plan/<int:pk>/avsluta/", savings.plan_fulfil, name="saving_plan_fulfil"),
    path(f"{_ONE}/aktiviteter/<int:pk>/", savings.activity_report, name="saving_activity_report"),
    path(
        f"{_ONE}/aktiviteter/<int:pk>/ta-bort/",
        savings.activity_remove,
        name="saving_activity_remove",
    ),
    path(f"{_ONE}/kan-inte-anvandas/", savings.unusable, name="unusable_saving"),
    path(
        f"{_ONE}/kan-inte-anvandas/<int:pk>/aterta/",
        savings.unusable_withdraw,
        name="unusable_saving_withdraw",
    ),
    path("uppfoljning/fragor/", questions.precedents, name="precedents"),
    path(f"{_COUNTY}/fragor/", questions.county_questions, name="county_questions"),
    path(f"{_COUNTY}/sparande/", county_savings.savings, name="savings"),
    path(f"{_COUNTY}/sparande/excel/", county_savings.savings_export, name="savings_export"),
    path(
        f"{_COUNTY}/ersattning/import/",
        county_savings.compensation_import,
        name="compensation_import",
    ),
    path(
        f"{_COUNTY}/ersattning/mall/",
        county_savings.compensation_template,
        name="compensation_template",
    ),
]
