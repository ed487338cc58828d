"""Load what 003 and the agreements demand, as dated data; an older version is never changed."""

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import BooleanField

from followup.terms.models import (
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
EXAMPLE: Final[dict[str, Any]] = {
    "valid_from": date(2019, 1, 1),
    "source": "Exempel gjort för SSR. Den fastställda texten läses in från Excel.",
    "note": "Exempel: ersätts när den fastställda texten läses in.",
    "is_demo": True,
}


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of one of the data files."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_reference(*, examples: bool = True) -> int:
    """Add what is missing of the follow-up's reference data, and return how many rows that was.

    Safe to repeat: what is there is left, also where a newer version has closed it.
    Källa: Vägledningen 1.1, 2.1, 2.2, 2.4, 2.7, 3.3, tabell 2.2; key_dates.csv; domain.md 7.1.
    """
    requirements = _add(DocumentRequirement, "requirements", "kind")
    RequiredHeading.objects.bulk_create(
        RequiredHeading(requirement=made, number=int(heading["number"]), text=heading["text"])
        for row, made in requirements
        for heading in rows("headings")
        if heading["kind"] == row["kind"]
    )
    agreements = _add(GrantAgreement, "agreements", "part", "valid_from")
    AgreementTask.objects.bulk_create(
        AgreementTask(agreement=made, area=task["area"], text=task["text"], source=task["source"])
        for row, made in agreements
        for task in rows("tasks")
        if task["agreement"] == row["key"]
    )
    added = [
        *_add(ElectoralTerm, "terms", "election_date"),
        *requirements,
        *_add(KeyDate, "key_dates", "code"),
        *agreements,
        *_add(CompensationComponent, "components", "code"),
    ]
    return len(added) + (_add_examples() if examples else 0)


def _add(model: type[Any], name: str, *key: str) -> list[tuple[dict[str, str], Any]]:
    """Add each line of a data file whose key no row has; return the lines with the new rows."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    added = []
    for row in rows(name):
        if model.objects.filter(**{part: row[part] for part in key}).exists():
            continue
        values: dict[str, Any] = {}
        for column, text in row.items():
            if isinstance(fields.get(column), BooleanField):
                values[column] = bool(text)
            elif column in fields:
                values[column] = text or (None if fields[column].null else "")
        added.append((row, model.objects.create(**values)))
    return added


def _add_examples() -> int:
    added = 0
    if not CriteriaSet.objects.exists():
        criteria = CriteriaSet.objects.create(
            name="DEMO: exempel på bedömningskriterier", **EXAMPLE
        )
        AssessmentCriterion.objects.bulk_create(
            AssessmentCriterion(criteria_set=criteria, **row) for row in rows("criteria_demo")
        )
        added += 1
    if not IndicatorSet.objects.exists():
        indicators = IndicatorSet.objects.create(name="DEMO: exempel på indikatorer", **EXAMPLE)
        Indicator.objects.bulk_create(
            Indicator(indicator_set=indicators, order=number, **row)
            for number, row in enumerate(rows("indicators_demo"), start=1)
        )
        added += 1
    return added
