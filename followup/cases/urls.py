"""Addresses of the cases on compensation."""

from django.urls import URLPattern

from followup.cases import act_views, views
from records.pages import page

_CASE = "arenden/<int:pk>"
_OF = "uppfoljning/kommun/<str:code>/arenden"
_ACTS = (
    ("underratta", act_views.TELL, "case_tell"),
    ("atgarder", act_views.REMEDIES, "case_remedies"),
    ("dag", act_views.DAY, "case_day"),
    ("foresla-dag", act_views.PROPOSE_DAY, "case_propose_day"),
    ("former", act_views.FORMS, "case_forms"),
    ("bered", act_views.PREPARE, "case_prepare"),
    ("skriv-under", act_views.SIGN, "case_sign"),
    ("lamna-tillbaka", act_views.SEND_BACK, "case_send_back"),
    ("lagg-ned", act_views.DROP, "case_drop"),
    ("registrera", act_views.REGISTER, "case_register"),
    ("begar-underlag", act_views.MATERIAL, "case_material"),
    ("beslut", act_views.DECIDE, "case_decide"),
    ("laga-kraft", act_views.FINAL, "case_final"),
    ("faktura", act_views.INVOICE, "case_invoice"),
)
urlpatterns: list[URLPattern] = [
    page("arenden/", views.case_list, name="cases"),
    page(f"{_OF}/", views.of_municipality, name="municipality_cases"),
    page(f"{_OF}/nytt/", act_views.open_case, name="case_open"),
    page(f"{_CASE}/", views.case, name="case"),
    page(f"{_CASE}/laget/", views.job, name="case_job"),
    page(f"{_CASE}/fil/<int:file>/", views.case_file, name="case_file"),
    page(f"{_CASE}/yttrande.pdf", views.download, {"what": "yttrande"}, name="case_pdf"),
    page(f"{_CASE}/underlag.zip", views.download, {"what": "underlag"}, name="case_bundle"),
    page(f"{_CASE}/yttrande/", views.opinion, name="case_opinion"),
    page(f"{_CASE}/meddelande/", act_views.say, name="case_say"),
    page(f"{_CASE}/skal/<slug:step>/", act_views.reason, name="case_reason"),
    page(f"{_CASE}/skal/<slug:ground>/<slug:step>/", act_views.reason, name="case_ground_reason"),
    page(f"{_CASE}/former/<int:form>/", act_views.agree_forms, name="case_agree_forms"),
    page(f"{_CASE}/underlag/<int:asked>/", act_views.answer, name="case_answer"),
    *(
        page(f"{_CASE}/{path}/", act_views.act, {"act": one}, name=name)
        for path, one, name in _ACTS
    ),
]
