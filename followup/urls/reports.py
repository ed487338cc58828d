"""Addresses of the follow-up: annual reports."""

from django.urls import URLPattern, path

from common.autosave import patient
from followup.views import compilations, report_acts, report_parts, reports

OF = "uppfoljning/kommun/<str:code>/arlig-uppfoljning/"
YEAR = f"{OF}<int:year>/"
COUNTY = "uppfoljning/lan/<str:county>/sammanstallning/"
COMPILED = f"{COUNTY}<int:year>/"
NATION = "uppfoljning/riket/sammanstallningar/"

urlpatterns: list[URLPattern] = [
    path(OF, reports.reports, name="reports"),
    path(YEAR, reports.report, name="report"),
    path(f"{YEAR}borja/", reports.report_start, name="report_start"),
    path(f"{YEAR}falt/", patient(reports.report_field), name="report_field"),
    path(f"{YEAR}rader/", report_parts.report_items, name="report_items"),
    path(f"{YEAR}rader/<int:pk>/", report_parts.report_item, name="report_item"),
    path(
        f"{YEAR}rader/<int:pk>/ta-bort/",
        report_parts.report_item_remove,
        name="report_item_remove",
    ),
    path(f"{YEAR}kostnader/", report_parts.report_costs, name="report_costs"),
    path(f"{YEAR}skicka/", report_acts.report_send, name="report_send"),
    path(f"{YEAR}komplettering/", report_acts.report_completion, name="report_completion"),
    path(f"{YEAR}godta/", report_acts.report_accept, name="report_accept"),
    path(f"{YEAR}excel/", report_acts.report_xlsx, name="report_xlsx"),
    path(COUNTY, compilations.compilations, name="compilations"),
    path(COMPILED, compilations.compilation, name="compilation"),
    path(f"{COMPILED}borja/", compilations.compilation_start, name="compilation_start"),
    path(f"{COMPILED}falt/", patient(compilations.compilation_field), name="compilation_field"),
    path(f"{COMPILED}stod/", compilations.compilation_needs, name="compilation_needs"),
    path(
        f"{COMPILED}stod/<int:pk>/ta-bort/",
        compilations.compilation_need_remove,
        name="compilation_need_remove",
    ),
    path(f"{COMPILED}lamna-over/", compilations.compilation_hand_on, name="compilation_hand_on"),
    path(f"{COMPILED}tillagg/", compilations.compilation_supplement, name="compilation_supplement"),
    path(f"{COMPILED}excel/", compilations.compilation_xlsx, name="compilation_xlsx"),
    path(f"{COMPILED}pdf/", compilations.compilation_pdf, name="compilation_pdf"),
    path(f"{COMPILED}pdf/lage/", compilations.compilation_job, name="compilation_job"),
    path(NATION, compilations.national_compilations, name="national_compilations"),
    path(
        f"{NATION}excel/",
        compilations.national_compilations_xlsx,
        name="national_compilations_xlsx",
    ),
]
