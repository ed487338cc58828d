"""Addresses of the follow-up: secrets. Numbers and codes alone: no address tells of contents."""

from django.urls import URLPattern, path

from followup.views import (
    secret_annexes,
    secret_county,
    secret_keeping,
    secret_matters,
    secrets,
)

_VISIT = "uppfoljning/kommun/<str:code>/besok/<int:pk>"
_MEETING = "<slug:region>/moten/<int:pk>"
_COUNTY = "sekretess/lan/<str:county>"
_ANNEX = "sekretess/bilagor/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("sekretess/", secrets.mine, name="secrets"),
    path("sekretess/forbindelser/<int:pk>/skriv-under/", secrets.sign, name="undertaking_sign"),
    path("sekretess/forbindelser/<int:pk>/", secrets.undertaking, name="undertaking"),
    path("sekretess/forbindelser/<int:pk>/pdf/", secrets.undertaking_pdf, name="undertaking_pdf"),
    path(f"{_ANNEX}/", secret_annexes.annex, name="secret_annex"),
    path(f"{_ANNEX}/kopia/", secret_annexes.annex_pdf, name="secret_annex_pdf"),
    path(f"{_ANNEX}/filer/<int:file>/", secret_annexes.file, name="secret_file"),
    path(f"{_ANNEX}/andra/", secret_annexes.edit, name="secret_edit"),
    path(f"{_ANNEX}/behorighet/", secret_keeping.access, name="secret_access"),
    path(f"{_ANNEX}/behorighet/<int:grant>/", secret_keeping.revoke, name="secret_revoke"),
    path(f"{_ANNEX}/klass/", secret_keeping.change_class, name="secret_class"),
    path(f"{_ANNEX}/klass/<int:change>/", secret_keeping.decide_class, name="secret_class_decide"),
    path(f"{_ANNEX}/incident/", secret_keeping.incident, name="secret_incident"),
    path(
        f"{_ANNEX}/incident/<int:incident>/",
        secret_keeping.end_incident,
        name="secret_incident_end",
    ),
    path(f"{_COUNTY}/", secret_county.county, name="secret_county"),
    path(f"{_COUNTY}/lagring/", secret_county.storage, name="secret_storage"),
    path(
        f"{_COUNTY}/lagring/<int:pk>/", secret_county.decide_storage, name="secret_storage_decide"
    ),
    path(
        f"{_COUNTY}/forbindelser/<int:pk>/aterkalla/",
        secret_county.revoke,
        name="undertaking_revoke",
    ),
    path(
        f"{_COUNTY}/forbindelser/<int:pk>/aterta/",
        secret_county.withdraw,
        name="undertaking_withdraw",
    ),
    path(f"{_VISIT}/sekretess/", secret_matters.visit, name="visit_secrecy"),
    path(f"{_VISIT}/hemlig-bilaga/", secret_matters.new_annex, name="secret_annex_new"),
    path(f"{_VISIT}/hanvisning/", secret_matters.new_reference, name="secret_reference"),
    path(
        f"{_VISIT}/hanvisning/<int:reference>/",
        secret_matters.remove_reference,
        name="secret_reference_remove",
    ),
    path(f"{_VISIT}/flytta-till-hemlig-bilaga/", secret_matters.move, name="secret_move"),
    path(f"{_MEETING}/sekretess/", secret_matters.meeting, name="meeting_secrecy"),
    path(f"{_MEETING}/sekretess/punkt/", secret_matters.meeting_point, name="meeting_secret_point"),
    path(f"{_MEETING}/hemlig-bilaga/", secret_matters.new_meeting_annex, name="meeting_annex_new"),
    path(
        f"{_MEETING}/flytta-till-hemlig-bilaga/",
        secret_matters.move_from_meeting,
        name="meeting_secret_move",
    ),
    path(f"{_MEETING}/hanvisning/", secret_matters.new_meeting_reference, name="meeting_reference"),
    path(
        f"{_MEETING}/hanvisning/<int:reference>/",
        secret_matters.remove_meeting_reference,
        name="meeting_reference_remove",
    ),
]
