"""Addresses of the plan of visits, and of each visit."""

from django.urls import URLPattern

from common.autosave import patient
from followup.visits import views
from followup.visits.log import views as visit_log
from followup.visits.pack import views as visit_pack
from followup.visits.plan import views as visit_plan
from records.pages import page

PLAN = "uppfoljning/lan/<str:county>/besoksplan/"
OF = "uppfoljning/kommun/<str:code>/besok/"
ONE = f"{OF}<int:pk>/"

urlpatterns: list[URLPattern] = [
    page(PLAN, visit_plan.plan, name="visit_plan"),
    page(f"{PLAN}forslag/", visit_plan.proposal, name="visit_plan_proposal"),
    page(f"{PLAN}meddela/", visit_plan.tell, name="visit_plan_tell"),
    page(f"{PLAN}<int:pk>/flytta/", visit_plan.place, name="visit_place"),
    page("uppfoljning/lan/<str:county>/besok/", visit_plan.county_visits, name="county_visits"),
    page(OF, views.visits, name="visits"),
    page(ONE, views.visit, name="visit"),
    page(f"{ONE}boka/", views.book, name="visit_book"),
    page(f"{ONE}stall-in/", views.cancel, name="visit_cancel"),
    page(f"{ONE}inriktning/", views.details, name="visit_details"),
    page(f"{ONE}formote/", views.pre_meeting, name="visit_pre_meeting"),
    page(f"{ONE}forbered/", views.preparations, name="visit_preparations"),
    page(f"{ONE}deltagare/", views.participants, name="visit_participants"),
    page(f"{ONE}kriterier/", views.criteria, name="visit_criteria"),
    page(f"{ONE}komplettering/", views.ask, name="visit_ask"),
    page(f"{ONE}komplettering/<int:asked>/", views.answer, name="visit_answer"),
    page(f"{ONE}genomfor/", visit_log.log, name="visit_log"),
    page(f"{ONE}genomfor/falt/", patient(visit_log.field), name="visit_log_field"),
    page(f"{ONE}genomfor/brist/", visit_log.deficiency, name="visit_log_deficiency"),
    page(f"{ONE}genomfort/", views.hold, name="visit_hold"),
    page(f"{ONE}underlag.pdf", visit_pack.pack, name="visit_pack"),
    page(f"{ONE}underlag/lage/", visit_pack.job, name="visit_pack_job"),
]
