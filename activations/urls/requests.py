"""Addresses of requests for activation."""

from django.urls import path

from activations.views import request_acts as acts
from activations.views import requests as views

urlpatterns = [
    path("<slug:region>/begar-aktivering/", views.request_new, name="request_new"),
    path("<slug:region>/begaran/", views.request_list, name="requests"),
    path("<slug:region>/begaran/<str:number>/", views.request_detail, name="request"),
    path("<slug:region>/begaran/<str:number>/lage/", views.request_status, name="request_status"),
    path(
        "<slug:region>/begaran/<str:number>/kvittera/", acts.acknowledge, name="request_acknowledge"
    ),
    path(
        "<slug:region>/begaran/<str:number>/lamna-over/", acts.hand_over, name="request_hand_over"
    ),
    path("<slug:region>/begaran/<str:number>/anslut/", acts.join, name="request_join"),
    path(
        "<slug:region>/begaran/<str:number>/komplettera/",
        acts.complement,
        name="request_complement",
    ),
    path("<slug:region>/begaran/<str:number>/aterkalla/", acts.withdraw, name="request_withdraw"),
    path("<slug:region>/begaran/<str:number>/avboj/", acts.decline, name="request_decline"),
    path("<slug:region>/begaran/<str:number>/ordinarie/", acts.ordinary, name="request_ordinary"),
]
