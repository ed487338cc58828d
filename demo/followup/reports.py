"""The demonstration: annual reports of three years, and the county's compilation of the last."""

from datetime import date, datetime, timedelta
from typing import Final
from zlib import crc32

from actors.models import Actor, County
from common.clock import local, start_of_day
from demo.followup import people
from followup.annual.compilations import services as compilations
from followup.annual.models import AnnualReport, IndicatorAnswer, ReportedItem, ReportStep
from followup.annual.reports import queries as reads
from followup.annual.reports import services as reports
from followup.annual.reports import steps
from followup.annual.reports.services import Item, Typed, answer_field
from followup.terms.models import Area, Indicator

YEARS: Final = (2023, 2024, 2025)
NEVER: Final = {("nykvarn", 2025), ("nykvarn", 2024)}
LATE: Final = {
    ("upplands-bro", 2025): date(2026, 3, 20),
    ("sundbyberg", 2024): date(2025, 3, 4),
    ("danderyd", 2025): date(2026, 5, 20),  # after the compilation was handed on
}
NOT_YET_READ: Final = {("danderyd", 2025), ("vaxholm", 2025), ("vallentuna", 2025)}
COMPLETED_BY: Final = {"vallentuna": "DEMO: Ange vilken effekt övningen i oktober fick."}
HANDED_ON: Final = date(2026, 4, 10)
SUPPLEMENT: Final = date(2026, 6, 4)
ASSESSMENT: Final = (
    "DEMO: Kommunernas förmåga bedöms i stort ha stärkts. Fler har övat sin krisledning."
)


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    county = County.objects.get(code="01")
    steps.lay_coming(at)
    if AnnualReport.objects.filter(municipality__county=county).exists():
        return
    places = list(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
    )
    for year in YEARS[:-1]:
        _earlier(places, year)
    for place in places:
        if LATE.get((place.slug, YEARS[-1]), date.min) < HANDED_ON:
            _report(place, YEARS[-1], at)
    _compile(county, places)
    for slug, year in LATE:
        if LATE[slug, year] >= HANDED_ON:  # of the last year
            _report(next(one for one in places if one.slug == slug), year, at)
    _supplement(county)
    _ask_for_more(at)


def _earlier(places: list[Actor], year: int) -> None:
    """Lay an earlier year as it stands when it is over: as if it had been brought in from before.

    Rows at once; the last year is played through the services.
    """
    indicators_of = reads.indicator_set_of(year)
    if indicators_of is None:
        return
    indicators = list(indicators_of.indicators.all())
    label = "Länsstyrelsen Stockholm: Handläggare uppföljning"
    kept = AnnualReport.objects.bulk_create(
        AnnualReport(
            municipality=place,
            year=year,
            indicator_set=indicators_of,
            status=AnnualReport.Status.ACCEPTED,
            started_at=_noon(_sent_on(place, year)) - timedelta(days=14),
            sent_at=_noon(_sent_on(place, year)),
            sent_by=f"{place.name}: Beredskapssamordnare",
            accepted_at=_noon(_sent_on(place, year)) + timedelta(days=12),
            accepted_by=label,
        )
        for place in places
        if (place.slug, year) not in NEVER
    )
    IndicatorAnswer.objects.bulk_create(
        IndicatorAnswer(
            report=one, indicator=asked, value=_answer(asked, one.municipality.slug, year)
        )
        for one in kept
        for asked in indicators
    )
    ReportedItem.objects.bulk_create(
        ReportedItem(report=one, **vars(item))
        for one in kept
        for item in _items(one.municipality, year)
    )
    ReportStep.objects.bulk_create(
        ReportStep(report=one, kind=kind, happened_at=when, by_label=who)
        for one in kept
        for kind, when, who in (
            (ReportStep.Kind.SENT, one.sent_at, one.sent_by),
            (ReportStep.Kind.ACCEPTED, one.accepted_at, label),
        )
        if when
    )


def _sent_on(place: Actor, year: int) -> date:
    spread = date(year + 1, 2, 3 + crc32(place.slug.encode()) % 10)
    return LATE.get((place.slug, year), spread)


def _report(place: Actor, year: int, at: datetime) -> None:
    by = people.coordinator(place.slug, at)
    moment = _noon(_sent_on(place, year))
    begun = steps.start_report(
        municipality_id=place.pk, year=year, by=by, at=moment - timedelta(days=14)
    )
    indicators = list(begun.indicator_set.indicators.all())
    if (place.slug, year) in NEVER:
        indicators = indicators[: len(indicators) // 2]
    typed = {answer_field(one): Typed(_answer(one, place.slug, year), "") for one in indicators}
    reports.write_fields(report_id=begun.pk, typed=typed, by=by, at=moment - timedelta(days=7))
    for item in _items(place, year):
        reports.add_item(report_id=begun.pk, item=item, by=by, at=moment - timedelta(days=6))
    if (place.slug, year) in NEVER:
        return
    steps.send_report(report_id=begun.pk, by=by, at=moment)
    if (place.slug, year) not in NOT_YET_READ:
        accepted = moment + timedelta(days=12)
        steps.accept_report(report_id=begun.pk, by=people.handler(), at=accepted)


def _answer(indicator: Indicator, slug: str, year: int) -> str:
    """Return a made-up answer that is the same each time."""
    chance = crc32(f"{slug} {indicator.code}".encode()) + (year - YEARS[0])
    if indicator.answer_type == Indicator.AnswerType.YES_NO:
        return "no" if chance % 5 == 0 else "yes"
    if indicator.answer_type == Indicator.AnswerType.SCALE:
        return str(min(5, 2 + chance % 3 + (year - YEARS[0]) // 2))
    if indicator.answer_type == Indicator.AnswerType.NUMBER:
        return str(chance % 12)
    return "DEMO: Se kommunens egen redovisning."


def _items(place: Actor, year: int) -> list[Item]:
    storm = Item(
        ReportedItem.Kind.EVENT,
        "DEMO: Elavbrott under tolv timmar",
        date(year, 11, 1 + crc32(place.slug.encode()) % 25),
        Area.AREA_RESPONSIBILITY,
    )
    exercise = Item(
        ReportedItem.Kind.MEASURE,
        "DEMO: Krisledningen har övat",
        date(year, 10, 4),
        Area.TRAINING,
        "" if place.slug in COMPLETED_BY else "DEMO: Larmvägen är prövad och två brister rättade.",
    )
    return [storm, exercise]


def _compile(county: County, places: list[Actor]) -> None:
    handler, year = people.handler(), YEARS[-1]
    moment = _noon(HANDED_ON)
    begun = compilations.start_compilation(
        county=county, year=year, by=handler, at=moment - timedelta(days=20)
    )
    compilations.write_assessment(
        compilation_id=begun.pk, text=ASSESSMENT, seen="", by=handler, at=moment
    )
    for slug, reason in (
        ("nykvarn", "DEMO: RSA saknas och redovisningen har inte kommit in."),
        ("upplands-bro", "DEMO: Sparandet växer och ingen plan finns."),
    ):
        place = next(one for one in places if one.slug == slug)
        compilations.note_support_need(
            compilation_id=begun.pk, municipality=place, reason=reason, by=handler, at=moment
        )
    compilations.hand_on(compilation_id=begun.pk, by=handler, at=moment)
    # The year before stays begun: there is one to write in.
    compilations.start_compilation(county=county, year=year - 1, by=handler, at=moment)


def _supplement(county: County) -> None:
    handler, moment = people.handler(), _noon(SUPPLEMENT)
    more = compilations.start_supplement(
        county=county,
        year=YEARS[-1],
        reason="DEMO: Danderyd redovisade efter överlämnandet.",
        by=handler,
        at=moment,
    )
    compilations.hand_on(compilation_id=more.pk, by=handler, at=moment + timedelta(hours=1))


def _ask_for_more(at: datetime) -> None:
    for slug, text in COMPLETED_BY.items():
        report = AnnualReport.objects.get(municipality__slug=slug, year=YEARS[-1])
        steps.request_completion(
            report_id=report.pk,
            text=text,
            complete_by=local(at).date() + timedelta(days=14),
            by=people.handler(),
            at=at - timedelta(days=2),
        )


def _noon(day: date) -> datetime:
    return start_of_day(day) + timedelta(hours=12)
