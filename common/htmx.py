"""What a page's own scripts ask for: a part of it, or an act; never a whole page in its place."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_partial(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part; a boosted link wants the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def asked_by_script(request: HttpRequest) -> bool:
    """Return whether a script on an open page asks, htmx or our own, and not the browser."""
    is_ours = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return is_ours or wants_partial(request)


def sentence(text: str, status: int) -> HttpResponse:
    """Refuse a script in one sentence: what the page holds stays, and the sentence beside it."""
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["HX-Reswap"] = "none"
    return response


def render_page_or_partial(
    request: HttpRequest,
    *,
    page: str,
    partial: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render ``partial`` to htmx and ``page`` to everyone else, from one context."""
    template = partial if wants_partial(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
