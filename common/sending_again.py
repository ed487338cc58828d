"""A form that could not be taken now: its page holds what was typed, and sends it again."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# The form's own, drawn anew; and what nobody wants to see on a page.
LEFT_OUT: Final = ("csrfmiddlewaretoken", "password")


def page(request: HttpRequest, *, status: int, is_readable: bool = True) -> HttpResponse:
    """Show what was typed, with a way to sign in beside and a button that sends it again.

    401 says that the session has ended, 403 that the form is from an earlier one.
    """
    typed = _typed(request) if is_readable else []
    context = {
        "is_over": status == 401,  # noqa: PLR2004 - no session
        "kept": bool(typed),
        "typed": typed,
        "texts": [value for _, value in typed if len(value.split()) > 1],
        "has_files": is_readable and bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "common/send_again.html", context, status=status)


def is_from_here(request: HttpRequest) -> bool:
    """Return whether the browser itself says that a page of ours sends the form."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(part in name for part in LEFT_OUT)
    ]
