"""The PDF of a protocol or opinion, and of a plan of measures, made by jobs."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, User
from common.clock import local
from followup import access
from followup.models import VisitProtocol
from followup.reports import measures as measure_reports
from followup.reports import protocols as reports
from followup.services.protocols import PDF, latest_job, scope
from records import files, jobs, pdf, seals, versions
from records.models import Job, StoredFile
from records.refs import ref, split

PLAN_PDF: Final = "measures_pdf"
TEMPLATE: Final = "followup/protocol_pdf.html"
PLAN_TEMPLATE: Final = "followup/measures_pdf.html"


def make(job: Job) -> StoredFile:
    """Render the protocol as it stands; an approved one from its sealed words."""
    protocol = _protocol(job)
    content = reports.content_of(protocol)
    sha256 = protocol.content_sha256 or seals.digest(content)
    is_draft = protocol.approved_at is None
    title = f"{content['kind']} efter uppföljningsbesök, {content['municipality']}"
    document = pdf.render(
        TEMPLATE,
        {
            "content": reports.readable(content),
            "protocol": protocol,
            "exercise": False,
            "is_draft": is_draft,
            "sha256": sha256,
            "title": title,
            "version": f"Utkast {job.version}" if is_draft else "Godkänt",
        },
        identifier=sha256.encode(),
        at=protocol.approved_at or job.wanted_at,
    )
    name = "utkast" if is_draft else VisitProtocol.Kind(protocol.kind).label.lower()
    return files.store(
        document,
        name=f"{name}-besok-{protocol.visit_id}.pdf",
        content_type="application/pdf",
        at=timezone.now(),
    )


def done(job: Job) -> None:
    """Point the approved protocol to its document, and let its page know."""
    protocol = _protocol(job)
    if protocol.approved_at is not None and job.version == protocol.pdf_version:
        VisitProtocol.objects.filter(pk=protocol.pk).update(pdf=job.result)
    versions.bump(scope(protocol))


def ready_pdf(protocol: VisitProtocol) -> StoredFile | None:
    """Return the document that whoever sees the protocol may have now, on the page and in the API.

    The approved one, else the newest that is made. Secret annexes are no part of it.
    """
    latest = latest_job(protocol)
    return protocol.pdf or (latest.result if latest else None)


def failed(job: Job) -> None:
    """Let the page know that the document did not come."""
    versions.bump(scope(_protocol(job)))


@transaction.atomic
def want_plan(*, municipality_id: int, by: User, at: datetime) -> Job:
    """Ask for a PDF of the municipality's plan of measures, as both parties see it.

    Källa: 003 §2.7.3 "ta fram en plan".

    :raises Http404: if the user does not see the municipality's follow-up.
    """
    municipality = Actor.objects.select_for_update(no_key=True).get(pk=municipality_id)
    access.require_visible(by, municipality)
    latest = latest_plan(municipality)
    if latest is not None and latest.status in {Job.Status.WANTED, Job.Status.RUNNING}:
        return latest
    if latest is not None and latest.status == Job.Status.FAILED:
        job = jobs.retry(job_id=latest.pk, at=at)
    else:
        number = latest.version + 1 if latest else 1
        job = jobs.want(kind=PLAN_PDF, object_ref=ref(municipality), version=number, at=at)
    versions.bump(plan_scope(municipality))
    return job


def latest_plan(municipality: Actor) -> Job | None:
    """Return the job of the newest PDF of the plan, if one was ever asked for."""
    found = Job.objects.filter(kind=PLAN_PDF, object_ref=ref(municipality))
    return found.select_related("result").order_by("-version").first()


def plan_scope(municipality: Actor) -> str:
    """Return what a page that shows the plan listens to."""
    return f"measures:{municipality.pk}"


def make_plan(job: Job) -> StoredFile:
    """Render the plan: only what the municipality has been told stands in it."""
    municipality = _municipality(job)
    groups = measure_reports.told_plan(municipality, local(job.wanted_at).date())
    document = pdf.render(
        PLAN_TEMPLATE,
        {
            "groups": groups,
            "municipality": municipality,
            "exercise": False,
            "title": f"Åtgärdsplan, {municipality.name}",
        },
        identifier=f"{ref(municipality)}:{job.version}".encode(),
        at=job.wanted_at,
    )
    return files.store(
        document,
        name=f"atgardsplan-{municipality.slug}.pdf",
        content_type="application/pdf",
        at=timezone.now(),
    )


def plan_ended(job: Job) -> None:
    """Let the plan's page know."""
    versions.bump(plan_scope(_municipality(job)))


def register() -> None:
    """Tell the job runner what these kinds of job do."""
    jobs.register(PDF, make, on_done=done, on_failed=failed)
    jobs.register(PLAN_PDF, make_plan, on_done=plan_ended, on_failed=plan_ended)


def _protocol(job: Job) -> VisitProtocol:
    _, number = split(job.object_ref)
    found = VisitProtocol.objects.select_related("visit__municipality__county", "pdf")
    return found.get(pk=int(number))


def _municipality(job: Job) -> Actor:
    _, number = split(job.object_ref)
    return Actor.objects.select_related("county").get(pk=int(number))
