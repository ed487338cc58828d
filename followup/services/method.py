"""Load what 003 and the agreements demand, as dated data; an older version is never changed."""

import csv
from datetime import date
from pathlib import Path
from typing import Final

from django.db import transaction

from followup.models import (
    AgreementTask,
    AssessmentCriterion,
    CompensationComponent,
    CriteriaSet,
    DocumentRequirement,
    ElectoralTerm,
    GrantAgreement,
    Indicator,
    IndicatorSet,
    KeyDate,
    RequiredHeading,
)

DATA: Final = Path(__file__).resolve().parent.parent / "data"
EXAMPLE_SOURCE: Final = "Exempel gjort för SSR. Den fastställda texten läses in från Excel."
EXAMPLE_NOTE: Final = "Exempel: ersätts när den fastställda texten läses in."
EXAMPLES_FROM: Final = date(2019, 1, 1)


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of one of the data files."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_reference(*, examples: bool = True) -> int:
    """Add what is missing of the follow-up's reference data, and return how many rows that was.

    Safe to repeat: what is there is left, also where a newer version has closed it.
    Källa: 003 §1.1, §2.1–2.7, §3.3, tabell 2.2; key_dates.csv; domain.md A.5–A.10.
    """
    added = sum(
        (_terms(), _requirements(), _key_dates(), _agreements(), _components()),
    )
    if examples:
        added += _example_criteria() + _example_indicators()
    return added


def _terms() -> int:
    return sum(
        ElectoralTerm.objects.get_or_create(
            election_date=row["election_date"], defaults={"source": row["source"]}
        )[1]
        for row in rows("terms")
    )


def _requirements() -> int:
    added = 0
    for row in rows("requirements"):
        if DocumentRequirement.objects.filter(kind=row["kind"]).exists():
            continue
        requirement = DocumentRequirement.objects.create(
            kind=row["kind"],
            valid_from=row["valid_from"],
            lowest_body=row["lowest_body"],
            year_of_term=int(row["year_of_term"]),
            month=int(row["month"]),
            day=int(row["day"]),
            is_reported=bool(row["is_reported"]),
            source=row["source"],
        )
        RequiredHeading.objects.bulk_create(
            RequiredHeading(
                requirement=requirement, number=int(heading["number"]), text=heading["text"]
            )
            for heading in rows("headings")
            if heading["kind"] == row["kind"]
        )
        added += 1
    return added


def _key_dates() -> int:
    added = 0
    for row in rows("key_dates"):
        if KeyDate.objects.filter(code=row["code"]).exists():
            continue
        numbers = {
            name: int(row[name]) if row[name] else None
            for name in ("month", "day", "count", "recommended")
        }
        KeyDate.objects.create(
            code=row["code"],
            what=row["what"],
            valid_from=row["valid_from"],
            source=row["source"],
            note=row["note"],
            **numbers,
        )
        added += 1
    return added


def _agreements() -> int:
    added = 0
    tasks = rows("tasks")
    for row in rows("agreements"):
        if GrantAgreement.objects.filter(part=row["part"], valid_from=row["valid_from"]).exists():
            continue
        agreement = GrantAgreement.objects.create(
            part=row["part"],
            valid_from=row["valid_from"],
            name=row["name"],
            registry_number=row["registry_number"],
            question=row["question"],
            valid_to=row["valid_to"],
            source=row["source"],
            note=row["note"],
        )
        AgreementTask.objects.bulk_create(
            AgreementTask(
                agreement=agreement, area=task["area"], text=task["text"], source=task["source"]
            )
            for task in tasks
            if task["agreement"] == row["key"]
        )
        added += 1
    return added


def _components() -> int:
    added = 0
    for row in rows("components"):
        if CompensationComponent.objects.filter(code=row["code"]).exists():
            continue
        CompensationComponent.objects.create(
            code=row["code"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or None,
            name=row["name"],
            part=row["part"],
            source=row["source"],
            note=row["note"],
        )
        added += 1
    return added


def _example_criteria() -> int:
    if CriteriaSet.objects.exists():
        return 0
    criteria_set = CriteriaSet.objects.create(
        name="DEMO: exempel på bedömningskriterier",
        valid_from=EXAMPLES_FROM,
        source=EXAMPLE_SOURCE,
        note=EXAMPLE_NOTE,
        is_demo=True,
    )
    AssessmentCriterion.objects.bulk_create(
        AssessmentCriterion(criteria_set=criteria_set, **row) for row in rows("criteria_demo")
    )
    return 1


def _example_indicators() -> int:
    if IndicatorSet.objects.exists():
        return 0
    indicator_set = IndicatorSet.objects.create(
        name="DEMO: exempel på indikatorer",
        valid_from=EXAMPLES_FROM,
        source=EXAMPLE_SOURCE,
        note=EXAMPLE_NOTE,
        is_demo=True,
    )
    Indicator.objects.bulk_create(
        Indicator(indicator_set=indicator_set, order=number, **row)
        for number, row in enumerate(rows("indicators_demo"), start=1)
    )
    return 1
