"""The demonstration: economy. Every amount is round and made up, and says so."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from actors.models import Actor, County, User
from demo.followup import people
from followup.economy import services as economy
from followup.economy.models import CompensationDecision, Cost, CostQuestion
from followup.economy.questions import services as questions
from followup.economy.reviews import services as reviews
from followup.economy.savings import services as savings
from followup.method import settings as method_settings
from followup.terms.models import CompensationComponent, Part

SOURCE: Final = "DEMO, inte verkliga belopp"
CRISIS, DEFENCE = Part.CRISIS_PREPAREDNESS, Part.CIVIL_DEFENCE
YEARS: Final = range(2022, 2027)
ACCOUNTED: Final = range(2022, 2026)
# Compensation and costs a year, in thousands; the others get plausible round ones of their own.
STORY: Final = {
    "upplands-bro": (600, (450, 400, 350, 300)),  # grows, and nobody has made a plan
    "sigtuna": (700, (680, 690, 520, 660)),  # the third year's rest went to devices
    "vallentuna": (600, (560, 610, 590, 620)),
    "haninge": (800, (600, 500, 800, 900)),  # saved much, made a plan and follows it
    "nynashamn": (500, (480, 470, 490, 460)),
}
PATTERNS: Final = (
    (-40, 10, -20, 30),
    (-60, -10, 20, 10),
    (0, -30, -40, -20),
    (-80, 20, -30, 40),
    (-20, -20, 10, -10),
)
WITH_DEFENCE: Final = ("vallentuna", "sigtuna", "haninge")


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    county = County.objects.get(code="01")
    if CompensationDecision.objects.filter(municipality__county=county).exists():
        return
    handler = people.handler()
    components = {
        code: CompensationComponent.objects.filter(code=code).latest("valid_from")
        for code in ("operations", "civil_defence")
    }
    places = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
    for number, place in enumerate(places):
        granted, used = STORY.get(place.slug, _plausible(number))
        _grant(place, components["operations"], granted, handler, at)
        coordinator = people.coordinator(place.slug, at)
        for year, cost in zip(ACCOUNTED, used, strict=True):
            _cost(place, year, CRISIS, "DEMO: Samordnare, utbildning och övning", cost, coordinator)
        if place.slug in WITH_DEFENCE:
            _grant(place, components["civil_defence"], 200, handler, at)
            for year in ACCOUNTED:
                text = "DEMO: Utbildning i totalförsvar"
                _cost(place, year, DEFENCE, text, 180, coordinator)
    _limit(county)
    _judged_devices(handler, at)
    _questions(handler, at)
    _followed_plan(handler, at)
    _reviews(handler, at)
    reviews.lay_current(at)


def _plausible(number: int) -> tuple[int, tuple[int, ...]]:
    granted = 300 + number % 7 * 100
    return granted, tuple(granted + delta for delta in PATTERNS[number % len(PATTERNS)])


def _limit(county: County) -> None:
    """Let the county call a saving above half a year's compensation large."""
    method_settings.set_value(
        county_id=county.pk,
        key="large_saving_share",
        text="50",
        valid_from=date(2023, 1, 1),
        reason=f"{SOURCE}: länets egen gräns",
        by=people.person("admin"),
        at=_moment(2022, 12, 20),
    )


def _grant(
    place: Actor, component: CompensationComponent, thousands: int, handler: User, at: datetime
) -> None:
    for year in YEARS:
        economy.decide_compensation(
            municipality_id=place.pk,
            year=year,
            component=component,
            amount=Decimal(thousands * 1000),
            registry_number="",
            source=SOURCE,
            by=handler,
            at=min(_moment(year, 6, 15), at),
            is_demo=True,
        )


def _cost(
    place: Actor,
    year: int,
    part: str,
    text: str,
    thousands: int,
    by: User,
    eligibility: str = "yes",
) -> Cost:
    return economy.enter_cost(
        municipality_id=place.pk,
        year=year,
        part=part,
        area="training",
        text=text,
        amount=Decimal(thousands * 1000),
        eligibility=Cost.Eligibility.YES,
        by=by,
        at=_moment(year, 12, 10),
        is_demo=True,
    )


def _judged_devices(handler: User, at: datetime) -> None:
    """Let Sigtuna have bought devices that compensation may not pay."""
    sigtuna = _place("sigtuna")
    coordinator = people.coordinator("sigtuna", at)
    bought = _cost(sigtuna, 2024, CRISIS, "DEMO: Inköp av Rakelapparater", 180, coordinator)
    economy.judge_cost(
        cost_id=bought.pk,
        eligibility=Cost.Eligibility.NO,
        judgement="Inköp av Rakelapparater får inte betalas med ersättningen.",
        by=handler,
        at=_moment(2025, 3, 20),
    )


def _questions(handler: User, at: datetime) -> None:
    vallentuna, tyreso = _place("vallentuna"), _place("tyreso")
    asked = questions.ask(
        municipality_id=vallentuna.pk,
        text="DEMO: Får ersättningen betala resor till en regional samverkansövning?",
        by=people.coordinator("vallentuna", at),
        at=_moment(2025, 9, 3),
    )
    questions.answer(
        question_id=asked.pk,
        eligibility=Cost.Eligibility.YES,
        text="DEMO: Ja. Övningen hör till uppgifterna om utbildning och övning.",
        consulted="En annan länsstyrelse",
        precedent="DEMO: Resor till en regional samverkansövning får betalas med ersättningen. De"
        " hör till utbildning och övning.",
        by=handler,
        at=_moment(2025, 9, 17),
    )
    if not CostQuestion.objects.filter(municipality=tyreso).exists():
        questions.ask(
            municipality_id=tyreso.pk,
            text="DEMO: Får ersättningen betala ett reservkraftverk till ledningsplatsen?",
            by=people.coordinator("tyreso", at),
            at=min(_moment(2026, 11, 16), at),
        )


def _followed_plan(handler: User, at: datetime) -> None:
    """Let Haninge have a plan that it keeps."""
    haninge, coordinator = _place("haninge"), people.coordinator("haninge", at)
    plan = savings.request_plan(
        municipality_id=haninge.pk,
        reason="DEMO: Sparandet är stort och har vuxit två år i rad.",
        adopt_by=date(2024, 6, 30),
        opening_year=2024,
        opening_amount=Decimal(500_000),
        by=handler,
        at=_moment(2024, 3, 12),
    )
    activities = [
        ("DEMO: Övning av krisledningsnämnden", 100, date(2025, 10, 31)),
        ("DEMO: Uppdatera risk- och sårbarhetsanalysen", 240, date(2026, 12, 15)),
    ]
    written = [
        savings.add_activity(
            plan_id=plan.pk,
            text=text,
            part=CRISIS,
            amount=Decimal(cost * 1000),
            due_date=due,
            responsible="Beredskapssamordnare",
            by=coordinator,
            at=_moment(2024, 5, 6),
        )
        for text, cost, due in activities
    ]
    savings.write_forecast(
        plan_id=plan.pk,
        rows=[
            savings.ForecastRow(2024, Decimal(0), Decimal(500_000)),
            savings.ForecastRow(2025, Decimal(0), Decimal(400_000)),
            savings.ForecastRow(2026, Decimal(0), Decimal(160_000)),
        ],
        by=coordinator,
        at=_moment(2024, 5, 6),
    )
    savings.adopt_plan(
        plan_id=plan.pk,
        body="Kommunstyrelsen",
        adopted_date=date(2024, 6, 11),
        by=coordinator,
        at=_moment(2024, 6, 12),
    )
    savings.report_activity(
        activity_id=written[0].pk,
        done_date=date(2025, 10, 22),
        outcome="DEMO: Övningen är genomförd och utvärderad.",
        by=coordinator,
        at=_moment(2025, 10, 24),
    )
    savings.check_plan(
        plan_id=plan.pk,
        checked_date=date(2025, 11, 18),
        is_kept=True,
        text="DEMO: Kommunen arbetar efter planen. Sparandet minskar.",
        by=handler,
        at=_moment(2025, 11, 18),
    )


def _reviews(handler: User, at: datetime) -> None:
    done = {
        "vallentuna": ((date(2024, 10, 15), "between"), (date(2026, 5, 12), "visit")),
        "haninge": ((date(2024, 2, 20), "between"), (date(2025, 11, 18), "visit")),
        "sigtuna": ((date(2025, 2, 27), "unfulfilled"),),
        "upplands-bro": ((date(2024, 11, 6), "visit"),),
    }
    for slug, days in done.items():
        place = _place(slug)
        for day, occasion in days:
            reviews.record_review(
                municipality_id=place.pk,
                done_date=day,
                occasion=occasion,
                findings="DEMO: Kostnaderna stämmer med redovisningen.",
                used_audit=slug == "vallentuna",
                by=handler,
                at=min(_moment(day.year, day.month, day.day), at),
            )


def _place(slug: str) -> Actor:
    return Actor.objects.get(slug=slug)


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)
