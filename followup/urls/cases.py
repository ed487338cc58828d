"""Addresses of the cases on compensation."""

from django.urls import URLPattern, path

from followup.views import case_acts, cases

_CASE = "arenden/<int:pk>"
_OF = "uppfoljning/kommun/<str:code>/arenden"
urlpatterns: list[URLPattern] = [
    path("arenden/", cases.case_list, name="cases"),
    path(f"{_OF}/", cases.of_municipality, name="municipality_cases"),
    path(f"{_OF}/nytt/", case_acts.open_case, name="case_open"),
    path(f"{_CASE}/", cases.case, name="case"),
    path(f"{_CASE}/laget/", cases.job, name="case_job"),
    path(f"{_CASE}/fil/<int:file>/", cases.case_file, name="case_file"),
    path(f"{_CASE}/yttrande.pdf", cases.download, {"what": "yttrande"}, name="case_pdf"),
    path(f"{_CASE}/underlag.zip", cases.download, {"what": "underlag"}, name="case_bundle"),
    path(f"{_CASE}/underratta/", case_acts.tell, name="case_tell"),
    path(f"{_CASE}/atgarder/", case_acts.remedies, name="case_remedies"),
    path(f"{_CASE}/yttrande/", cases.opinion, name="case_opinion"),
    path(f"{_CASE}/bered/", case_acts.prepare, name="case_prepare"),
    path(f"{_CASE}/skriv-under/", case_acts.sign, name="case_sign"),
    path(f"{_CASE}/lamna-tillbaka/", case_acts.send_back, name="case_send_back"),
    path(f"{_CASE}/lagg-ned/", case_acts.drop, name="case_drop"),
    path(f"{_CASE}/meddelande/", case_acts.say, name="case_say"),
    path(f"{_CASE}/registrera/", case_acts.register, name="case_register"),
    path(f"{_CASE}/begar-underlag/", case_acts.material, name="case_material"),
    path(f"{_CASE}/underlag/<int:asked>/", case_acts.answer, name="case_answer"),
    path(f"{_CASE}/beslut/", case_acts.decide, name="case_decide"),
    path(f"{_CASE}/laga-kraft/", case_acts.final, name="case_final"),
    path(f"{_CASE}/faktura/", case_acts.invoice, name="case_invoice"),
]
