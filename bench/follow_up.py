"""How the follow-up's overviews grow: one county against the whole nation, in one run.

Builds an empty database of its own (SQLite in a temporary folder unless DATABASE_URL says
otherwise), measures with one county filled, then with 290 municipalities and three terms.
Usage: make bench
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
FOLDER = tempfile.mkdtemp(prefix="ssr-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("SSR_VAR_DIR", FOLDER)

import django

django.setup()

from django.db import connection
from django.test.utils import (
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from actors.imports import reference
from actors.models import Actor, County
from followup.annual.models import AnnualReport, CountyCompilation
from followup.documents.models import MunicipalDocument
from followup.economy.models import CompensationDecision, Cost
from followup.method import services as method
from followup.overview import national
from followup.overview import queries as overview
from followup.terms.models import (
    Area,
    CompensationComponent,
    DocumentKind,
    ElectoralTerm,
    IndicatorSet,
)
from followup.visits.measures.models import Measure

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ROUNDS = 25


def fill(municipalities: list[Actor]) -> None:
    """Give each municipality three terms of documents, reports, economy and measures."""
    terms = list(ElectoralTerm.objects.filter(election_date__year__in=(2018, 2022, 2026)))
    MunicipalDocument.objects.bulk_create(
        MunicipalDocument(municipality=one, term=term, kind=kind, status="submitted")
        for one in municipalities
        for term in terms
        for kind in DocumentKind.values
    )
    indicators = IndicatorSet.objects.first()
    years = range(2019, 2027)
    AnnualReport.objects.bulk_create(
        AnnualReport(
            municipality=one, year=year, indicator_set=indicators, status="accepted",
            started_at=AT, sent_at=AT, sent_by="K", accepted_at=AT, accepted_by="L",
        )
        for one in municipalities
        for year in years
    )  # fmt: skip
    component = CompensationComponent.objects.first()
    CompensationDecision.objects.bulk_create(
        CompensationDecision(
            municipality=one, year=year, component=component, amount=100, source="DEMO",
            entered_at=AT, entered_by="L",
        )
        for one in municipalities
        for year in years
    )  # fmt: skip
    Cost.objects.bulk_create(
        Cost(
            municipality=one, year=year, part="crisis_preparedness", text="DEMO", amount=10,
            eligibility="yes", entered_at=AT, entered_by="K",
        )
        for one in municipalities
        for year in years
        for _ in range(6)
    )  # fmt: skip
    Measure.objects.bulk_create(
        Measure(
            municipality=one, area=Area.PLANNING, text="DEMO", due_date=TODAY, follow_up="x",
            created_at=AT, created_by="L",
        )
        for one in municipalities
        for _ in range(12)
    )  # fmt: skip
    for county in {one.county_id for one in municipalities if one.county_id}:
        for year in years:
            CountyCompilation.objects.create(
                county_id=county, year=year, content={}, started_at=AT, handed_on_at=AT,
                handed_on_by="L",
            )  # fmt: skip


def measure(what: Callable[[], Any]) -> tuple[float, int]:
    """Return the median time in milliseconds, and how many queries it takes."""
    with CaptureQueriesContext(connection) as seen:
        what()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), len(seen)


def main() -> None:
    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        reference.load_reference_data()
        method.load_reference()
        county = County.objects.get(code="01")
        ours = overview.municipalities_of(county)

        def of_county() -> Any:
            return overview.rows_of(overview.municipalities_of(county), county, TODAY)

        def of_nation() -> Any:
            return national.rows_of([2025, 2024, 2023])

        fill(ours)
        one, one_queries = measure(of_county)
        rest = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY).exclude(county=county)
        fill(list(rest))
        all_, all_queries = measure(of_county)
        nation, nation_queries = measure(of_nation)
        print(
            f"database: {connection.vendor}, {Actor.objects.filter(kind='municipality').count()}"
            " municipalities, 3 terms"
        )
        print(f"county overview, one county filled: {one_queries} queries")
        print(f"county overview, nation filled:     {all_queries} queries, {all_ / one:.2f} x")
        print(
            f"national overview:                  {nation_queries} queries, {nation / all_:.2f} x"
            " the county's"
        )
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
