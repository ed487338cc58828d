"""A night's packs in one process: each is let go before the next.

A whole night: ``VISIT_PACKS=290 pytest -s`` on this file prints the curve.
"""

import os
import resource
import sys
from pathlib import Path
from time import perf_counter

from actors.models import Actor
from followup.visits.models import Visit
from followup.visits.pack import services as visit_packs
from followup.visits.plan import services as visit_plan
from ssr.celery import app
from tests.factories import MunicipalityFactory
from tests.followup.visits.factories import AT

COUNT = int(os.environ.get("VISIT_PACKS", "4"))
LIMIT_MIB = 300


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def test_a_nights_packs_stay_within_the_memory_they_may_use(scene):
    """Issue: "290 visit packs in one night's job, memory ≤ 300 MB"."""
    for _ in range(COUNT):
        place: Actor = MunicipalityFactory(county=scene.municipality.county)
        visit_plan.plan_visit(
            municipality_id=place.pk, term=scene.term, year=2026, quarter=2,
            by=scene.handler, at=AT,
        )  # fmt: skip
    curve, began = [], perf_counter()
    for job in visit_packs.want_packs(year=2026, quarter=2, at=AT):
        visit_packs.PACK.make(job)
        curve.append(round(_resident_mib()))
    each = (perf_counter() - began) / COUNT

    sys.stdout.write(f"\n{COUNT} packs, {each:.2f} s each, MiB: {curve[:: max(1, COUNT // 10)]}\n")
    assert len(curve) == COUNT
    assert Visit.objects.filter(pack_version=1).count() == COUNT
    # What the libraries take is taken by the first; a pack more costs next to nothing.
    assert curve[-1] - curve[0] < LIMIT_MIB / 3


def test_a_worker_that_has_made_many_ends_before_it_takes_more_than_it_may():
    """What each leaves behind adds up over the nights: 0.25 MiB a pack were measured."""
    assert app.conf.worker_max_memory_per_child / 1024 < LIMIT_MIB
