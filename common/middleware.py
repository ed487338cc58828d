"""What every request passes: its number, its headers, and refused rules."""

import secrets
from collections.abc import Callable

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from common import sending_again
from common.errors import RuleError
from common.htmx import asked_by_script, sentence, wants_partial
from common.sessions import SESSION_OVER

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class RequestIdMiddleware:
    """Give each request a short number that error pages show and logs carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        request.request_id = number  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class HeadersMiddleware:
    """Add the headers that Django has no setting for; keep signed-in pages out of caches.

    An answer that says itself how it may be kept, and that it is one person's own, knows best:
    one with an ETag asks to be kept, so that it can be asked about again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        signed_in = user is not None and user.is_authenticated
        said = response.get("Cache-Control", "")
        if signed_in and "private" not in said:
            response["Cache-Control"] = "no-store, private"
        elif not said and not request.path.startswith("/static/"):
            add_never_cache_headers(response)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask whoever has no session to sign in, without taking away what is on their page.

    Källa: domain.md 1.11.
    """

    def handle_no_permission(  # type: ignore[override]  # what it returns is answered as it is
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Answer a script by a sentence, a form by what was typed, and else by the sign-in page."""
        if asked_by_script(request):
            return sentence(SESSION_OVER, 401)
        if request.method == "POST":
            # What is exempt from the usual check reads its form by itself, or not at all.
            is_readable = not getattr(view_func, "csrf_exempt", False)
            return sending_again.page(request, status=401, is_readable=is_readable)
        return super().handle_no_permission(request, view_func)


class PartMiddleware:
    """Lead the whole page on where a part of it is answered by another address.

    The browser would follow by itself, and htmx put the other page into the part.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if wants_partial(request) and "Location" in response.headers:
            response.status_code = 200
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
        return response


class RuleErrorMiddleware:
    """Answer 409 where a view let a refused rule pass through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleError) and asked_by_script(request):
            return sentence(error.message, 409)
        if isinstance(error, RuleError):
            return render(request, "409.html", {"message": error.message}, status=409)
        return None
