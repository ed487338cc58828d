"""Addresses of bringing together what is about one event."""

from activations.joining import views
from records.pages import page

REQUEST = "<slug:region>/begaran/<str:number>"
EVENT = "<slug:region>/handelser/<str:number>"

urlpatterns = [
    page(
        f"{REQUEST}/anslut-handelse/<int:activation>/",
        views.join_activation,
        name="request_join_activation",
    ),
    page(f"{REQUEST}/for-samman/", views.merge_request, name="request_merge"),
    page(f"{EVENT}/for-samman/", views.choose_event, name="event_merge_choose"),
    page(f"{EVENT}/for-samman/<str:into>/", views.merge_event, name="event_merge"),
]
