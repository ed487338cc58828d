"""The pack for a visit, and the calendar of visits."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.requests import UserRequest
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
