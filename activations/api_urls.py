"""Addresses of the API of activations."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from activations.joining.api import JoinActivationView, MergeEventView, MergeView
from activations.requests.api import RequestViewSet
from activations.running.api import (
    ActivationViewSet,
    EventViewSet,
    GrantView,
    MunicipalityMapView,
    SummonsAnswerView,
)
from activations.start.api import TaskList

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
    path(
        "activation-requests/<int:pk>/join-activation/",
        JoinActivationView.as_view(),
        name="activation-request-join-activation",
    ),
    path(
        "activation-requests/<int:pk>/merge/", MergeView.as_view(), name="activation-request-merge"
    ),
    path("events/<int:pk>/merge/", MergeEventView.as_view(), name="event-merge"),
    path("summons/<str:token>/answer/", SummonsAnswerView.as_view(), name="summons-answer"),
    path("tasks/", TaskList.as_view(), name="tasks"),
    *router.urls,
]
