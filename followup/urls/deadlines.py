"""Addresses of the follow-up: deadlines, reminders, the calendar of deadlines."""

from django.urls import URLPattern, path

from followup.views import calendars, deadlines, ladders

KIND = {"kind": calendars.DEADLINES}

urlpatterns: list[URLPattern] = [
    path("uppfoljning/kommun/<str:code>/frister/", deadlines.deadlines, name="deadlines"),
    path(
        "uppfoljning/kommun/<str:code>/frister/<int:pk>/flytta/",
        deadlines.deadline_move,
        name="deadline_move",
    ),
    path(
        "uppfoljning/kommun/<str:code>/frister/paminnelse/<int:pk>/igen/",
        deadlines.reminder_again,
        name="reminder_again",
    ),
    path(
        "uppfoljning/lan/<str:county>/frister/", deadlines.county_deadlines, name="county_deadlines"
    ),
    path("uppfoljning/lan/<str:county>/paminnelser/", ladders.county_ladders, name="ladders"),
    path("min-sida/utskick/", ladders.own_reminders, name="own_reminders"),
    path("min-sida/frister/", calendars.own, KIND, name="deadline_calendar"),
    path("min-sida/frister/aterkalla/", calendars.revoke, KIND, name="deadline_calendar_revoke"),
    path("kalender/frister/<str:secret>.ics", calendars.file, KIND, name="deadline_feed"),
]
