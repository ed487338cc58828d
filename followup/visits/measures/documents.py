"""The plan of measures as PDF, as both parties see it, made by a job."""

from datetime import datetime
from typing import Final

from django.db import transaction

from actors.models import Actor, User
from common.clock import local
from followup import access
from followup.visits.measures import queries
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile
from records.refs import ref


@transaction.atomic
def want_plan(*, municipality_id: int, by: User, at: datetime) -> Job:
    """Ask for a PDF of the municipality's plan of measures, as both parties see it.

    Källa: Vägledningen 2.7.3 "ta fram en plan".
    """
    municipality = Actor.objects.select_for_update(no_key=True).get(pk=municipality_id)
    access.require_visible(by, municipality)
    return PDF.want(municipality, at)


def draw(municipality: Actor, job: Job) -> StoredFile:
    """Render the plan: only what the municipality has been told stands in it."""
    return store_pdf(
        "followup/visits/measures/pdf.html",
        {
            "groups": queries.told_plan(municipality, local(job.wanted_at).date()),
            "municipality": municipality,
            "title": f"Åtgärdsplan, {municipality.name}",
        },
        name=f"atgardsplan-{municipality.slug}.pdf",
        identifier=f"{ref(municipality)}:{job.version}".encode(),
        at=job.wanted_at,
    )


PDF: Final = Document(
    kind="measures_pdf",
    things=Actor.objects.select_related("county"),
    draw=draw,
    scope=lambda municipality: f"measures:{municipality.pk}",
)
