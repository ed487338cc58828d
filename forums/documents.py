"""The PDF of a protocol, made by a job."""

from django.utils import timezone

from forums import minutes
from forums.models import Protocol
from forums.services.protocols import PDF
from records import files, jobs, pdf, seals, versions
from records.models import Job, StoredFile
from records.refs import split

TEMPLATE = "forums/protocol_pdf.html"


def make(job: Job) -> StoredFile:
    """Render the protocol as it stands; an adopted one from its sealed content."""
    protocol = _protocol(job)
    meeting = protocol.meeting
    is_adopted = protocol.status == Protocol.Status.ADOPTED
    content = minutes.content_of(protocol)
    at = protocol.adopted_at or job.wanted_at
    sha256 = protocol.content_sha256 or seals.digest(content)
    document = pdf.render(
        TEMPLATE,
        {
            "content": minutes.readable(content),
            "protocol": protocol,
            "exercise": meeting.exercise,
            "is_draft": not is_adopted,
            "sha256": sha256,
            "title": f"Protokoll, {meeting}",
            "version": "Fastställt" if is_adopted else f"Utkast {job.version}",
        },
        identifier=sha256.encode(),
        at=at,
    )
    word = "protokoll" if is_adopted else "utkast-protokoll"
    name = f"{word}-{meeting.pk}.pdf"
    return files.store(document, name=name, content_type="application/pdf", at=timezone.now())


def done(job: Job) -> None:
    """Point the adopted protocol to its document, and let its page know."""
    protocol = _protocol(job)
    if protocol.status == Protocol.Status.ADOPTED and job.version == protocol.pdf_version:
        Protocol.objects.filter(pk=protocol.pk).update(pdf=job.result)
    versions.bump(f"meeting:{protocol.meeting_id}")


def failed(job: Job) -> None:
    """Let the page know that the document did not come."""
    versions.bump(f"meeting:{_protocol(job).meeting_id}")


def register() -> None:
    """Tell the job runner what this kind of job does."""
    jobs.register(PDF, make, on_done=done, on_failed=failed)


def _protocol(job: Job) -> Protocol:
    _, number = split(job.object_ref)
    protocols = Protocol.objects.select_related("meeting__forum__region", "pdf")
    return protocols.get(pk=int(number))
