"""Error pages: what happened, what to do, whom to ring, and the number of the request."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from common import contact, room, sending_again
from common.htmx import asked_by_script, sentence
from common.sessions import SESSION_OVER

RETRY_AFTER_SECONDS = 900

# What a script on an open page is told: the page stays, but for how long it was right nobody knows.
_OLD = "Det som står på sidan kan vara gammalt."
_SCRIPT_TEXTS = {
    403: f"Du har inte längre behörighet till det här. {_OLD}",
    404: f"Det finns inte längre, eller så har du inte behörighet. {_OLD}",
}
_API_TEXTS = {
    400: ("bad_request", "Förfrågan går inte att läsa."),
    403: ("permission_denied", "Du har inte behörighet att göra detta."),
    404: ("not_found", "Det du söker finns inte, eller så har du inte behörighet."),
    413: ("too_large", "Förfrågan är för stor."),
    429: ("throttled", "För många förfrågningar. Vänta en stund och försök igen."),
    500: ("server_error", "Något gick fel hos oss."),
    507: ("no_room", "Det finns inte plats i SSR just nu. Inget är sparat."),
    503: ("unavailable", "Tjänsten går inte att nå just nu."),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read: 413 if it is too much, else 400."""
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 in the words of 404, so that neither tells what exists."""
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429 and say when to come back."""
    response = _page(request, 429)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own fault without the database; 503 if that is gone, 507 if a disk is full."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = _bare_page(request, 503)
        response["Retry-After"] = "30"
        return response
    if room.is_full(sys.exc_info()[1]):
        return _bare_page(request, 507)
    return _bare_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell that the form is from an earlier session, or came from elsewhere.

    A script hears the same as without a session: it takes the new token and sends again. What a
    page of ours sent is shown to whoever is signed in now, to be sent again.
    """
    if asked_by_script(request):
        return sentence(SESSION_OVER, 401)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and sending_again.is_from_here(request):
        return sending_again.page(request, status=403)
    return _page(request, 403, template="403_csrf.html")


def _page(request: HttpRequest, status: int, *, template: str = "") -> HttpResponse:
    """Render the page in its usual frame; without the database, without the frame."""
    if request.path.startswith("/api/"):
        return _problem(status)
    if asked_by_script(request):
        return sentence(_SCRIPT_TEXTS.get(status) or _API_TEXTS[status][1], status)
    try:
        text = render_to_string(template or f"{status}.html", {"number": _number(request)}, request)
    except DatabaseError:
        return _bare_page(request, status if status in {500, 503} else 503)
    return HttpResponse(text, status=status)


def _bare_page(request: HttpRequest, status: int) -> HttpResponse:
    """Render 500 or 503, which stand by themselves: no user, no navigation, no database."""
    if request.path.startswith("/api/"):
        return _problem(status)
    if asked_by_script(request):
        return sentence(_API_TEXTS[status][1], status)
    facts = {
        "number": _number(request),
        "contact": contact.fallback(),
        "was_sent": request.method == "POST",
    }
    return HttpResponse(render_to_string(f"{status}.html", facts), status=status)


def _problem(status: int) -> HttpResponse:
    code, detail = _API_TEXTS[status]
    body = {"status": status, "code": code, "detail": detail}
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _number(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
