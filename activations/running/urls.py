"""Addresses of a running activation."""

from activations.running import views
from records.pages import page

ACTIVATION = "<slug:region>/handelser/<str:number>/aktivering/<int:pk>"
ANSWERS = "<slug:region>/svar/<int:meeting>"

urlpatterns = [
    page(f"{ACTIVATION}/", views.activation_detail, name="activation"),
    page(f"{ACTIVATION}/sammansattning/", views.composition_page, name="composition"),
    page(f"{ACTIVATION}/sammansattning/utifran/", views.call_outsider, name="call_outsider"),
    page(f"{ACTIVATION}/sammansattning/berorda/", views.affected, name="affected"),
    page(
        f"{ACTIVATION}/sammansattning/<int:participant>/lamnar/",
        views.leave,
        name="participant_leave",
    ),
    page(f"{ACTIVATION}/nasta-mote/", views.next_meeting, name="next_meeting"),
    page(f"{ACTIVATION}/begar-inriktning/", views.ask_direction, name="ask_direction"),
    page(f"{ACTIVATION}/avveckla/", views.wind_down, name="wind_down"),
    page(f"{ACTIVATION}/ateruppta/", views.resume, name="resume"),
    page(f"{ACTIVATION}/avsluta/", views.end, name="end"),
    page(f"{ACTIVATION}/utvardera/", views.evaluate, name="evaluate"),
    page(
        "<slug:region>/aktivering/<int:pk>/ordforande/",
        views.chair_history,
        name="chair_history",
    ),
    page(f"{ANSWERS}/sammansattning/", views.review, name="composition_review"),
]
