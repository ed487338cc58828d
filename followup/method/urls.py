"""Addresses of the follow-up: the common rules, and the county's limits."""

from django.urls import URLPattern

from followup.method import edit_views, proposal_views, settings_views, views
from followup.method.sets import views as sets
from records.pages import page

OF = "uppfoljning/metod/"
COUNTY = "uppfoljning/lan/<str:county>/installningar/"

urlpatterns: list[URLPattern] = [
    page(OF, views.overview, name="method"),
    page(f"{OF}historik/", views.history, name="method_history"),
    page(f"{OF}prova/", views.try_rules, name="method_try"),
    page(f"{OF}mandatperiod/ny/", edit_views.term, name="method_term_new"),
    page(f"{OF}mandatperiod/<int:first_year>/", views.term, name="method_term"),
    page(
        f"{OF}dokumentkrav/<str:kind>/ny-version/",
        edit_views.requirement,
        name="method_requirement",
    ),
    page(f"{OF}datum/<str:code>/ny-version/", edit_views.key_date, name="method_key_date"),
    page(f"{OF}overenskommelse/ny/", edit_views.agreement, name="method_agreement"),
    page(f"{OF}ersattning/ny/", edit_views.component, name="method_component"),
    page(f"{OF}forslag/<int:pk>/", proposal_views.proposal, name="method_proposal"),
    page(f"{OF}forslag/<int:pk>/bekrafta/", proposal_views.confirm, name="method_confirm"),
    page(f"{OF}forslag/<int:pk>/avsluta/", proposal_views.end, name="method_proposal_end"),
    page(f"{OF}inlasning/<uuid:pk>/", sets.review, name="method_import_review"),
    page(f"{OF}inlasning/<uuid:pk>/fel.xlsx", sets.marked, name="method_import_marked"),
    page(f"{OF}<str:kind>/inlasning/", sets.upload, name="method_import"),
    page(f"{OF}<str:kind>/mall.xlsx", sets.template, name="method_template"),
    page(f"{OF}<str:kind>/jamfor/", views.compare, name="method_compare"),
    page(f"{OF}<str:kind>/<int:pk>/", views.show_set, name="method_set"),
    page(COUNTY, settings_views.settings, name="settings"),
    page(f"{COUNTY}<str:key>/", settings_views.setting, name="setting"),
]
