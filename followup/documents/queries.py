"""A term's documents: one municipality's five, a county's table, what came in, one to check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Min, Prefetch, Q, QuerySet

from actors.models import Actor, County
from followup import access
from followup.documents import rules
from followup.documents.models import (
    Confidentiality,
    CriterionCheck,
    DocumentVersion,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
)
from followup.terms import queries as method
from followup.terms.models import (
    AssessmentCriterion,
    DecidingBody,
    DocumentKind,
    DocumentRequirement,
    ElectoralTerm,
    RequiredHeading,
)
from followup.why import ExplainedDate, Explanation, Verdict

Status = MunicipalDocument.Status
WAITING: Final = (Status.SUBMITTED, Status.UNDER_REVIEW)


@dataclass(frozen=True)
class Row:
    """One of the five in a term: what is demanded and what there is."""

    requirement: DocumentRequirement
    due: ExplainedDate
    document: MunicipalDocument | None
    version: DocumentVersion | None
    body: Verdict | None
    on_time: Verdict | None
    is_late: bool
    is_missing_at_check: bool
    feedback: Feedback | None = None

    @property
    def kind(self) -> str:
        return self.requirement.kind

    @property
    def verdict(self) -> Verdict:
        """Return whether the demand is fulfilled. Reads the criteria: not for long tables."""
        if self.version is None:
            return rules.fulfilled(None)
        return fulfilled(self.version)

    @property
    def status(self) -> str:
        """Return its state; missing where nothing was ever handed in."""
        return self.document.status if self.document else Status.MISSING


@dataclass(frozen=True)
class CountyRow:
    """One municipality's five in the county's table."""

    municipality: Actor
    cells: list[Row]

    @property
    def late(self) -> int:
        """Return how many are past their day."""
        return sum(cell.is_late for cell in self.cells)


@dataclass(frozen=True)
class HeadingRow:
    """A required heading and whether it was found."""

    heading: RequiredHeading
    check: HeadingCheck | None


@dataclass(frozen=True)
class CriterionRow:
    """A criterion and how it was judged."""

    criterion: AssessmentCriterion
    check: CriterionCheck | None


def term_rows(municipality: Actor, term: ElectoralTerm, today: date) -> list[Row]:
    """Return the municipality's documents in the term, in the order they are due."""
    return _table([municipality], term, today, municipality=municipality)[0].cells


def row(municipality: Actor, term: ElectoralTerm, kind: str, today: date) -> Row | None:
    """Return one of them, if the term demands it."""
    found = term_rows(municipality, term, today)
    return next((each for each in found if each.kind == kind), None)


def county_table(
    county: County, municipalities: Iterable[Actor], term: ElectoralTerm, today: date
) -> list[CountyRow]:
    """Return every municipality's documents, with as many queries as for one."""
    return _table(municipalities, term, today, municipality__county=county)


def _table(
    municipalities: Iterable[Actor], term: ElectoralTerm, today: date, **where: object
) -> list[CountyRow]:
    current = DocumentVersion.objects.filter(state=DocumentVersion.State.CURRENT)
    current = current.prefetch_related(
        "files__stored", "criterion_checks__criterion", sent_feedback()
    )
    counts = ~Q(versions__state=DocumentVersion.State.WITHDRAWN) & Q(
        versions__decided_date__gte=term.election_date
    )
    found = (
        MunicipalDocument.objects.filter(term=term, **where)
        .select_related("municipality__county", "term")
        .annotate(
            first_decided=Min("versions__decided_date", filter=counts),
            first_received=Min("versions__received_date", filter=counts),
        )
        .prefetch_related(Prefetch("versions", queryset=current, to_attr="in_force"))
    )
    documents = {(each.municipality_id, each.kind): each for each in found}
    demanded = [(each, method.document_due(each, term)) for each in method.requirements(term)]
    check_day = method.year_two_check(term).day
    return [
        CountyRow(
            one,
            [
                _row(each, due, documents.get((one.pk, each.kind)), today, check_day)
                for each, due in demanded
            ],
        )
        for one in municipalities
    ]


def sent_feedback() -> Prefetch:
    """Return how versions get what the county has sent, as ``sent_feedback``."""
    sent = Feedback.objects.filter(sent_at__isnull=False)
    return Prefetch("feedback", queryset=sent, to_attr="sent_feedback")


def incoming(county: County) -> QuerySet[DocumentVersion]:
    """Return the versions in force that the county has, those that wait longest first."""
    found = DocumentVersion.objects.filter(
        state=DocumentVersion.State.CURRENT, document__municipality__county=county
    )
    found = found.select_related("document__municipality", "document__term")
    return found.order_by("submitted_at", "pk")


def versions_of(document: MunicipalDocument) -> list[DocumentVersion]:
    """Return all versions with files and what the county has said, the newest first."""
    return list(document.versions.prefetch_related("files__stored", sent_feedback()))


def replaced_version(document: MunicipalDocument) -> DocumentVersion | None:
    """Return what the latest version replaced, if it was not taken back itself."""
    replaced = document.versions.filter(state=DocumentVersion.State.REPLACED)
    return replaced.order_by("-number").first()


def completion_asked(version: DocumentVersion) -> date | None:
    """Return by when more was asked for of the version, if the latest answer asks for it."""
    sent = version.feedback.filter(sent_at__isnull=False, asks_completion=True)
    asked = sent.order_by("-sent_at").first()
    return asked.complete_by if asked else None


def is_answered(version: DocumentVersion) -> bool:
    return version.feedback.filter(sent_at__isnull=False).exists()


def status_of(version: DocumentVersion | None) -> str:
    """Return how far the document has come with this version, by what was done with it.

    Källa: domain.md 7.2.
    """
    if version is None:
        return Status.MISSING
    if version.accepted_at is not None:
        return Status.ACCEPTED
    if completion_asked(version) is not None:
        return Status.COMPLETION_REQUESTED
    is_begun = (
        version.heading_checks.exists()
        or version.criterion_checks.exists()
        or version.feedback.exists()
    )
    return Status.UNDER_REVIEW if is_begun else Status.SUBMITTED


def headings(version: DocumentVersion) -> list[HeadingRow]:
    """Return the headings that the document shall have, with what was found."""
    requirement = method.requirement(version.document.kind, version.document.term)
    if requirement is None:
        return []
    checks = {check.number: check for check in version.heading_checks.all()}
    demanded = requirement.headings.order_by("number")
    return [HeadingRow(heading, checks.get(heading.number)) for heading in demanded]


def criteria(version: DocumentVersion) -> list[CriterionRow]:
    """Return the criteria that were in force when it came in, with how they were judged."""
    held = method.criteria(version.received_date, document=version.document.kind)
    checks = {check.criterion_id: check for check in version.criterion_checks.all()}
    return [CriterionRow(each, checks.get(each.pk)) for each in held.order_by("kind", "code")]


def fulfilled(version: DocumentVersion) -> Verdict:
    return rules.fulfilled(judged(version))


def judged(version: DocumentVersion) -> rules.Judged:
    """Return what has been found of a version: level, term, headings and criteria."""
    term = version.document.term
    requirement = method.requirement(version.document.kind, term)
    checks = [
        (
            each.criterion.kind,
            each.criterion.code,
            each.check.verdict if each.check else rules.NOT_ASSESSED,
        )
        for each in criteria(version)
    ]
    for_term = rules.decided_for_term(decided=version.decided_date, election=term.election_date)
    return rules.Judged(
        body_holds=rules.body_is_high_enough(
            requirement.lowest_body if requirement else "", version.deciding_body
        ),
        is_for_term=bool(for_term.holds),
        checks=checks,
        headings=[
            (str(row.heading), row.check.is_found if row.check else None)
            for row in headings(version)
        ],
    )


def feedback_why(version: DocumentVersion) -> tuple[date | None, Explanation]:
    """Return by when the county answers, if it has set a time, and why."""
    document = version.document
    county = document.municipality.county
    days = method.limit(county, "feedback_days", version.received_date)
    term = document.term
    first = (
        document.municipality.visits.filter(cancelled_at=None)
        .filter(year__gte=term.first_year, year__lte=term.last_year)
        .order_by("year", "quarter")
        .first()
    )
    year = first.year - term.first_year + 1 if first else None
    limit = method.limit(county, "late_visit_year", version.received_date)
    why = rules.feedback_explained(
        received=version.received_date,
        days=days,
        is_visit_late=rules.visit_is_late(year, limit),
    )
    return rules.feedback_due(version.received_date, days), why


def body_verdict(kind: str, lowest: str, decided_by: str) -> Verdict:
    """Return whether the body that decided a document is high enough, and why."""
    return rules.body_verdict(
        document=DocumentKind(kind).label,
        lowest=lowest,
        lowest_label=DecidingBody(lowest).label if lowest else "",
        decided_by=decided_by,
        decided_label=DecidingBody(decided_by).label,
    )


def may_open(version: DocumentVersion, reach: access.Reach) -> bool:
    """Return whether the files may be opened: a narrow circle's only by who acts in it."""
    is_restricted = version.confidentiality == Confidentiality.RESTRICTED
    return not is_restricted or bool(reach.for_county or reach.for_municipality)


def _row(
    requirement: DocumentRequirement,
    due: ExplainedDate,
    document: Any,
    today: date,
    check_day: date,
) -> Row:
    in_force: list[DocumentVersion] = getattr(document, "in_force", [])
    version = in_force[0] if in_force else None
    body = on_time = None
    if version is not None:
        body = body_verdict(requirement.kind, requirement.lowest_body, version.deciding_body)
        # By the first version for the term that was not taken back: a revision makes nothing late.
        on_time = rules.on_time(
            due=due.day,
            decided=document.first_decided or version.decided_date,
            received=document.first_received or version.received_date,
            is_reported=requirement.is_reported,
            election=document.term.election_date,
        )
    return Row(
        requirement=requirement,
        due=due,
        document=document,
        version=version,
        body=body,
        on_time=on_time,
        is_late=version is None and today > due.day,
        is_missing_at_check=rules.is_missing_at_year_two(
            has_version=version is not None, day=today, check_day=check_day
        ),
        feedback=next(iter(getattr(version, "sent_feedback", [])), None),
    )
