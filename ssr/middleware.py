"""Demand a second factor where the setting says so; note when a session was last used."""

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from common.htmx import asked_by_script, sentence
from ssr.accounts import SECOND_FACTORS

_OPEN_PATHS = (
    "/min-sida/sakerhet/",
    "/logga-in/",
    "/logga-ut/",
    "/hjalp/",
    "/kallor/",
    "/tillganglighet/",
    "/halsa/",
    "/static/",
)
_SEEN = "second_factor_seen"
_NOTE_EVERY_SECONDS = 60
_SESSIONS_REMEMBERED = 10_000


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
            if asked_by_script(request):
                return sentence("Lägg till en andra faktor på sidan Säkerhet.", 403)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if request.path.startswith(_OPEN_PATHS) or not request.user.is_authenticated:
            return False
        if request.session.get(_SEEN):  # the last factor cannot be removed while it is demanded
            return False
        # The authority's own sign-in has its own rules.
        records = get_authentication_records(request)
        by_organisation = any(record.get("method") == "socialaccount" for record in records)
        if by_organisation or is_mfa_enabled(request.user, SECOND_FACTORS):
            request.session[_SEEN] = True
            return False
        return True


class SessionActivityMiddleware(UserSessionsMiddleware):
    """Note once a minute from where a session is used, and at once when it is from elsewhere.

    Noting takes four statements, one of which locks the database of a demo: too much for each of
    the requests that an open page makes by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self._noted: dict[tuple[str, str, str], float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = (
            request.session.session_key or "",
            str(get_adapter().get_client_ip(request)),
            request.META.get("HTTP_USER_AGENT", ""),
        )
        now = time.time()
        if abs(now - self._noted.get(key, 0)) < _NOTE_EVERY_SECONDS:
            return self.get_response(request)
        response: HttpResponse = super().__call__(request)
        if len(self._noted) >= _SESSIONS_REMEMBERED:
            self._noted.clear()
        if key[0]:
            self._noted[key] = now
        return response
