"""One's own calendars, of deadlines and of visits: a secret address, and the file it serves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import User
from common import calendar_files
from common.acting import refusal_of
from common.requests import UserRequest
from followup.calendars import deadlines, services, visits
from followup.calendars.queries import owner_of
from followup.deadlines.models import DeadlineCalendar
from followup.visits.models import VisitCalendar


class Content(Protocol):
    def __call__(self, person: User, *, at: datetime) -> bytes:
        """Return the file."""


@dataclass(frozen=True)
class Kind:
    """A kind of calendar, with the names of its addresses."""

    addresses: services.Addresses
    page: str
    file: str
    template: str
    file_name: str
    content: Content


DEADLINES = Kind(
    DeadlineCalendar,
    "followup:deadline_calendar",
    "followup:deadline_feed",
    "followup/calendars/deadline_calendar.html",
    "frister",
    deadlines.of,
)
VISITS = Kind(
    VisitCalendar,
    "followup:visit_calendar",
    "followup:visit_calendar_file",
    "followup/calendars/visit_calendar.html",
    "uppfoljningsbesok",
    visits.of,
)


@require_http_methods(["GET", "POST"])
def own(request: UserRequest, kind: Kind) -> HttpResponse:
    """Make the secret address of what one sees; it is shown once."""
    address, error = "", ""

    def make() -> None:
        nonlocal address
        secret = services.make_address(kind.addresses, by=request.user, at=timezone.now())
        address = settings.PUBLIC_URL + reverse(kind.file, args=[secret])

    if request.method == "POST":
        error = refusal_of(make)
    context = {
        "address": address,
        "error": error,
        "has_one": kind.addresses.objects.filter(person=request.user).exists(),
    }
    return render(request, kind.template, context, status=409 if error else 200)


@require_POST
def revoke(request: UserRequest, kind: Kind) -> HttpResponse:
    services.revoke_address(kind.addresses, by=request.user, at=timezone.now())
    messages.success(request, "Kalenderadressen är återkallad.")
    return redirect(kind.page)


@login_not_required
@require_GET
def file(request: HttpRequest, secret: str, kind: Kind) -> HttpResponse:
    """Serve somebody's calendar: neutral titles, nothing of what is said."""
    person = owner_of(kind.addresses, secret)
    if person is None:
        raise Http404
    return calendar_files.served(kind.content(person, at=timezone.now()), kind.file_name)
