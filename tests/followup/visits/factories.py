"""A county with two handlers, a municipality with its functions, a term with areas and criteria."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from actors.models import Actor, User
from followup import access
from followup.terms.models import (
    AgreementTask,
    Area,
    AssessmentCriterion,
    CriteriaSet,
    ElectoralTerm,
    GrantAgreement,
    KeyDate,
    Part,
)
from followup.visits import services as visits
from followup.visits.models import Visit
from followup.visits.plan import services as visit_plan
from tests import factories as base

AT = datetime(2026, 2, 2, 8, tzinfo=UTC)
DAY = datetime(2026, 3, 10, 8, tzinfo=UTC)  # a visit, booked ahead of AT
AREAS = (Area.RISK_ANALYSIS, Area.TRAINING)


@dataclass
class Scene:
    """Who and what the tests are about."""

    municipality: Actor
    other: Actor
    board: Actor
    term: ElectoralTerm
    handler: User
    second: User
    coordinator: User
    director: User
    outsider: User


def build_scene() -> Scene:
    """Return a county with its board, two municipalities and a term."""
    county = base.CountyFactory()
    board = base.ActorFactory(kind=Actor.Kind.COUNTY_BOARD, county=county)
    municipality = base.MunicipalityFactory(county=county)
    handler, second, coordinator, director = base.holders_of(
        [
            base.Post(board, access.HANDLE, county),
            base.Post(board, access.HANDLE, county),
            base.Post(municipality, access.REPORT, municipality),
            base.Post(municipality, access.LEAD, municipality),
        ]
    )
    return Scene(
        municipality=municipality,
        other=base.MunicipalityFactory(county=county),
        board=board,
        term=_term(),
        handler=handler,
        second=second,
        coordinator=coordinator,
        director=director,
        outsider=base.UserFactory(),
    )


def planned(scene: Scene, year: int = 2026, quarter: int = 1) -> Visit:
    """Return a planned visit."""
    return visit_plan.plan_visit(
        municipality_id=scene.municipality.pk,
        term=scene.term,
        year=year,
        quarter=quarter,
        by=scene.handler,
        at=AT,
    )


def booked(scene: Scene, day: datetime = DAY) -> Visit:
    """Return a booked visit."""
    visit = planned(scene, day.year, (day.month - 1) // 3 + 1)
    booking = visits.Booking(day, "Kommunhuset", "Inledning")
    return visits.book_visit(visit_id=visit.pk, booking=booking, by=scene.handler, at=AT)


def _term() -> ElectoralTerm:
    term = ElectoralTerm.objects.create(election_date=date(2022, 9, 11), source="Test")
    start = date(2019, 1, 1)
    KeyDate.objects.create(
        code="UPPFOLJNINGSBESOK",
        what="Uppföljningsbesök",
        count=1,
        recommended=2,
        valid_from=start,
        source="Vägledningen 2.7",
    )
    agreement = GrantAgreement.objects.create(
        name="Överenskommelse",
        part=Part.CRISIS_PREPAREDNESS,
        question=GrantAgreement.Question.DONE,
        valid_from=start,
        source="Test",
    )
    found = CriteriaSet.objects.create(name="Test", valid_from=start, source="Test", is_demo=True)
    for number, area in enumerate(AREAS, start=1):
        AgreementTask.objects.create(agreement=agreement, area=area, text="Uppgift", source="Test")
        AssessmentCriterion.objects.create(
            criteria_set=found,
            code=f"T{number}",
            kind=AssessmentCriterion.Kind.BASIC,
            area=area,
            text=f"Kriterium {number}",
        )
    return term
