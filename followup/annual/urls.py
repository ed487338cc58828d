"""Addresses of the follow-up: annual reports."""

from django.urls import URLPattern

from common.autosave import patient
from followup.annual.compilations import views as compilations
from followup.annual.reports import act_views as report_acts
from followup.annual.reports import part_views as parts
from followup.annual.reports import views as reports
from records.pages import page

OF = "uppfoljning/kommun/<str:code>/arlig-uppfoljning/"
YEAR = f"{OF}<int:year>/"
COUNTY = "uppfoljning/lan/<str:county>/sammanstallning/"
COMPILED = f"{COUNTY}<int:year>/"
NEED = f"{COMPILED}stod/<int:pk>/ta-bort/"
NATION = "uppfoljning/riket/sammanstallningar/"
EXCEL = f"{NATION}excel/"

urlpatterns: list[URLPattern] = [
    page(OF, reports.reports, name="reports"),
    page(YEAR, reports.report, name="report"),
    page(f"{YEAR}borja/", reports.report_start, name="report_start"),
    page(f"{YEAR}falt/", patient(reports.report_field), name="report_field"),
    page(f"{YEAR}rader/", parts.report_items, name="report_items"),
    page(f"{YEAR}rader/<int:pk>/", parts.report_item, name="report_item"),
    page(f"{YEAR}rader/<int:pk>/ta-bort/", parts.report_item_remove, name="report_item_remove"),
    page(f"{YEAR}kostnader/", parts.report_costs, name="report_costs"),
    page(f"{YEAR}skicka/", report_acts.report_send, name="report_send"),
    page(f"{YEAR}komplettering/", report_acts.report_completion, name="report_completion"),
    page(f"{YEAR}godta/", report_acts.report_accept, name="report_accept"),
    page(f"{YEAR}excel/", report_acts.report_xlsx, name="report_xlsx"),
    page(COUNTY, compilations.compilations, name="compilations"),
    page(COMPILED, compilations.compilation, name="compilation"),
    page(f"{COMPILED}borja/", compilations.compilation_start, name="compilation_start"),
    page(f"{COMPILED}falt/", patient(compilations.compilation_field), name="compilation_field"),
    page(f"{COMPILED}stod/", compilations.compilation_needs, name="compilation_needs"),
    page(NEED, compilations.compilation_need_remove, name="compilation_need_remove"),
    page(f"{COMPILED}lamna-over/", compilations.compilation_hand_on, name="compilation_hand_on"),
    page(f"{COMPILED}tillagg/", compilations.compilation_supplement, name="compilation_supplement"),
    page(f"{COMPILED}excel/", compilations.compilation_xlsx, name="compilation_xlsx"),
    page(f"{COMPILED}pdf/", compilations.compilation_pdf, name="compilation_pdf"),
    page(f"{COMPILED}pdf/lage/", compilations.compilation_job, name="compilation_job"),
    page(NATION, compilations.national_compilations, name="national_compilations"),
    page(EXCEL, compilations.national_compilations_xlsx, name="national_compilations_xlsx"),
]
