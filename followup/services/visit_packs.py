"""The pack for a visit as PDF, made by a job: one at a time, each let go before the next.

At night the packs of the visits that are near are looked through. One whose words would be the same
is kept: the document's identifier is a hash of what it says, so nothing that it is built from has
to be listed here.
"""

import gc
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from actors.models import County, User
from common.clock import local
from followup.models import Visit
from followup.reports import visit_pack
from followup.rules import visits as rules
from followup.services.visit_shared import locked_for
from followup.services.visits import purpose_of
from records import files, jobs, pdf, versions
from records.models import Job, StoredFile
from records.refs import ref, split

KIND: Final = "visit_pack"
TEMPLATE: Final = "followup/visit_pack_pdf.html"
TICK: Final = "visit_packs"
# One pack each time, and none while another is under way: 290 take less than the night.
EVERY: Final = timedelta(seconds=10)
_UNDER_WAY: Final = (Job.Status.WANTED, Job.Status.RUNNING)


@transaction.atomic
def want_pack(*, visit_id: int, by: User, at: datetime) -> Job:
    """Ask for a pack of the visit as things stand now; one already under way is that one.

    Källa: ux.md P7c "≤ 2 clicks … PDF ≤ 30 s"; 003 §2.7.3.

    :raises PermissionDenied: if the user does not follow up the municipality.
    """
    visit, _ = locked_for(visit_id, by)
    job = latest_job(visit)
    if job is not None and job.status in _UNDER_WAY:
        return job
    return _want_next(visit, at)


def want_due(at: datetime) -> int:
    """Ask, at night, for one pack that nobody has asked for since the night began.

    One at a time, so that a document that somebody waits for comes next in line. A pack that fails
    has been asked for: the others get theirs, and it is tried again the next night.
    Källa: issue "290 visit packs in one night's job"; 003 §2.7.3.
    """
    night = rules.night_of(at)
    if night is None or Job.objects.filter(kind=KIND, status__in=_UNDER_WAY).exists():
        return 0
    near = {ref(visit): visit.pk for visit in visit_pack.near(at)}
    asked = Job.objects.filter(kind=KIND, object_ref__in=near, wanted_at__gte=night)
    for done in asked.values_list("object_ref", flat=True):
        near.pop(done, None)
    for pk in list(near.values())[:1]:
        _want_for(pk, at)
    return min(len(near), 1)


def want_packs(
    *, year: int, quarter: int, county: County | None = None, at: datetime
) -> Iterator[Job]:
    """Ask for the packs of every visit to come in a quarter, one transaction each.

    Källa: issue "290 visit packs in one night's job".
    """
    visits = Visit.objects.filter(
        year=year, quarter=quarter, status__in=[Visit.Status.PLANNED, Visit.Status.BOOKED]
    )
    if county is not None:
        visits = visits.filter(plan__county=county)
    for pk in list(visits.order_by("pk").values_list("pk", flat=True)):
        yield _want_for(pk, at)


def latest_job(visit: Visit) -> Job | None:
    """Return the job that was asked for last, if any ever was."""
    found = Job.objects.filter(kind=KIND, object_ref=ref(visit), version=visit.pack_version)
    return found.select_related("result").first()


def newest(visit: Visit) -> Job | None:
    """Return the job with the newest pack, though one asked for later waits or has failed."""
    return _made(ref(visit)).first()


def make(job: Job) -> StoredFile:
    """Render the pack and store it; return the one before if it says the same."""
    visit = _visit(job)
    said = _said(visit, job.wanted_at)
    identifier = f"visit-pack:{visit.pk}:{pdf.fingerprint(TEMPLATE, said)}".encode()
    same = _same_before(job, identifier)
    if same is not None:
        return same
    said["version"] = f"Version {job.version}"
    content = pdf.render(TEMPLATE, said, identifier=identifier, at=job.wanted_at)
    day = (
        f"{local(visit.starts_at):%Y-%m-%d}" if visit.starts_at else f"{visit.year}-{visit.quarter}"
    )
    name = f"underlag-{visit.municipality.scb_code}-{day}.pdf"
    stored = files.store(content, name=name, content_type="application/pdf", at=timezone.now())
    # A night's packs are made in one process: what the last one held is let go at once.
    del content
    gc.collect()
    return stored


def shown_anew(job: Job) -> None:
    """Let the visit's page know that the pack has come, or did not."""
    versions.bump(scope(_visit(job)))


def scope(visit: Visit) -> str:
    """Return the name under which the visit's page waits for news."""
    return f"visit:{visit.pk}"


def register() -> None:
    """Tell the job runner what this kind of job does."""
    jobs.register(KIND, make, on_done=shown_anew, on_failed=shown_anew)


def _said(visit: Visit, at: datetime) -> dict[str, Any]:
    pack = visit_pack.gather(visit, local(at).date())
    pack.purpose = purpose_of(visit)
    return {
        "pack": pack,
        "visit": visit,
        "municipality": visit.municipality,
        "exercise": False,
        "title": f"Underlag för uppföljningsbesök, {visit.municipality}",
    }


def _same_before(job: Job, identifier: bytes) -> StoredFile | None:
    before = _made(job.object_ref).exclude(pk=job.pk).first()
    if before is None or before.result is None:
        return None
    try:
        with files.open(before.result) as file:
            return before.result if pdf.identifier_of(file) == identifier else None
    except FileNotFoundError:  # it is made anew
        return None


def _made(reference: str) -> QuerySet[Job]:
    found = Job.objects.filter(kind=KIND, object_ref=reference, result__isnull=False)
    return found.select_related("result").order_by("-version")


@transaction.atomic
def _want_for(visit_id: int, at: datetime) -> Job:
    return _want_next(Visit.objects.select_for_update().get(pk=visit_id), at)


def _want_next(visit: Visit, at: datetime) -> Job:
    visit.pack_version += 1
    visit.save(update_fields=["pack_version"])
    versions.bump(scope(visit))
    return jobs.want(kind=KIND, object_ref=ref(visit), version=visit.pack_version, at=at)


def _visit(job: Job) -> Visit:
    _, number = split(job.object_ref)
    found = Visit.objects.select_related("municipality__county", "plan__term", "handler__actor")
    return found.get(pk=int(number))
