"""Addresses of the follow-up's API: each noun has a list of its own."""

from django.urls import URLPattern, URLResolver

from followup.api import (
    cases,
    deadlines,
    dialogue,
    documents,
    economy,
    measures,
    overview,
    reports,
    visits,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *overview.urlpatterns,
    *documents.urlpatterns,
    *dialogue.urlpatterns,
    *reports.urlpatterns,
    *economy.urlpatterns,
    *visits.urlpatterns,
    *measures.urlpatterns,
    *cases.urlpatterns,
    *deadlines.urlpatterns,
]
