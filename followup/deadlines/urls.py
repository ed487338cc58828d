"""Addresses of the follow-up: deadlines and reminders."""

from django.urls import URLPattern

from followup.deadlines import views
from followup.deadlines.ladders import views as ladders
from records.pages import page

OF = "uppfoljning/kommun/<str:code>/frister/"

urlpatterns: list[URLPattern] = [
    page(OF, views.deadlines, name="deadlines"),
    page(f"{OF}<int:pk>/flytta/", views.deadline_move, name="deadline_move"),
    page(f"{OF}paminnelse/<int:pk>/igen/", views.reminder_again, name="reminder_again"),
    page("uppfoljning/lan/<str:county>/frister/", views.county_deadlines, name="county_deadlines"),
    page("uppfoljning/lan/<str:county>/paminnelser/", ladders.county_ladders, name="ladders"),
    page("min-sida/utskick/", ladders.own_reminders, name="own_reminders"),
]
