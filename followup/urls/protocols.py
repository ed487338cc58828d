"""Addresses of the protocols after visits, and of the assessment."""

from django.urls import URLPattern, path

from common.autosave import patient
from followup.views import assessment, protocols

AT = "uppfoljning/kommun/<str:code>/besok/<int:pk>/protokoll/"

urlpatterns: list[URLPattern] = [
    path(AT, protocols.protocol, name="visit_protocol"),
    path(f"{AT}borja/", protocols.start, name="visit_protocol_start"),
    path(f"{AT}falt/", patient(protocols.field), name="visit_protocol_field"),
    path(f"{AT}atgard/", protocols.measure, name="visit_protocol_measure"),
    path(f"{AT}brist/", protocols.deficiency, name="visit_protocol_deficiency"),
    path(f"{AT}foresla/", protocols.propose, name="visit_protocol_propose"),
    path(f"{AT}aterlamna/", protocols.give_back, name="visit_protocol_return"),
    path(f"{AT}godkann/", protocols.approve, name="visit_protocol_approve"),
    path(f"{AT}skicka/", protocols.send, name="visit_protocol_send"),
    path(f"{AT}kvittera/", protocols.receive, name="visit_protocol_receive"),
    path(f"{AT}pdf/", protocols.pdf, name="visit_protocol_pdf"),
    path(f"{AT}pdf/lage/", protocols.job, name="visit_protocol_job"),
    path("uppfoljning/kommun/<str:code>/bedomning/", assessment.assessment, name="assessment"),
]
