"""The API, version 1: status first, then each app's own part, with its description."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from ssr import api

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", api.DocsView.as_view(), name="api_docs"),
    path("v1/status/", api.StatusView.as_view(), name="api_status"),
    path("v1/", include("actors.api_urls")),
    path("v1/", include("forums.api_urls")),
    path("v1/", include("activations.api_urls")),
    path("v1/follow-up/", include("followup.api_urls")),
]
