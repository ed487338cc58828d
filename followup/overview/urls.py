"""Addresses of the follow-up's own pages: home, county, municipality, nation."""

from django.urls import URLPattern

from followup.overview import views
from records.pages import page

_COUNTY = "uppfoljning/lan/<str:county>"
urlpatterns: list[URLPattern] = [
    page("uppfoljning/", views.home, name="home"),
    page("var-kommun/", views.home, name="own"),
    page("uppfoljning/arshjul/", views.year_wheel, name="year_wheel"),
    page("uppfoljning/riket/", views.nation, name="national"),
    page(f"{_COUNTY}/", views.county, name="county"),
    page(f"{_COUNTY}/statistik/", views.county_statistics, name="statistics"),
    page("uppfoljning/kommun/<str:code>/", views.municipality, name="municipality"),
]
