"""Demand a second factor where the setting says so."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from ssr.accounts import SECOND_FACTORS

_OPEN_PATHS = (
    "/min-sida/sakerhet/",
    "/logga-in/",
    "/logga-ut/",
    "/hjalp/",
    "/tillganglighet/",
    "/halsa/",
    "/static/",
)
_SEEN = "second_factor_seen"


class SecondFactorMiddleware:
    """Send a signed-in person without a second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SSR_REQUIRE_MFA and self._is_missing(request):
            if request.path.startswith("/api/"):
                detail = "Lägg till en andra faktor på sidan Säkerhet."
                body = {"status": 403, "code": "second_factor_required", "detail": detail}
                return JsonResponse(body, status=403, content_type="application/problem+json")
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if request.path.startswith(_OPEN_PATHS) or not request.user.is_authenticated:
            return False
        if request.session.get(_SEEN):  # the last factor cannot be removed while it is demanded
            return False
        if self._came_by_organisation(request) or is_mfa_enabled(request.user, SECOND_FACTORS):
            request.session[_SEEN] = True
            return False
        return True

    def _came_by_organisation(self, request: HttpRequest) -> bool:
        """Return whether the authority's own sign-in, which has its own rules, let them in."""
        records = get_authentication_records(request)
        return any(record.get("method") == "socialaccount" for record in records)
