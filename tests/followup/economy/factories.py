"""A county with a municipality, and those who act in its economy."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from actors.models import Actor, County, User
from followup import access
from followup.economy import services as economy
from followup.economy.models import SavingActivity, SavingPlan
from followup.economy.savings import services as savings
from followup.terms.models import CompensationComponent, CountySetting, Part
from tests.factories import (
    ActorFactory,
    CountyFactory,
    MunicipalityFactory,
    Post,
    holders_of,
)

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
CRISIS, DEFENCE = Part.CRISIS_PREPAREDNESS, Part.CIVIL_DEFENCE


@dataclass
class Scene:
    county: County
    board: Actor
    municipality: Actor
    other: Actor
    handler: User
    officer: User  # serves the board without any right
    coordinator: User
    clerk: User  # serves the municipality without any right
    neighbour: User  # the coordinator of the other municipality
    reviewer: User
    crisis: CompensationComponent
    defence: CompensationComponent


def scene() -> Scene:
    county = CountyFactory()
    board = ActorFactory(kind=Actor.Kind.COUNTY_BOARD, county=county, name="Länsstyrelsen")
    municipality = MunicipalityFactory(name="Ekby kommun", county=county)
    other = MunicipalityFactory(name="Alby kommun", county=county)
    agency = ActorFactory(kind=Actor.Kind.NATIONAL_AUTHORITY, name="MCF")

    handler, officer, coordinator, clerk, neighbour, reviewer = holders_of(
        [
            Post(board, access.HANDLE, county),
            Post(board),
            Post(municipality, access.REPORT, municipality),
            Post(municipality),
            Post(other, access.REPORT, other),
            Post(agency, access.REVIEW, agency),
        ]
    )
    return Scene(
        county=county,
        board=board,
        municipality=municipality,
        other=other,
        handler=handler,
        officer=officer,
        coordinator=coordinator,
        clerk=clerk,
        neighbour=neighbour,
        reviewer=reviewer,
        crisis=component("operations", CRISIS),
        defence=component("civil_defence", DEFENCE),
    )


def component(code: str, part: str) -> CompensationComponent:
    return CompensationComponent.objects.create(
        code=code, name=code.title(), part=part, valid_from=date(2018, 1, 1), source="Prov"
    )


def granted(scene: Scene, year: int, amount: int, *, part: str = CRISIS, to: Actor | None = None):
    return economy.decide_compensation(
        municipality_id=(to or scene.municipality).pk,
        year=year,
        component=scene.crisis if part == CRISIS else scene.defence,
        amount=Decimal(amount),
        registry_number="",
        source="Beslut",
        by=scene.handler,
        at=AT,
    )


def used(scene: Scene, year: int, amount: int, *, part: str = CRISIS, **values):
    values = {"eligibility": "yes", "text": "Övning", "area": "training"} | values
    return economy.enter_cost(
        municipality_id=scene.municipality.pk,
        year=year,
        part=part,
        amount=Decimal(amount),
        by=scene.coordinator,
        at=AT,
        **values,
    )


def limit(county: County, key: str, value: int) -> None:
    CountySetting.objects.create(
        county=county,
        key=key,
        value=value,
        valid_from=date(2020, 1, 1),
        reason="Prov",
        set_by="Prov",
        set_at=AT,
    )


def requested_plan(scene: Scene, **values) -> SavingPlan:
    return savings.request_plan(
        **{
            "municipality_id": scene.municipality.pk,
            "reason": "Stort sparande.",
            "adopt_by": date(2027, 3, 1),
            "opening_year": 2026,
            "opening_amount": Decimal(300_000),
            "by": scene.handler,
            "at": AT,
        }
        | values
    )


def activity_of(scene: Scene, plan: SavingPlan, **values) -> SavingActivity:
    return savings.add_activity(
        **{
            "plan_id": plan.pk,
            "text": "Övning",
            "part": CRISIS,
            "amount": Decimal(100_000),
            "due_date": date(2026, 11, 20),
            "responsible": "Samordnare",
            "by": scene.coordinator,
            "at": AT,
        }
        | values
    )


def written_plan(scene: Scene, plan: SavingPlan | None = None) -> SavingPlan:
    """Return a plan with an activity and a forecast, not adopted."""
    plan = plan or requested_plan(scene)
    activity_of(scene, plan)
    row = savings.ForecastRow(2026, Decimal(50_000), Decimal(240_000))
    return savings.write_forecast(plan_id=plan.pk, rows=[row], by=scene.coordinator, at=AT)


def adopted_plan(scene: Scene) -> SavingPlan:
    return savings.adopt_plan(
        plan_id=written_plan(scene).pk,
        body="Kommunstyrelsen",
        adopted_date=date(2026, 11, 19),
        by=scene.coordinator,
        at=AT,
    )
