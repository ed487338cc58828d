"""Addresses of the protocols after visits, and of the assessment."""

from django.urls import URLPattern

from common.autosave import patient
from followup.visits.report import assessment_views, views
from records.pages import page

AT = "uppfoljning/kommun/<str:code>/besok/<int:pk>/protokoll/"

urlpatterns: list[URLPattern] = [
    page(AT, views.protocol, name="visit_protocol"),
    page(f"{AT}borja/", views.start, name="visit_protocol_start"),
    page(f"{AT}falt/", patient(views.field), name="visit_protocol_field"),
    page(f"{AT}atgard/", views.measure, name="visit_protocol_measure"),
    page(f"{AT}brist/", views.deficiency, name="visit_protocol_deficiency"),
    page(f"{AT}foresla/", views.propose, name="visit_protocol_propose"),
    page(f"{AT}aterlamna/", views.give_back, name="visit_protocol_return"),
    page(f"{AT}godkann/", views.approve, name="visit_protocol_approve"),
    page(f"{AT}skicka/", views.send, name="visit_protocol_send"),
    page(f"{AT}kvittera/", views.receive, name="visit_protocol_receive"),
    page(f"{AT}pdf/", views.pdf, name="visit_protocol_pdf"),
    page(f"{AT}pdf/lage/", views.job, name="visit_protocol_job"),
    page(
        "uppfoljning/kommun/<str:code>/bedomning/", assessment_views.assessment, name="assessment"
    ),
]
