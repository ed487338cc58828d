"""Addresses of the plan of visits, of each visit, and of their calendar."""

from django.urls import URLPattern, path

from common.autosave import patient
from followup.views import calendars, visit_log, visit_pack, visit_plan, visits

PLAN = "uppfoljning/lan/<str:county>/besoksplan/"
OF = "uppfoljning/kommun/<str:code>/besok/"
ONE = f"{OF}<int:pk>/"
CALENDAR = "uppfoljning/besok/kalender/"
KIND = {"kind": calendars.VISITS}

urlpatterns: list[URLPattern] = [
    path(PLAN, visit_plan.plan, name="visit_plan"),
    path(f"{PLAN}forslag/", visit_plan.proposal, name="visit_plan_proposal"),
    path(f"{PLAN}meddela/", visit_plan.tell, name="visit_plan_tell"),
    path(f"{PLAN}<int:pk>/flytta/", visit_plan.place, name="visit_place"),
    path("uppfoljning/lan/<str:county>/besok/", visit_plan.county_visits, name="county_visits"),
    path(CALENDAR, calendars.own, KIND, name="visit_calendar"),
    path(f"{CALENDAR}aterkalla/", calendars.revoke, KIND, name="visit_calendar_revoke"),
    path(f"{CALENDAR}<str:secret>.ics", calendars.file, KIND, name="visit_calendar_file"),
    path(OF, visits.visits, name="visits"),
    path(ONE, visits.visit, name="visit"),
    path(f"{ONE}boka/", visits.book, name="visit_book"),
    path(f"{ONE}stall-in/", visits.cancel, name="visit_cancel"),
    path(f"{ONE}inriktning/", visits.details, name="visit_details"),
    path(f"{ONE}formote/", visits.pre_meeting, name="visit_pre_meeting"),
    path(f"{ONE}forbered/", visits.preparations, name="visit_preparations"),
    path(f"{ONE}deltagare/", visits.participants, name="visit_participants"),
    path(f"{ONE}kriterier/", visits.criteria, name="visit_criteria"),
    path(f"{ONE}komplettering/", visits.ask, name="visit_ask"),
    path(f"{ONE}komplettering/<int:asked>/", visits.answer, name="visit_answer"),
    path(f"{ONE}genomfor/", visit_log.log, name="visit_log"),
    path(f"{ONE}genomfor/falt/", patient(visit_log.field), name="visit_log_field"),
    path(f"{ONE}genomfor/brist/", visit_log.deficiency, name="visit_log_deficiency"),
    path(f"{ONE}genomfort/", visits.hold, name="visit_hold"),
    path(f"{ONE}underlag.pdf", visit_pack.pack, name="visit_pack"),
    path(f"{ONE}underlag/lage/", visit_pack.job, name="visit_pack_job"),
]
