"""The PDF of a direction with what each actor has decided, made by a job."""

from typing import Final

from forums import tallies
from forums.directions import queries
from forums.models import JointDirection
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile


def draw(direction: JointDirection, job: Job) -> StoredFile:
    """Render the direction and the decisions as they stand."""
    return store_pdf(
        "forums/directions/pdf.html",
        {
            "direction": direction,
            "decisions": queries.decisions_of(direction),
            "tally": tallies.tally_of(direction),
            "exercise": direction.exercise,
            "is_draft": direction.is_draft,
            "title": str(direction),
            "version": f"Läget {job.wanted_at:%Y-%m-%d}",
            "at": job.wanted_at,
        },
        name=f"inriktning-{direction.number}-{direction.forum.slug}.pdf",
        identifier=f"direction-{direction.pk}-{job.version}".encode(),
        at=job.wanted_at,
    )


PDF: Final = Document(
    kind="direction_pdf",
    things=tallies.with_counts(JointDirection.objects.all()),
    draw=draw,
    scope=lambda direction: f"direction:{direction.pk}",
    keeps_older=True,
)
