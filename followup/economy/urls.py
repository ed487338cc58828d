"""Addresses of the follow-up: economy."""

from django.urls import URLPattern

from followup.economy import cost_views, views
from followup.economy.questions import views as questions
from followup.economy.savings import county_views
from followup.economy.savings import views as savings
from records.pages import page

_ONE = "uppfoljning/kommun/<str:code>/ekonomi"
_ACTIVITY = f"{_ONE}/aktiviteter/<int:pk>/"
_UNUSABLE = f"{_ONE}/kan-inte-anvandas/"
_WITHDRAWN = f"{_UNUSABLE}<int:pk>/aterta/"
_COUNTY = "uppfoljning/lan/<str:county>"
_GRANTED = f"{_COUNTY}/ersattning"

urlpatterns: list[URLPattern] = [
    page(f"{_ONE}/", views.economy, name="economy"),
    page(f"{_ONE}/excel/", views.economy_export, name="economy_export"),
    page(f"{_ONE}/csv/", views.economy_csv, name="economy_csv"),
    page(f"{_ONE}/ersattning/", views.compensation, name="compensation"),
    page(f"{_ONE}/ingaende/", views.opening, name="opening_saving"),
    page(f"{_ONE}/uppgifter-utforda/", views.tasks_done, name="tasks_done"),
    page(f"{_ONE}/kostnader/ny/", cost_views.cost_new, name="cost_new"),
    page(f"{_ONE}/kostnader/<int:pk>/", cost_views.cost, name="cost"),
    page(f"{_ONE}/kostnader/<int:pk>/bedom/", cost_views.cost_judge, name="cost_judge"),
    page(f"{_ONE}/kostnader/<int:pk>/fraga/", cost_views.cost_ask, name="cost_ask"),
    page(f"{_ONE}/kostnader/<int:pk>/ta-bort/", cost_views.cost_remove, name="cost_remove"),
    page(f"{_ONE}/fragor/", questions.questions, name="questions"),
    page(f"{_ONE}/fragor/<int:pk>/", questions.question, name="question"),
    page(f"{_ONE}/fragor/<int:pk>/aterta/", questions.question_withdraw, name="question_withdraw"),
    page(f"{_ONE}/granskningar/ny/", savings.review_new, name="review_new"),
    page(f"{_ONE}/granskningar/planera/", savings.review_plan, name="review_plan"),
    page(f"{_ONE}/plan/ny/", savings.plan_request, name="saving_plan_request"),
    page(f"{_ONE}/plan/<int:pk>/", savings.plan, name="saving_plan"),
    page(f"{_ONE}/plan/<int:pk>/prognos/", savings.plan_forecast, name="saving_plan_forecast"),
    page(f"{_ONE}/plan/<int:pk>/anta/", savings.plan_adopt, name="saving_plan_adopt"),
    page(f"{_ONE}/plan/<int:pk>/folj-upp/", savings.plan_check, name="saving_plan_check"),
    page(f"{_ONE}/plan/<int:pk>/avsluta/", savings.plan_fulfil, name="saving_plan_fulfil"),
    page(_ACTIVITY, savings.activity_report, name="saving_activity_report"),
    page(f"{_ACTIVITY}ta-bort/", savings.activity_remove, name="saving_activity_remove"),
    page(_UNUSABLE, savings.unusable, name="unusable_saving"),
    page(_WITHDRAWN, savings.unusable_withdraw, name="unusable_saving_withdraw"),
    page("uppfoljning/fragor/", questions.precedents, name="precedents"),
    page(f"{_COUNTY}/fragor/", questions.county_questions, name="county_questions"),
    page(f"{_COUNTY}/sparande/", county_views.savings, name="savings"),
    page(f"{_COUNTY}/sparande/excel/", county_views.savings_export, name="savings_export"),
    page(f"{_GRANTED}/import/", county_views.compensation_import, name="compensation_import"),
    page(f"{_GRANTED}/mall/", county_views.compensation_template, name="compensation_template"),
]
