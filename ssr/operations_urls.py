"""Addresses that tell how the service is."""

from django.urls import path

from ssr import operations

urlpatterns = [
    path("halsa/", operations.health, name="health"),
    path("halsa/djup", operations.health_deep, name="health_deep"),
    path("drift/", operations.operations, name="operations"),
]
