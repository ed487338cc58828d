"""A form sent twice is carried out once: double taps, retries and replays."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from common.errors import RuleError
from records.models import HandledForm

FIELD = "form_key"


def new_key() -> str:
    """Return a key for a form that is about to be shown, for ``components/form_key.html``."""
    return str(uuid.uuid4())


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a POST view in a transaction, once per form key.

    The first request inserts the key and, when the view succeeds, remembers where it led. A second
    one waits for the first to commit and is sent to the same place. An answer of 400 or more rolls
    everything back, the key too, so that a corrected form may use it again. A request without a
    key is run as it is.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            form, is_first = _claim(request)
            if form is not None and not is_first:
                return _same_place(request, form)
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:  # noqa: PLR2004 - refused
                transaction.set_rollback(True)
            elif form is not None:
                form.location = _where(request, response)
                form.save(update_fields=["location"])
            return response

    return wrapper


def _claim(request: HttpRequest) -> tuple[HandledForm | None, bool]:
    """Return the row of this form's key and whether it is new; the forms of a page are told apart
    by where they are sent."""
    try:
        key = uuid.uuid5(uuid.UUID(request.POST.get(FIELD, "")), request.path)
    except ValueError:
        return None, True
    user_id = getattr(getattr(request, "user", None), "pk", None) or 0
    form, is_first = HandledForm.objects.get_or_create(
        key=key, defaults={"user_id_was": user_id, "location": "", "handled_at": timezone.now()}
    )
    if form.user_id_was != user_id:
        raise RuleError("Formuläret öppnades av någon annan. Ladda om sidan och försök igen.")
    return form, is_first


def _where(request: HttpRequest, response: HttpResponse) -> str:
    """Return where the view led; a page shown in place leads to itself."""
    place = response.headers.get("HX-Redirect") or response.headers.get("Location") or request.path
    return place[:500]


def _same_place(request: HttpRequest, form: HandledForm) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": form.location})
    return redirect(form.location)
