"""The pack for a visit, and the calendar of visits."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.errors import RuleError
from common.requests import UserRequest
from followup import visit_calendar
from followup.models import VisitCalendar
from followup.services import visit_calendar as calendar_services
from followup.services import visit_packs as services
from followup.views.visits import handled, pack_context
from records import files, polling


@login_required
@require_http_methods(["GET", "POST"])
def pack(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Ask for the pack, or download the newest."""
    _, visit = handled(request, code, pk)
    if request.method == "POST":
        services.want_pack(visit_id=pk, by=request.user, at=timezone.now())
        return redirect(reverse("followup:visit", args=[code, pk]) + "#underlag")
    made = services.newest(visit)
    if made is None or made.result is None:
        raise Http404
    return files.response(made.result)


@login_required
@require_GET
def job(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the pack has come."""
    municipality, visit = handled(request, code, pk)

    def fragment() -> HttpResponse:
        context = {"municipality": municipality, "visit": visit}
        context |= pack_context(visit)
        return render(request, "followup/_visit_pack_job.html", context)

    return polling.fragment(request, scopes=[services.scope(visit)], render=fragment)


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: UserRequest) -> HttpResponse:
    """Make the secret address of one's visits; it is shown once."""
    address, error = "", ""
    if request.method == "POST":
        try:
            secret = calendar_services.new_calendar_address(by=request.user, at=timezone.now())
        except RuleError as refused:
            error = refused.message
        else:
            path = reverse("followup:visit_calendar_file", args=[secret])
            address = f"{settings.PUBLIC_URL}{path}"
    context = {
        "address": address,
        "error": error,
        "has_one": VisitCalendar.objects.filter(person=request.user).exists(),
    }
    return render(request, "followup/visit_calendar.html", context, status=409 if error else 200)


@login_required
@require_POST
def calendar_revoke(request: UserRequest) -> HttpResponse:
    """Let the address stop working."""
    calendar_services.revoke_calendar_address(by=request.user, at=timezone.now())
    messages.success(request, "Kalenderadressen är återkallad.")
    return redirect("followup:visit_calendar")


@require_GET
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the visits to somebody's calendar: municipality and time, nothing of what is said.

    :raises Http404: if the address is unknown or has been revoked.
    """
    person = visit_calendar.owner_of(secret)
    if person is None:
        raise Http404
    content = visit_calendar.of(person, at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="uppfoljningsbesok.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
