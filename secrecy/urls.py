"""Addresses of secret annexes. Numbers and codes alone: no address tells of contents."""

from django.urls import URLPattern

from records.pages import page
from secrecy import views
from secrecy.annexes import keeping
from secrecy.annexes import views as secret_annexes
from secrecy.county import views as secret_county
from secrecy.desks import views as desks

_VISIT = "uppfoljning/kommun/<str:code>/besok/<int:pk>"
_MEETING = "<slug:region>/moten/<int:pk>"
_COUNTY = "sekretess/lan/<str:county>"
_ANNEX = "sekretess/bilagor/<int:pk>"

app_name = "secrecy"
urlpatterns: list[URLPattern] = [
    page("sekretess/", views.mine, name="secrets"),
    page("sekretess/forbindelser/<int:pk>/skriv-under/", views.sign, name="undertaking_sign"),
    page("sekretess/forbindelser/<int:pk>/", views.undertaking, name="undertaking"),
    page("sekretess/forbindelser/<int:pk>/pdf/", views.undertaking_pdf, name="undertaking_pdf"),
    page(f"{_ANNEX}/", secret_annexes.annex, name="secret_annex"),
    page(f"{_ANNEX}/kopia/", secret_annexes.annex_pdf, name="secret_annex_pdf"),
    page(f"{_ANNEX}/filer/<int:file>/", secret_annexes.file, name="secret_file"),
    page(f"{_ANNEX}/andra/", secret_annexes.edit, name="secret_edit"),
    page(f"{_ANNEX}/behorighet/", keeping.access, name="secret_access"),
    page(f"{_ANNEX}/behorighet/<int:grant>/", keeping.revoke, name="secret_revoke"),
    page(f"{_ANNEX}/klass/", keeping.change_class, name="secret_class"),
    page(f"{_ANNEX}/klass/<int:change>/", keeping.decide_class, name="secret_class_decide"),
    page(f"{_ANNEX}/incident/", keeping.incident, name="secret_incident"),
    page(
        f"{_ANNEX}/incident/<int:incident>/",
        keeping.end_incident,
        name="secret_incident_end",
    ),
    page(f"{_COUNTY}/", secret_county.county, name="secret_county"),
    page(f"{_COUNTY}/lagring/", secret_county.storage, name="secret_storage"),
    page(
        f"{_COUNTY}/lagring/<int:pk>/", secret_county.decide_storage, name="secret_storage_decide"
    ),
    page(
        f"{_COUNTY}/forbindelser/<int:pk>/aterkalla/",
        secret_county.revoke,
        name="undertaking_revoke",
    ),
    page(
        f"{_COUNTY}/forbindelser/<int:pk>/aterta/",
        secret_county.withdraw,
        name="undertaking_withdraw",
    ),
    page(f"{_VISIT}/sekretess/", desks.secrecy, name="visit_secrecy"),
    page(f"{_VISIT}/hemlig-bilaga/", desks.new_annex, name="secret_annex_new"),
    page(f"{_VISIT}/hanvisning/", desks.new_reference, name="secret_reference"),
    page(
        f"{_VISIT}/hanvisning/<int:reference>/",
        desks.remove_reference,
        name="secret_reference_remove",
    ),
    page(f"{_VISIT}/flytta-till-hemlig-bilaga/", desks.move, name="secret_move"),
    page(f"{_MEETING}/sekretess/", desks.secrecy, name="meeting_secrecy"),
    page(f"{_MEETING}/sekretess/punkt/", desks.point, name="meeting_secret_point"),
    page(f"{_MEETING}/hemlig-bilaga/", desks.new_annex, name="meeting_annex_new"),
    page(f"{_MEETING}/flytta-till-hemlig-bilaga/", desks.move, name="meeting_secret_move"),
    page(f"{_MEETING}/hanvisning/", desks.new_reference, name="meeting_reference"),
    page(
        f"{_MEETING}/hanvisning/<int:reference>/",
        desks.remove_reference,
        name="meeting_reference_remove",
    ),
]
