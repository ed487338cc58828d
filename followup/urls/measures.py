"""Addresses of the plan of measures."""

from django.urls import URLPattern, path

from followup.views import measure_acts as acts
from followup.views import measures

PLAN = "uppfoljning/kommun/<str:code>/atgardsplan/"
ONE = f"{PLAN}<int:pk>/"
DEFICIENCY = "uppfoljning/kommun/<str:code>/brist/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("uppfoljning/lan/<str:county>/atgarder/", measures.county, name="county_measures"),
    path(PLAN, measures.plan, name="measures"),
    path(f"{PLAN}ny/", measures.add, name="measure_add"),
    path(f"{PLAN}godkann/", measures.approve, name="approve_measures"),
    path(f"{PLAN}be-om-godkannande/", measures.ask, name="ask_measures"),
    path(f"{PLAN}kalender.ics", measures.calendar, name="measures_calendar"),
    path(f"{PLAN}pdf/", measures.pdf, name="measures_pdf"),
    path(f"{PLAN}pdf/lage/", measures.job, name="measures_job"),
    path(ONE, measures.measure, name="measure"),
    path(f"{ONE}andra/", acts.edit, name="measure_edit"),
    path(f"{ONE}stryk/", acts.withdraw, name="measure_withdraw"),
    path(f"{ONE}genomford/", acts.verify, name="measure_verify"),
    path(f"{ONE}inte-genomford/", acts.not_done, name="measure_not_done"),
    path(f"{ONE}svara/", acts.answer, name="measure_answer"),
    path(f"{ONE}annan-dag/", acts.counter, name="measure_counter"),
    path(f"{ONE}klar/", acts.done, name="measure_done"),
    path(f"{ONE}fil/<int:proof>/", measures.proof, name="measure_proof"),
    path(f"{DEFICIENCY}andra/", acts.deficiency_edit, name="deficiency_edit"),
    path(f"{DEFICIENCY}stryk/", acts.deficiency_withdraw, name="deficiency_withdraw"),
    path(f"{DEFICIENCY}atgardad/", acts.deficiency_mend, name="deficiency_mend"),
]
