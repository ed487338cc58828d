"""Addresses of the start pages; a region's own matches any first word and so comes last of all."""

from activations.start import views
from records.pages import page

urlpatterns = [
    page("", views.start, name="start"),
    page("att-gora/", views.waiting, name="waiting"),
    page("<slug:region>/", views.region_start, name="region_start"),
    page("<slug:region>/nu/", views.start_now, name="start_now"),
]
