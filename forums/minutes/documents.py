"""The PDF of minutes, made by a job."""

from typing import Final

from forums.minutes import content as minutes
from forums.models import Protocol
from records.files import seals
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile


def draw(protocol: Protocol, job: Job) -> StoredFile:
    """Render the minutes as they stand; adopted ones from their sealed content."""
    meeting, is_adopted = protocol.meeting, PDF.is_settled(protocol)
    content = minutes.content_of(protocol)
    sha256 = protocol.content_sha256 or seals.digest(content)
    return store_pdf(
        "forums/minutes/pdf.html",
        {
            "content": seals.readable(content),
            "protocol": protocol,
            "exercise": meeting.exercise,
            "is_draft": not is_adopted,
            "sha256": sha256,
            "title": f"Protokoll, {meeting}",
            "version": "Fastställt" if is_adopted else f"Utkast {job.version}",
        },
        name=f"{'protokoll' if is_adopted else 'utkast-protokoll'}-{meeting.pk}.pdf",
        identifier=sha256.encode(),
        at=protocol.adopted_at or job.wanted_at,
    )


PDF: Final = Document(
    kind="protocol_pdf",
    things=Protocol.objects.select_related("meeting__forum__region", "pdf"),
    draw=draw,
    scope=lambda protocol: f"meeting:{protocol.meeting_id}",
    is_settled=lambda protocol: protocol.status == Protocol.Status.ADOPTED,
    pointer="pdf",
    counter="pdf_version",
)
