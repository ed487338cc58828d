"""Reports at different stages."""

from datetime import UTC, date, datetime

from followup.annual.models import AnnualReport
from followup.annual.reports import services as reports
from followup.annual.reports import steps
from followup.annual.reports.services import Typed, answer_field
from followup.terms.models import Indicator, IndicatorSet, KeyDate
from tests.followup.worlds import World

YEAR = 2025
AT = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 2, 20, 9, 0, tzinfo=UTC)
DUE = date(2026, 2, 15)


def rules_of_the_year() -> IndicatorSet:
    """Load the day in February and a set of one indicator of each kind."""
    KeyDate.objects.create(
        code="ARLIG_UPPFOLJNING",
        what="Årlig redovisning",
        month=2,
        day=15,
        valid_from=date(2019, 1, 1),
        source="Vägledningen 2.4",
    )
    found = IndicatorSet.objects.create(
        name="Indikatorer", valid_from=date(2019, 1, 1), source="Vägledningen 2.4"
    )
    for order, kind in enumerate(Indicator.AnswerType.values):
        Indicator.objects.create(
            indicator_set=found,
            code=f"{order + 1}",
            area="Ledning",
            text=f"Fråga {kind}",
            answer_type=kind,
            order=order,
        )
    return found


def indicator(kind: str) -> Indicator:
    """Return the indicator of a kind."""
    return Indicator.objects.get(answer_type=kind)


def begun(world: World, year: int = YEAR, at: datetime = AT) -> AnnualReport:
    """Begin the year's report."""
    return steps.start_report(
        municipality_id=world.municipality.pk, year=year, by=world.coordinator, at=at
    )


ANSWERS = {"yes_no": "yes", "scale": "4", "number": "12", "text": "Vi övar."}


def answered(world: World, year: int = YEAR) -> AnnualReport:
    """Answer everything."""
    report = begun(world, year)
    typed = {answer_field(indicator(kind)): Typed(value, "") for kind, value in ANSWERS.items()}
    return reports.write_fields(report_id=report.pk, typed=typed, by=world.coordinator, at=AT)


def sent(world: World, year: int = YEAR, at: datetime = AT) -> AnnualReport:
    """Send it."""
    return steps.send_report(report_id=answered(world, year).pk, by=world.coordinator, at=at)


def accepted(world: World, year: int = YEAR) -> AnnualReport:
    """Accept it."""
    return steps.accept_report(report_id=sent(world, year).pk, by=world.handler, at=LATER)
