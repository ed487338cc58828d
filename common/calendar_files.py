"""Calendar files: how each begins, what its events are called for good, and how it is served."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

if TYPE_CHECKING:
    from icalendar import Calendar


def begun(name: str) -> "Calendar":
    """Return an empty calendar of this name."""
    from icalendar import Calendar  # slow to load

    calendar = Calendar()
    calendar.add("prodid", f"-//SSR//{name}//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def uid(what: str, pk: int) -> str:
    """Return the number that an event keeps, so that a later file replaces it."""
    return f"{what}-{pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def served(content: bytes, name: str) -> HttpResponse:
    """Serve a calendar as a file of its own; what was fetched for one is kept by nobody else."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
