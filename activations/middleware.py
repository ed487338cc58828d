"""The last net under a call for help: whatever breaks, the number and the text are shown."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from common import contact

PATH_ENDS_WITH = "/begar-aktivering/"
_log = structlog.get_logger(__name__)
# The fields of activations.requests.forms.RequestForm; a form cannot be asked without a database.
FIELDS = (
    "event_type",
    "what",
    "forum",
    "urgency",
    "planned_for",
    "callback_phone",
    "on_behalf",
    "outsider",
    "details",
    "exercise",
    "form_key",
)


class UnsavedRequestMiddleware:
    """Answer a request for activation that could not be saved with 503, a number and its text.

    It stands outside everything that needs the database: session, user, navigation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_ours = request.method == "POST" and request.path.endswith(PATH_ENDS_WITH)
        if not is_ours or response.status_code < 500:  # noqa: PLR2004 - our own fault
            return response
        _log.error("request_unsaved")
        facts = {
            "typed": [(name, request.POST[name]) for name in FIELDS if name in request.POST],
            "what": request.POST.get("what", ""),
            "details": request.POST.get("details", ""),
            "address": request.path,
            # The form's own token again: it fits the cookie, and takes no session to make.
            "token": request.POST.get("csrfmiddlewaretoken", ""),
            "contact": contact.fallback(),
            "number": getattr(request, "request_id", ""),
        }
        page = render_to_string("activations/request_unsaved.html", facts)
        unsaved = HttpResponse(page, status=503)
        unsaved["Retry-After"] = "30"
        unsaved["Cache-Control"] = "no-store, private"
        return unsaved
