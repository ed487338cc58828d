"""Addresses of a person's own calendars. The secret in a file's address is all that opens it."""

from django.urls import URLPattern

from followup.calendars import views
from records.pages import page

DEADLINES, VISITS = {"kind": views.DEADLINES}, {"kind": views.VISITS}
OF_VISITS = "uppfoljning/besok/kalender/"

urlpatterns: list[URLPattern] = [
    page("min-sida/frister/", views.own, DEADLINES, name="deadline_calendar"),
    page("min-sida/frister/aterkalla/", views.revoke, DEADLINES, name="deadline_calendar_revoke"),
    page("kalender/frister/<str:secret>.ics", views.file, DEADLINES, name="deadline_feed"),
    page(OF_VISITS, views.own, VISITS, name="visit_calendar"),
    page(f"{OF_VISITS}aterkalla/", views.revoke, VISITS, name="visit_calendar_revoke"),
    page(f"{OF_VISITS}<str:secret>.ics", views.file, VISITS, name="visit_calendar_file"),
]
