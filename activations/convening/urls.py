"""Addresses of convening, and of the groups that are called."""

from activations.convening import template_views, views
from records.pages import page

EVENT = "<slug:region>/handelser/<str:number>"

urlpatterns = [
    page("katalog/grupper/", template_views.template_list, name="templates"),
    page("katalog/grupper/ny/", template_views.template_edit, name="template_new"),
    page("katalog/grupper/<int:pk>/", template_views.template_edit, name="template_edit"),
    page(
        "katalog/grupper/<int:pk>/ta-bort/", template_views.template_remove, name="template_remove"
    ),
    page("<slug:region>/begaran/<str:number>/sammankalla/", views.for_request, name="convene"),
    page("<slug:region>/handelser/ny/", views.for_new_event, name="event_new"),
    page(f"{EVENT}/sammankalla/", views.for_event, name="event_convene"),
]
