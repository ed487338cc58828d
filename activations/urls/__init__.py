"""Addresses of requests, events and activations: ``<region>/…``, and without region."""

from activations.urls import requests, running

app_name = "activations"
urlpatterns = [*requests.urlpatterns, *running.urlpatterns]
