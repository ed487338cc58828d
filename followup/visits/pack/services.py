"""The pack for a visit as PDF, made by a job: one at a time, each let go before the next.

At night the packs of the visits that are near are looked through. One whose words would be the same
is kept: the document's identifier is a hash of what it says, so nothing that it is built from has
to be listed here.
"""

import gc
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from actors.models import County, User
from common.clock import local
from followup.visits import rules
from followup.visits.guards import locked_for
from followup.visits.models import Visit
from followup.visits.pack import queries
from followup.visits.services import purpose_of
from records import pdf
from records.files import files
from records.jobs.documents import Document, store_pdf
from records.models import Job, StoredFile
from records.refs import ref

TEMPLATE: Final = "followup/visits/pack/pdf.html"
TICK: Final = "visit_packs"
# One pack each time, and none while another is under way: 290 take less than the night.
EVERY: Final = timedelta(seconds=10)
_UNDER_WAY: Final = (Job.Status.WANTED, Job.Status.RUNNING)


@transaction.atomic
def want_pack(*, visit_id: int, by: User, at: datetime) -> Job:
    """Ask for a pack of the visit as things stand now; one already under way is that one.

    Källa: domain.md 7.7; Vägledningen 2.7.3.
    """
    visit, _ = locked_for(visit_id, by)
    return PACK.want(visit, at)


def want_due(at: datetime) -> int:
    """Ask, at night, for one pack that nobody has asked for since the night began.

    One at a time, so that a document that somebody waits for comes next in line. A pack that fails
    has been asked for: the others get theirs, and it is tried again the next night.
    Källa: domain.md 7.7; Vägledningen 2.7.3.
    """
    night = rules.night_of(at)
    if night is None or Job.objects.filter(kind=PACK.kind, status__in=_UNDER_WAY).exists():
        return 0
    near = {ref(visit): visit.pk for visit in queries.near(at)}
    asked = Job.objects.filter(kind=PACK.kind, object_ref__in=near, wanted_at__gte=night)
    for done in asked.values_list("object_ref", flat=True):
        near.pop(done, None)
    for pk in list(near.values())[:1]:
        _want_for(pk, at)
    return min(len(near), 1)


def want_packs(
    *, year: int, quarter: int, county: County | None = None, at: datetime
) -> Iterator[Job]:
    """Ask for the packs of every visit to come in a quarter, one transaction each.

    Källa: domain.md 7.7.
    """
    visits = Visit.objects.filter(
        year=year, quarter=quarter, status__in=[Visit.Status.PLANNED, Visit.Status.BOOKED]
    )
    if county is not None:
        visits = visits.filter(plan__county=county)
    for pk in list(visits.order_by("pk").values_list("pk", flat=True)):
        yield _want_for(pk, at)


def draw(visit: Visit, job: Job) -> StoredFile:
    """Render the pack; keep the one before if it says the same."""
    pack = queries.gather(visit, local(job.wanted_at).date())
    pack.purpose = purpose_of(visit)
    said = {
        "pack": pack,
        "visit": visit,
        "municipality": visit.municipality,
        "exercise": False,
        "title": f"Underlag för uppföljningsbesök, {visit.municipality}",
    }
    identifier = f"visit-pack:{visit.pk}:{pdf.fingerprint(TEMPLATE, said)}".encode()
    before = PACK.jobs_of(job.object_ref).filter(result__isnull=False).exclude(pk=job.pk).first()
    if before is not None and before.result is not None:
        # A file that is gone is made anew.
        with suppress(FileNotFoundError), files.open(before.result) as file:
            if pdf.identifier_of(file) == identifier:
                return before.result
    day = (
        f"{local(visit.starts_at):%Y-%m-%d}" if visit.starts_at else f"{visit.year}-{visit.quarter}"
    )
    stored = store_pdf(
        TEMPLATE,
        said | {"version": f"Version {job.version}"},
        name=f"underlag-{visit.municipality.scb_code}-{day}.pdf",
        identifier=identifier,
        at=job.wanted_at,
    )
    # A night's packs are made in one process: what the last one held is let go at once.
    gc.collect()
    return stored


PACK: Final = Document(
    kind="visit_pack",
    things=Visit.objects.select_related("municipality__county", "plan__term", "handler__actor"),
    draw=draw,
    scope=lambda visit: f"visit:{visit.pk}",
    counter="pack_version",
    keeps_older=True,
)


@transaction.atomic
def _want_for(visit_id: int, at: datetime) -> Job:
    return PACK.want_next(Visit.objects.select_for_update().get(pk=visit_id), at)
