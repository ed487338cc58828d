"""Requests that say they are too large are refused before a byte of them is read."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

ROOM_MB: Final = 10
_MEGABYTE: Final = 1024 * 1024


class UploadLimitMiddleware:
    """Answer 413 by the length a request says it has.

    Källa: domain.md 10.1.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > (settings.SSR_UPLOAD_MAX_MB + ROOM_MB) * _MEGABYTE:
            if request.path.startswith("/api/"):
                body = {"status": 413, "code": "too_large", "detail": "Förfrågan är för stor."}
                kind = "application/problem+json"
                return JsonResponse(body, status=413, content_type=kind)
            context = {"limit_mb": settings.SSR_UPLOAD_MAX_MB}
            return render(request, "records/too_large.html", context, status=413)
        return self.get_response(request)
