"""Addresses of the plan of measures."""

from django.urls import URLPattern

from followup.visits.measures import act_views, views
from records.pages import page

PLAN = "uppfoljning/kommun/<str:code>/atgardsplan/"
ONE = f"{PLAN}<int:pk>/"
DEFICIENCY = "uppfoljning/kommun/<str:code>/brist/<int:pk>/"

urlpatterns: list[URLPattern] = [
    page("uppfoljning/lan/<str:county>/atgarder/", views.county, name="county_measures"),
    page(PLAN, views.plan, name="measures"),
    page(f"{PLAN}ny/", views.add, name="measure_add"),
    page(f"{PLAN}godkann/", views.approve, name="approve_measures"),
    page(f"{PLAN}be-om-godkannande/", views.ask, name="ask_measures"),
    page(f"{PLAN}kalender.ics", views.calendar, name="measures_calendar"),
    page(f"{PLAN}pdf/", views.pdf, name="measures_pdf"),
    page(f"{PLAN}pdf/lage/", views.job, name="measures_job"),
    page(ONE, views.measure, name="measure"),
    page(f"{ONE}andra/", act_views.edit, name="measure_edit"),
    page(f"{ONE}stryk/", act_views.withdraw, name="measure_withdraw"),
    page(f"{ONE}genomford/", act_views.verify, name="measure_verify"),
    page(f"{ONE}inte-genomford/", act_views.not_done, name="measure_not_done"),
    page(f"{ONE}svara/", act_views.answer, name="measure_answer"),
    page(f"{ONE}annan-dag/", act_views.counter, name="measure_counter"),
    page(f"{ONE}klar/", act_views.done, name="measure_done"),
    page(f"{ONE}fil/<int:proof>/", views.proof, name="measure_proof"),
    page(f"{DEFICIENCY}andra/", act_views.deficiency_edit, name="deficiency_edit"),
    page(f"{DEFICIENCY}stryk/", act_views.deficiency_withdraw, name="deficiency_withdraw"),
    page(f"{DEFICIENCY}atgardad/", act_views.deficiency_mend, name="deficiency_mend"),
]
