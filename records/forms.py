"""A form sent twice is carried out once: double taps, retries and replays."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from common.errors import RuleError
from records.models import HandledForm

FIELD = "form_key"
ALREADY: Final = "Det var redan sparat, och gäller en gång."
View = TypeVar("View", bound=Callable[..., HttpResponse])


def new_key() -> str:
    """Return a key for a form that is about to be shown, for ``components/form_key.html``."""
    return str(uuid.uuid4())


def again(answer: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """Give a view the answer that htmx gets when its form comes again: the part as it is now."""

    def known(view: View) -> View:
        view.again = answer  # type: ignore[attr-defined]
        return view

    return known


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a POST view in a transaction, once per form key.

    The first request inserts the key and, when the view succeeds, remembers where it led. A second
    one waits for the first to commit, hears that it was done already and is sent to the same place,
    or gets the part that the view names by ``again``. An answer of 400 or more rolls everything
    back, the key too, so that a corrected form may use it again. A request without a key is run as
    it is.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            form, is_first = _claim(request)
            if form is not None and not is_first:
                return _answer_again(view, request, form, *args, **kwargs)
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:  # noqa: PLR2004 - refused
                transaction.set_rollback(True)
            elif form is not None:
                form.location = _place(request, response)[:500]
                form.save(update_fields=["location"])
            return response

    return wrapper


def _answer_again(
    view: Callable[..., HttpResponse],
    request: HttpRequest,
    form: HandledForm,
    *args: object,
    **kwargs: object,
) -> HttpResponse:
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and (answer := getattr(view, "again", None)):
        part: HttpResponse = answer(request, *args, **kwargs)
        return part
    messages.info(request, ALREADY, fail_silently=True)
    if is_part:
        return HttpResponse(headers={"HX-Redirect": form.location})
    return redirect(form.location)


def _place(request: HttpRequest, response: HttpResponse) -> str:
    """Return where an answer led: on, or to the page that htmx changes a part of, or to itself."""
    on = response.headers.get("HX-Redirect") or response.headers.get("Location")
    htmx: Any = getattr(request, "htmx", None)
    return on or (htmx and htmx.current_url_abs_path) or request.path


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
