"""Addresses of the follow-up's own pages: home, county, municipality, nation."""

from django.urls import URLPattern, path

from followup.views import overview

_COUNTY = "uppfoljning/lan/<str:county>"
urlpatterns: list[URLPattern] = [
    path("uppfoljning/", overview.home, name="home"),
    path("var-kommun/", overview.home, name="own"),
    path("uppfoljning/arshjul/", overview.year_wheel, name="year_wheel"),
    path("uppfoljning/riket/", overview.nation, name="national"),
    path(f"{_COUNTY}/", overview.county, name="county"),
    path(f"{_COUNTY}/statistik/", overview.county_statistics, name="statistics"),
    path("uppfoljning/kommun/<str:code>/", overview.municipality, name="municipality"),
]
