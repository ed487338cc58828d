"""How the county has assessed a municipality's work over time."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.requests import UserRequest
from followup import access, page_context
from followup.visits.measures import queries as measure_queries
from followup.visits.report import assessment_queries, queries
from followup.visits.report.assessment_rules import why_no_score
from records.files import seals


@require_GET
def assessment(request: UserRequest, code: str) -> HttpResponse:
    """Show the assessments with their reasons: after visits, and of documents."""
    municipality = access.get_municipality(request, code)
    found = assessment_queries.protocols_of(request.user, municipality)
    context = page_context.base(request, municipality, "followup:municipality")
    context |= {
        "protocols": [
            {"protocol": one, "content": seals.readable(queries.content_of(one))} for one in found
        ],
        "documents": assessment_queries.documents_of(request.user, municipality),
        "deficiencies": [
            one
            for one in measure_queries.deficiencies_visible_to(request.user, municipality)
            if one.is_open
        ],
        "rows": measure_queries.open_rows(request.user, municipality, timezone.localdate()),
        "no_score": why_no_score(),
    }
    return render(request, "followup/visits/report/assessment.html", context)
