"""The PDF of a county's compilation, made by a job from its sealed content."""

from typing import Final

from followup.annual.compilations import queries
from followup.annual.models import CountyCompilation
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile


def draw(compilation: CountyCompilation, job: Job) -> StoredFile:
    """Render what was handed on."""
    return store_pdf(
        "followup/annual/compilations/pdf.html",
        {
            "compilation": compilation,
            "content": queries.readable(queries.content_of(compilation)),
            "title": str(compilation),
        },
        name=f"sammanstallning-{compilation.county_id}-{compilation.year}-{compilation.number}.pdf",
        identifier=compilation.content_sha256.encode(),
        at=compilation.handed_on_at or job.wanted_at,
    )


PDF: Final = Document(
    kind="compilation_pdf",
    things=CountyCompilation.objects.select_related("county", "pdf"),
    draw=draw,
    scope=lambda compilation: f"compilation:{compilation.pk}",
    is_settled=lambda compilation: compilation.handed_on_at is not None,
    pointer="pdf",
)
