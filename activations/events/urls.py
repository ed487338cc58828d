"""Addresses of events, their timeline and their register."""

from activations.events import exports, register_views, views
from records.pages import page

EVENT = "<slug:region>/handelser/<str:number>"

urlpatterns = [
    page("<slug:region>/handelser/", views.event_list, name="events"),
    page(f"{EVENT}/", views.event_detail, name="event"),
    page(f"{EVENT}/nu/", views.event_live, name="event_live"),
    page(f"{EVENT}/ratta/", views.correct_event, name="event_correct"),
    page(f"{EVENT}/tidslinje/", views.timeline, name="timeline"),
    page(f"{EVENT}/tidslinje.csv", exports.timeline_csv, name="timeline_csv"),
    page(f"{EVENT}/tidslinje.xlsx", exports.timeline_xlsx, name="timeline_xlsx"),
    page(f"{EVENT}/tidslinje/anteckna/", views.note, name="timeline_note"),
    page(f"{EVENT}/tidslinje/<int:pk>/ratta/", views.correct, name="timeline_correct"),
    page("<slug:region>/aktiverade-lagen/", register_views.register, name="register"),
]
