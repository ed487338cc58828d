"""What MSB/MCF sees of all counties: compilations handed on, and cases sent. Nothing else.

Källa: domain.md 7.10.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Count

from actors.models import Actor, County
from followup.annual.models import CountyCompilation
from followup.cases.models import Referral
from followup.cases.queries import OVER

YEARS_SHOWN: Final = 3
OUTCOMES: Final = ("kept", "reduced", "repaid")


@dataclass(frozen=True)
class Row:
    county: County
    municipalities: int
    compilations: dict[int, datetime] = field(default_factory=dict)
    open_cases: int = 0
    decided: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    years: tuple[int, ...] = ()

    @property
    def handed_on(self) -> list[tuple[int, datetime | None]]:
        return [(year, self.compilations.get(year)) for year in self.years]


def years_shown(today: date) -> list[int]:
    """Return the years whose compilations are shown, the latest first."""
    return list(range(today.year - 1, today.year - 1 - YEARS_SHOWN, -1))


def rows_of(years: list[int]) -> list[Row]:
    """Return every county, in the same number of queries however many municipalities.

    Källa: domain.md 7.10; Vägledningen 1.3, 2.4.
    """
    sizes = dict(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY)
        .order_by()
        .values_list("county")
        .annotate(total=Count("pk"))
        .values_list("county", "total")
    )
    handed: dict[str, dict[int, datetime]] = defaultdict(dict)
    for county, year, at in CountyCompilation.objects.filter(
        year__in=years, handed_on_at__isnull=False
    ).values_list("county", "year", "handed_on_at"):
        if at is not None:
            handed[county][year] = at
    going: dict[str, int] = defaultdict(int)
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    cases = Referral.objects.filter(signed_at__isnull=False).order_by()
    for county, status, outcome, total in cases.values_list(
        "municipality__county", "status", "outcome"
    ).annotate(total=Count("pk")):
        key = county or ""
        if outcome:
            outcomes[key][outcome] += total
        if status not in OVER and not outcome:
            going[key] += total
    return [
        Row(
            county=county,
            municipalities=sizes.get(county.pk, 0),
            compilations=handed.get(county.pk, {}),
            open_cases=going.get(county.pk, 0),
            decided=sum(outcomes[county.pk].values()),
            outcomes=dict(outcomes[county.pk]),
            years=tuple(years),
        )
        for county in County.objects.order_by("code")
    ]
