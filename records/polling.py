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
    user, part = getattr(request, "user", None), request.headers.get("HX-Request", "")
    viewer = f"{user.pk if user else ''} {request.get_full_path()} {part}"
    mark = versions.etag(*scopes, extra=viewer)
    if mark in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render()
    response["ETag"] = mark
    return response
