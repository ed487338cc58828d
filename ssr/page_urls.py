"""Addresses of the pages that belong to no domain: help, statement, my page, sign-in."""

from django.urls import include, path

from ssr import gallery, pages, search

urlpatterns = [
    path("", include("ssr.account_urls")),
    path("sok/", search.search, name="search"),
    path("min-sida/", pages.mine, name="my_page"),
    path("min-sida/inloggning/", pages.stay_signed_in, name="stay_signed_in"),
    path("min-sida/inloggning/laget/", pages.session_state, name="session_state"),
    path("min-sida/inloggning/klar/", pages.signed_in, name="signed_in"),
    path("hjalp/", pages.help_index, name="help"),
    path("hjalp/komponenter/", gallery.gallery, name="components"),
    path("hjalp/komponenter/levande/", gallery.live, name="components_live"),
    path("hjalp/ordlista/", pages.glossary, name="glossary"),
    path("hjalp/tangenter/", pages.keys, name="keys"),
    path("hjalp/<slug:slug>/", pages.help_topic, name="help_topic"),
    path("kallor/", pages.sources_page, name="sources"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
]
