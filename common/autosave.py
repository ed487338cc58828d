"""What static/js/autosave.js and the pages that use it agree on."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final, ParamSpec

from django.db import OperationalError
from django.http import HttpResponse, JsonResponse

from common.clock import local

Asked = ParamSpec("Asked")
SEEN: Final = "__seen"
WAITS: Final = (0.05, 0.2, 0.6)  # seconds between the tries


def patient(view: Callable[Asked, HttpResponse]) -> Callable[Asked, HttpResponse]:
    """Let a view that saves one field try again while SQLite says that the database is locked.

    Many fields that are answered at once write at the same time. What a failed try wrote is
    rolled back by its service, so another try does the same thing once.
    """

    @wraps(view)
    def trying(*args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        for wait in WAITS:
            try:
                return view(*args, **kwargs)
            except OperationalError as fault:
                if "locked" not in str(fault):
                    raise
                time.sleep(wait)
        return view(*args, **kwargs)

    return trying


def mark_of(value: str) -> str:
    """Return the short mark of a stored value, which says what the writer had seen.

    Line ends are those of one kind: a form sends CRLF, the database may hold LF.
    """
    plain = value.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def saved(value: str, *, at: datetime, **more: Any) -> JsonResponse:
    """Answer that the value is stored."""
    return JsonResponse({"saved": f"{local(at):%H:%M}", "seen": mark_of(value), **more})


def conflict(message: str, *, value: str, by: str = "") -> JsonResponse:
    """Answer that somebody else has written ``value`` meanwhile; the writer chooses."""
    answer = {"message": message, "value": value, "seen": mark_of(value), "by": by}
    return JsonResponse(answer, status=409)


def refused(message: str, *, status: int = 422) -> JsonResponse:
    """Answer that the value cannot be stored, and why."""
    return JsonResponse({"message": message}, status=status)
