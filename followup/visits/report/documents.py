"""The PDF of a visit report or opinion, made by a job. Secret annexes are no part of it."""

from typing import Final

from followup.visits.models import VisitProtocol
from followup.visits.report import queries
from records.files import seals
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile


def draw(protocol: VisitProtocol, job: Job) -> StoredFile:
    """Render the report as it stands; an approved one from its sealed words."""
    content = queries.content_of(protocol)
    sha256 = protocol.content_sha256 or seals.digest(content)
    is_draft = protocol.approved_at is None
    name = "utkast" if is_draft else VisitProtocol.Kind(protocol.kind).label.lower()
    return store_pdf(
        "followup/visits/report/pdf.html",
        {
            "content": seals.readable(content),
            "protocol": protocol,
            "is_draft": is_draft,
            "sha256": sha256,
            "title": f"{content['kind']} efter uppföljningsbesök, {content['municipality']}",
            "version": f"Utkast {job.version}" if is_draft else "Godkänt",
        },
        name=f"{name}-besok-{protocol.visit_id}.pdf",
        identifier=sha256.encode(),
        at=protocol.approved_at or job.wanted_at,
    )


PDF: Final = Document(
    kind="visit_protocol_pdf",
    things=VisitProtocol.objects.select_related("visit__municipality__county", "pdf"),
    draw=draw,
    scope=lambda protocol: f"visit_protocol:{protocol.pk}",
    is_settled=lambda protocol: protocol.approved_at is not None,
    pointer="pdf",
    counter="pdf_version",
)
