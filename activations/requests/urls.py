"""Addresses of requests for activation."""

from activations.requests import act_views, views
from records.pages import page

urlpatterns = [
    page("<slug:region>/begar-aktivering/", views.request_new, name="request_new"),
    page("<slug:region>/begaran/", views.request_list, name="requests"),
    page("<slug:region>/begaran/<str:number>/", views.request_detail, name="request"),
    page("<slug:region>/begaran/<str:number>/lage/", views.request_status, name="request_status"),
    page(
        "<slug:region>/begaran/<str:number>/kvittera/",
        act_views.acknowledge,
        name="request_acknowledge",
    ),
    page(
        "<slug:region>/begaran/<str:number>/lamna-over/",
        act_views.hand_over,
        name="request_hand_over",
    ),
    page("<slug:region>/begaran/<str:number>/anslut/", act_views.join, name="request_join"),
    page(
        "<slug:region>/begaran/<str:number>/komplettera/",
        act_views.complement,
        name="request_complement",
    ),
    page(
        "<slug:region>/begaran/<str:number>/aterkalla/", act_views.withdraw, name="request_withdraw"
    ),
    page("<slug:region>/begaran/<str:number>/avboj/", act_views.decline, name="request_decline"),
    page(
        "<slug:region>/begaran/<str:number>/ordinarie/", act_views.ordinary, name="request_ordinary"
    ),
]
