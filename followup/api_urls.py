"""Addresses of the follow-up's API: each noun has a list of its own."""

from django.urls import URLPattern, URLResolver

from followup.annual.reports import api as reports
from followup.cases import api as cases
from followup.deadlines import api as deadlines
from followup.dialogue import api as dialogue
from followup.documents import api as documents
from followup.economy import api as economy
from followup.overview import api as overview
from followup.visits import api as visits
from followup.visits.measures import api as measures

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
