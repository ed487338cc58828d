"""A municipality that does everything right and in time, by the services that the pages use."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from actors.models import Actor
from common.autosave import mark_of
from common.clock import STOCKHOLM
from demo.followup import people
from demo.followup.documents import BODIES
from followup.annual.compilations import services as compilations
from followup.annual.reports import services as reports
from followup.annual.reports import steps
from followup.documents import queries as reads
from followup.documents import services as documents
from followup.documents.reviews import services as document_reviews
from followup.economy import services as economy
from followup.economy.reviews import services as reviews
from followup.terms import queries as method
from followup.terms.models import (
    CompensationComponent,
    CountySetting,
    DocumentKind,
    Indicator,
    Part,
)
from followup.visits import services as visits
from followup.visits.models import Visit, VisitArea, VisitParticipant
from followup.visits.plan import services as visit_plan
from records.files import uploads


def noon(day: date) -> datetime:
    """Return the middle of a day in Stockholm."""
    return datetime.combine(day, clock_time(12), tzinfo=STOCKHOLM)


def hand_in_everything(place: Actor, day: date) -> None:
    """Hand in the five documents, decided by the right bodies, and have them accepted."""
    term, at = method.term_of_year(day.year), noon(day)
    stored = uploads.accept(SimpleUploadedFile("dokument.txt", b"Beslutat.\n"), at=at)
    for kind in DocumentKind:
        version = documents.hand_in(
            municipality_id=place.pk,
            term_id=term.pk,
            kind=kind,
            delivery=documents.Delivery(
                deciding_body=BODIES[kind], decided_date=day - timedelta(days=10)
            ),
            files=[stored],
            by=people.coordinator(place.slug, at),
            at=at,
        )
        _accept(version, at + timedelta(days=5))


def _accept(version, at: datetime) -> None:
    by = people.handler()
    for row in reads.headings(version):
        document_reviews.check_heading(
            version_id=version.pk, number=row.heading.number, found="yes", text="", by=by, at=at
        )
    for row in reads.criteria(version):
        document_reviews.check_criterion(
            version_id=version.pk,
            criterion_id=row.criterion.pk,
            verdict="met",
            reasoning="Håller",
            by=by,
            at=at,
        )
    written = document_reviews.draft_feedback(
        version_id=version.pk, text="Bra.", asks_completion=False, complete_by=None, by=by, at=at
    )
    document_reviews.send_feedback(feedback_id=written.pk, by=by, at=at)
    document_reviews.accept_document(document_id=version.document_id, by=by, at=at)


def report(place: Actor, year: int) -> None:
    """Report a year in time, and have it accepted."""
    at = noon(date(year + 1, 1, 20))
    by = people.coordinator(place.slug, at)
    begun = steps.start_report(municipality_id=place.pk, year=year, by=by, at=at)
    words: dict[str, str] = {
        Indicator.AnswerType.YES_NO: "yes",
        Indicator.AnswerType.TEXT: "Inget.",
    }
    typed = {
        reports.answer_field(one): reports.Typed(words.get(one.answer_type, "3"), mark_of(""))
        for one in begun.indicator_set.indicators.all()
    }
    reports.write_fields(report_id=begun.pk, typed=typed, by=by, at=at)
    steps.send_report(report_id=begun.pk, by=by, at=at)
    steps.accept_report(report_id=begun.pk, by=people.handler(), at=at)


def be_visited(place: Actor, day: date) -> None:
    """Be visited, with everybody there and every area touched."""
    by, planned = people.handler(), noon(day - timedelta(days=60))
    visit = visit_plan.plan_visit(
        municipality_id=place.pk,
        term=method.term_of_year(day.year),
        year=day.year,
        quarter=(day.month + 2) // 3,
        by=by,
        at=planned,
    )
    booking = visits.Booking(noon(day), "Kommunhuset")
    visits.book_visit(visit_id=visit.pk, booking=booking, by=by, at=planned)
    # The log is walked in term_chapters.hold_the_visit.
    VisitParticipant.objects.filter(visit=visit).update(is_present=True)
    VisitArea.objects.bulk_create(
        VisitArea(visit=visit, area=area, is_touched=True) for area in method.areas(day)
    )
    visits.hold_visit(visit_id=visit.pk, by=by, at=noon(day) + timedelta(hours=3))
    assert Visit.objects.get(pk=visit.pk).status == Visit.Status.HELD


def be_reviewed(place: Actor, *days: date) -> None:
    """Have the economy reviewed on each of the days."""
    for day in days:
        reviews.record_review(
            municipality_id=place.pk,
            done_date=day,
            occasion="between",
            findings="Kostnaderna stämmer med redovisningen.",
            by=people.handler(),
            at=noon(day),
        )


def limit_savings(place: Actor) -> None:
    """Let the county call a saving above half a year's compensation large."""
    CountySetting.objects.create(
        county=place.county,
        key="large_saving_share",
        value=50,
        valid_from=date(2027, 1, 1),
        reason="Ett prov",
        set_by="Systemförvaltare",
        set_at=noon(date(2027, 1, 1)),
    )


def save_much(place: Actor, year: int) -> None:
    """Be granted compensation for a year and use none of it."""
    economy.decide_compensation(
        municipality_id=place.pk,
        year=year,
        component=CompensationComponent.objects.filter(part=Part.CRISIS_PREPAREDNESS)[0],
        amount=Decimal(400_000),
        registry_number="",
        source="Ett prov",
        by=people.handler(),
        at=noon(date(year, 12, 20)),
    )


def compile_the_county(place: Actor, year: int, day: date) -> None:
    """Hand the county's compilation on to MSB/MCF."""
    begun = compilations.start_compilation(
        county=place.county, year=year, by=people.handler(), at=noon(day)
    )
    compilations.write_assessment(
        compilation_id=begun.pk, text="Förmågan har stärkts.", seen="", by=people.handler(),
        at=noon(day),
    )  # fmt: skip
    compilations.hand_on(compilation_id=begun.pk, by=people.handler(), at=noon(day))
