"""How the county has assessed a municipality's work over time."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.requests import UserRequest
from followup import access, frame
from followup.reports import assessment as reports
from followup.reports import measures as measure_reports
from followup.reports import protocols
from followup.rules.assessment import why_no_score


@login_required
@require_GET
def assessment(request: UserRequest, code: str) -> HttpResponse:
    """Show the assessments with their reasons: after visits, and of documents."""
    municipality = access.get_municipality(request, code)
    found = reports.protocols_of(request.user, municipality)
    context = frame.base(request, municipality, "followup:municipality")
    context |= {
        "protocols": [
            {"protocol": one, "content": protocols.readable(protocols.content_of(one))}
            for one in found
        ],
        "documents": reports.documents_of(request.user, municipality),
        "deficiencies": [
            one
            for one in measure_reports.deficiencies_visible_to(request.user, municipality)
            if one.is_open
        ],
        "rows": measure_reports.open_rows(request.user, municipality, timezone.localdate()),
        "no_score": why_no_score(),
    }
    return render(request, "followup/assessment.html", context)
