"""Addresses of the follow-up: the common rules, and the county's limits."""

from django.urls import URLPattern, path

from followup.views import method, method_edit, method_sets, method_settings

urlpatterns: list[URLPattern] = [
    path("uppfoljning/metod/", method.overview, name="method"),
    path("uppfoljning/metod/historik/", method.history, name="method_history"),
    path("uppfoljning/metod/prova/", method.try_rules, name="method_try"),
    path("uppfoljning/metod/mandatperiod/ny/", method_edit.term, name="method_term_new"),
    path("uppfoljning/metod/mandatperiod/<int:first_year>/", method.term, name="method_term"),
    path(
        "uppfoljning/metod/dokumentkrav/<str:kind>/ny-version/",
        method_edit.requirement,
        name="method_requirement",
    ),
    path(
        "uppfoljning/metod/datum/<str:code>/ny-version/",
        method_edit.key_date,
        name="method_key_date",
    ),
    path("uppfoljning/metod/overenskommelse/ny/", method_edit.agreement, name="method_agreement"),
    path("uppfoljning/metod/ersattning/ny/", method_edit.component, name="method_component"),
    path("uppfoljning/metod/inlasning/<uuid:pk>/", method_sets.review, name="method_import_review"),
    path(
        "uppfoljning/metod/inlasning/<uuid:pk>/fel.xlsx",
        method_sets.marked,
        name="method_import_marked",
    ),
    path("uppfoljning/metod/<str:kind>/inlasning/", method_sets.upload, name="method_import"),
    path("uppfoljning/metod/<str:kind>/mall.xlsx", method_sets.template, name="method_template"),
    path("uppfoljning/metod/<str:kind>/jamfor/", method.compare, name="method_compare"),
    path("uppfoljning/metod/<str:kind>/<int:pk>/", method.show_set, name="method_set"),
    path("uppfoljning/lan/<str:county>/installningar/", method_settings.settings, name="settings"),
    path(
        "uppfoljning/lan/<str:county>/installningar/<str:key>/",
        method_settings.setting,
        name="setting",
    ),
]
