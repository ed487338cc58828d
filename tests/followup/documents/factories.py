"""A municipality's document handed in, in a county that follows up."""

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from followup.documents import queries as reads
from followup.documents import services as documents
from followup.documents.models import CriterionCheck
from followup.documents.reviews import services as document_reviews
from followup.documents.services import Delivery
from followup.method.services import load_reference
from followup.terms import queries as method
from followup.terms.models import CountySetting, DocumentKind
from records.files import uploads
from tests.followup.worlds import World

AT = datetime(2023, 10, 20, 9, 0, tzinfo=UTC)
RSA = DocumentKind.RISK_ANALYSIS
PLAN = DocumentKind.EMERGENCY_PLAN
STEERING = DocumentKind.GOVERNING_DOCUMENT


def new_world():
    load_reference()
    world = World()
    world.term = method.term_of_year(2023)
    documents.lay_term(county=world.county, term=world.term, at=datetime(2023, 1, 2, tzinfo=UTC))
    return world


def text_file(name="rsa.txt", content=b"Risker och brister\n"):
    return SimpleUploadedFile(name, content)


def delivery(body="director", decided=date(2023, 10, 1), **more):
    return Delivery(deciding_body=body, decided_date=decided, **more)


def hand_in(world, kind=RSA, *, by=None, at=AT, given=None, files=None):
    if files is None:
        files = [uploads.accept(text_file(), at=at)]
    return documents.hand_in(
        municipality_id=world.municipality.pk,
        term_id=world.term.pk,
        kind=kind,
        delivery=given or delivery(),
        files=files,
        by=by or world.coordinator,
        at=at,
    )


def check_headings(world, version, found="yes", *, at=AT):
    for row in reads.headings(version):
        document_reviews.check_heading(
            version_id=version.pk,
            number=row.heading.number,
            found=found,
            text="",
            by=world.handler,
            at=at,
        )


def judge_all(world, version, verdict=CriterionCheck.Verdict.MET, *, at=AT):
    check_headings(world, version, at=at)
    for row in reads.criteria(version):
        document_reviews.check_criterion(
            version_id=version.pk,
            criterion_id=row.criterion.pk,
            verdict=verdict,
            reasoning="",
            by=world.handler,
            at=at,
        )


def set_days(world, key="feedback_days", value=60):
    CountySetting.objects.create(
        county=world.county,
        key=key,
        value=value,
        valid_from=date(2023, 1, 1),
        reason="test",
        set_by="test",
        set_at=AT,
    )
