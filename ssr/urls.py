"""The addresses of SSR. Pages in Swedish, the API in English.

Pages that belong to a region start with it, ``/stockholm/handelser/``; the same address without
the region sends on to the user's own. Region addresses come last: they match any first word.
"""

from django.urls import include, path

from ssr import home

urlpatterns = [
    path("", include("ssr.operations_urls")),
    path("", include("ssr.page_urls")),
    path("", include("notices.urls")),
    path("api/", include("ssr.api_urls")),
    *home.urls(),
    path("", include("secrecy.urls")),
    path("", include("followup.urls")),
    path("", include("actors.urls")),
    path("", include("forums.urls")),
    path("", include("activations.urls")),
    path("", include("activations.start.urls")),
]

handler400 = "ssr.errors.bad_request"
handler403 = "ssr.errors.permission_denied"
handler404 = "ssr.errors.page_not_found"
handler500 = "ssr.errors.server_error"
handler429 = "ssr.errors.too_many_requests"
