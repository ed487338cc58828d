"""Read a county's year: who has sent, how the answers fall out, what it cost, what was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch, QuerySet, Sum

from actors.models import Actor, County, User
from common.clock import local
from followup import access
from followup.annual.compilations import rules
from followup.annual.models import AnnualReport, CountyCompilation, IndicatorAnswer, ReportedItem
from followup.annual.reports import rules as report_rules
from followup.economy.models import Cost
from followup.terms import queries as method
from followup.terms.models import Indicator, Part

Content = dict[str, Any]
FORMAT: Final = 1
SENT: Final = (AnnualReport.Status.SENT, AnnualReport.Status.ACCEPTED)


@dataclass(frozen=True)
class YearRow:
    """A year of a county's list, with its versions, the latest first."""

    year: int
    versions: list[CountyCompilation]


def of_year(county: County, year: int) -> list[CountyCompilation]:
    """Return the compilation of the year and its supplements, the latest first."""
    found = CountyCompilation.objects.filter(county=county, year=year).select_related("county")
    return list(found.order_by("-number"))


def years_of(county: County, today_year: int) -> list[YearRow]:
    """Return the years of the county that are over or compiled, the latest first."""
    by_year: dict[int, list[CountyCompilation]] = defaultdict(list)
    for one in CountyCompilation.objects.filter(county=county).order_by("-number"):
        by_year[one.year].append(one)
    reported = AnnualReport.objects.filter(municipality__county=county)
    years = set(by_year) | set(reported.order_by().values_list("year", flat=True))
    years.add(today_year - 1)
    return [YearRow(year, by_year[year]) for year in sorted(years, reverse=True)]


def handed_on() -> QuerySet[CountyCompilation]:
    """Return what every county has handed on, for MSB/MCF.

    Källa: Vägledningen 2.4 "distribuerar till MSB".
    """
    compilations = CountyCompilation.objects.exclude(handed_on_at=None).select_related("county")
    return compilations.order_by("-year", "county__name", "-number")


def visible_to(user: User, county: County) -> bool:
    """Return whether the user serves the county's board, and so sees its drafts too."""
    return access.counties_visible_to(user).filter(pk=county.pk).exists()


def versions_for(user: User, county: str, year: int) -> list[CountyCompilation]:
    """Return the year's versions that the reader may see, the latest first.

    The county's board sees its own, begun or not; MSB/MCF sees what has been handed on.
    Källa: domain.md 7.10.
    """
    area = County.objects.filter(pk=county).first()
    if area is None:
        return []
    versions = of_year(area, year)
    if visible_to(user, area):
        return versions
    if access.reviewing_function(user) is None:
        return []
    return [one for one in versions if one.handed_on_at is not None]


def gather(compilation: CountyCompilation) -> Content:
    """Return everything the compilation says, as plain values with times in UTC.

    Amounts for civil defence are the county's total; no municipality's own.
    Källa: Vägledningen 2.4, 1.3 "redovisa en bedömning av effekten"; SKR:s uppgifter.
    """
    county, year = compilation.county, compilation.year
    due = method.annual_report_due(year).day
    answers = IndicatorAnswer.objects.select_related("indicator")
    municipalities = list(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
    )
    reports = (
        AnnualReport.objects.filter(municipality__county=county, year=year)
        .select_related("municipality")
        .prefetch_related(Prefetch("answers", queryset=answers), "items")
        .order_by("municipality__name")
    )
    costs = Cost.objects.filter(municipality__county=county, year=year).order_by()
    sums = dict(costs.values_list("part").annotate(total=Sum("amount")))
    by_municipality = {report.municipality_id: report for report in reports}
    sent = [report for report in reports if report.status in SENT]
    return {
        "format": FORMAT,
        "county": {"code": county.code, "name": county.name},
        "year": year,
        "number": compilation.number,
        "reason": compilation.reason,
        "due": due.isoformat(),
        "municipalities": [
            _municipality(one, by_municipality.get(one.pk), due) for one in municipalities
        ],
        "indicators": _indicators(sent),
        "costs": [
            {"part": one.value, "name": one.label, "amount": str(sums.get(one.value) or Decimal(0))}
            for one in Part
        ],
        "items_told": _items(sent),
        "assessment": compilation.assessment,
        "support": [
            {"name": need.municipality.name, "reason": need.reason}
            for need in compilation.needs.select_related("municipality").order_by(
                "municipality__name"
            )
        ],
    }


def content_of(compilation: CountyCompilation) -> Content:
    """Return what the compilation says now: the frozen words once it is handed on."""
    if compilation.handed_on_at is not None and compilation.content is not None:
        return dict(compilation.content)
    return gather(compilation)


def counts_of(content: Content) -> dict[str, int]:
    """Return how many municipalities have sent, in time and late, and how many have not."""
    rows = content["municipalities"]
    sent = [row for row in rows if row["sent_at"]]
    late = sum(1 for row in sent if row["is_late"])
    return {"of": len(rows), "sent": len(sent), "late": late, "missing": len(rows) - len(sent)}


def _municipality(municipality: Actor, report: AnnualReport | None, due: Any) -> Content:
    """Return where one municipality stands; a report sent back for completion has been sent."""
    sent_at = report.sent_at if report else None
    return {
        "code": municipality.scb_code,
        "name": municipality.name,
        "state": report.status if report else "",
        "status": report.get_status_display() if report else "Inte påbörjad",
        "sent_at": sent_at.astimezone(UTC).isoformat(timespec="seconds") if sent_at else None,
        "is_late": sent_at is not None and local(sent_at).date() > due,
    }


def _indicators(sent: list[AnnualReport]) -> list[Content]:
    sets = {report.indicator_set_id for report in sent}
    indicators = Indicator.objects.filter(indicator_set__in=sets)
    given = {(one.pk, a.indicator_id): a for one in sent for a in one.answers.all()}
    found = []
    for indicator in indicators.order_by("indicator_set", "order", "code"):
        asked = [one for one in sent if one.indicator_set_id == indicator.indicator_set_id]
        answers = [(report, given.get((report.pk, indicator.pk))) for report in asked]
        spread = rules.distribution(
            indicator.answer_type, [one.value if one else "" for _, one in answers]
        )
        found.append(
            {
                "code": indicator.code,
                "area": indicator.area,
                "text": indicator.text,
                "answer_type": indicator.answer_type,
                "counts": [list(pair) for pair in spread.counts],
                "lowest": spread.lowest,
                "highest": spread.highest,
                "answers": [
                    {
                        "municipality": report.municipality.name,
                        "value": report_rules.shown_answer(indicator.answer_type, one.value),
                        "comment": one.comment,
                    }
                    for report, one in answers
                    if one
                ],
            }
        )
    return found


def _items(sent: list[AnnualReport]) -> list[Content]:
    return [
        {
            "municipality": report.municipality.name,
            "kind": ReportedItem.Kind(item.kind).label,
            "day": item.happened_date.isoformat() if item.happened_date else "",
            "area": item.get_area_display(),
            "text": item.text,
            "effect": item.effect,
        }
        for report in sent
        for item in report.items.all()
    ]


def readable(content: Content) -> Content:
    """Return the content with moments and amounts as such, for templates."""
    rows = [
        {**row, "sent_at": datetime.fromisoformat(row["sent_at"]) if row["sent_at"] else None}
        for row in content["municipalities"]
    ]
    costs = [{**row, "amount": Decimal(row["amount"])} for row in content["costs"]]
    return {**content, "municipalities": rows, "costs": costs, "tally": counts_of(content)}
