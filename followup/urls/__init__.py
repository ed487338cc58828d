"""Addresses of the follow-up's pages: each noun has a module with its own list."""

from django.urls import URLPattern

from followup.urls import (
    cases,
    deadlines,
    dialogue,
    documents,
    economy,
    measures,
    method,
    overview,
    protocols,
    reports,
    secrets,
    visits,
)

app_name = "followup"
urlpatterns: list[URLPattern] = [
    *overview.urlpatterns,
    *documents.urlpatterns,
    *dialogue.urlpatterns,
    *reports.urlpatterns,
    *economy.urlpatterns,
    *visits.urlpatterns,
    *protocols.urlpatterns,
    *measures.urlpatterns,
    *cases.urlpatterns,
    *deadlines.urlpatterns,
    *secrets.urlpatterns,
    *method.urlpatterns,
]
