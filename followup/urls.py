"""Addresses of the follow-up's pages: each room has its own list."""

from django.urls import URLPattern

from followup.annual import urls as reports
from followup.calendars import urls as calendars
from followup.cases import urls as cases
from followup.deadlines import urls as deadlines
from followup.dialogue import urls as dialogue
from followup.documents import urls as documents
from followup.economy import urls as economy
from followup.method import urls as method
from followup.overview import urls as overview
from followup.visits import urls as visits
from followup.visits.measures import urls as measures
from followup.visits.report import urls as protocols

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
    *method.urlpatterns,
    *calendars.urlpatterns,
]
