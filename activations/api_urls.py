"""Addresses of the API of activations."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from activations.api.requests import RequestViewSet
from activations.api.running import (
    ActivationViewSet,
    EventViewSet,
    GrantView,
    MunicipalityMapView,
    SummonsAnswerView,
)

router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
router.register("activations", ActivationViewSet, basename="activation")
router.register("activation-requests", RequestViewSet, basename="activation-request")

urlpatterns: list[URLPattern | URLResolver] = [
    path("municipalities.geojson", MunicipalityMapView.as_view(), name="municipality-geojson"),
    path("events.geojson", EventViewSet.as_view({"get": "geojson"}), name="event-geojson"),
    path(
        "activation-requests/<int:pk>/grant/", GrantView.as_view(), name="activation-request-grant"
    ),
    path("summons/<str:token>/answer/", SummonsAnswerView.as_view(), name="summons-answer"),
    *router.urls,
]
