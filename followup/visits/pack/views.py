"""The pack for a visit: asked for, downloaded, waited for."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.requests import UserRequest
from followup.visits.pack import services
from followup.visits.views import handled, pack_context
from records.jobs import views as job_views


@require_http_methods(["GET", "POST"])
def pack(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Ask for the pack, or download the newest."""
    _, visit = handled(request, code, pk)

    def want() -> object:
        return services.want_pack(visit_id=pk, by=request.user, at=timezone.now())

    to = reverse("followup:visit", args=[code, pk]) + "#underlag"
    return job_views.ask_or_give(request, services.PACK, visit, want, to=to)


@require_GET
def job(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the pack has come."""
    _, visit = handled(request, code, pk)
    return job_views.state(request, services.PACK, visit, lambda: pack_context(visit))
