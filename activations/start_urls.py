"""Addresses of the start pages; a region's own matches any first word and so comes last of all."""

from django.urls import path

from activations.views import start

urlpatterns = [
    path("", start.start, name="start"),
    path("<slug:region>/", start.region_start, name="region_start"),
    path("<slug:region>/nu/", start.start_now, name="start_now"),
]
