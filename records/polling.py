"""Answer a polled fragment with 304 while nothing it shows has changed."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from records import versions


def fragment(
    request: HttpRequest, *, scopes: Iterable[str], render: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return 304 if the viewer has this very version, else what ``render`` makes of it.

    The caller has checked what the viewer may see. The numbers are read before rendering: a change
    in between gives a newer page with an older mark, which the next poll puts right.
    """
    mark = versions.etag(*scopes, extra=_viewer(request))
    if mark in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render()
    response["ETag"] = mark
    return response


def _viewer(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    part = request.headers.get("HX-Request", "")
    return f"{user.pk if user else ''} {request.get_full_path()} {part}"
