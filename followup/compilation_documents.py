"""The PDF of a county's compilation, made by a job from its sealed content."""

from django.utils import timezone

from followup.models import CountyCompilation
from followup.reports import compilations as reads
from followup.services.compilations import PDF
from records import files, jobs, pdf, versions
from records.models import Job, StoredFile
from records.refs import split

TEMPLATE = "followup/compilation_pdf.html"


def make(job: Job) -> StoredFile:
    """Render what was handed on."""
    compilation = _compilation(job)
    document = pdf.render(
        TEMPLATE,
        {
            "compilation": compilation,
            "content": reads.readable(reads.content_of(compilation)),
            "exercise": False,
            "title": str(compilation),
        },
        identifier=compilation.content_sha256.encode(),
        at=compilation.handed_on_at or job.wanted_at,
    )
    name = f"sammanstallning-{compilation.county_id}-{compilation.year}-{compilation.number}.pdf"
    return files.store(document, name=name, content_type="application/pdf", at=timezone.now())


def done(job: Job) -> None:
    """Point the compilation to its document, and let its page know."""
    compilation = _compilation(job)
    CountyCompilation.objects.filter(pk=compilation.pk).update(pdf=job.result)
    versions.bump(f"compilation:{compilation.pk}")


def failed(job: Job) -> None:
    """Let the page know that the document did not come."""
    versions.bump(f"compilation:{_compilation(job).pk}")


def register() -> None:
    """Tell the job runner what this kind of job does."""
    jobs.register(PDF, make, on_done=done, on_failed=failed)


def _compilation(job: Job) -> CountyCompilation:
    _, number = split(job.object_ref)
    return CountyCompilation.objects.select_related("county", "pdf").get(pk=int(number))
