"""Addresses of what was sent, and of answers."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("utskick/", views.outbox, name="outbox"),
    path("utskick/svara-sms/", views.demo_sms, name="demo_sms"),
    path("utskick/<uuid:pk>/", views.notice, name="notice"),
    path("utskick/<uuid:pk>/ta-hand-om/", views.handle, name="handle"),
    path("k/<str:token>/", views.answer, name="answer"),
    path("sms/in/", views.sms_in, name="sms_in"),
    path("sms/receipt/", views.sms_receipt, name="sms_receipt"),
]
