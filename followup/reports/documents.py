"""A term's documents: one municipality's five, a county's table, what came in, one to check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Min, Prefetch, Q, QuerySet

from actors.models import Actor, County
from followup.models import (
    AssessmentCriterion,
    CriterionCheck,
    DecidingBody,
    DocumentKind,
    DocumentRequirement,
    DocumentVersion,
    ElectoralTerm,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
    RequiredHeading,
    Visit,
)
from followup.reports import method
from followup.rules import documents as rules
from followup.rules.why import ExplainedDate, Explanation, Verdict

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
        """Return the kind of document."""
        return self.requirement.kind

    @property
    def verdict(self) -> Verdict:
        """Return whether the demand is fulfilled. Reads the criteria: not for long tables."""
        if self.version is None:
            return rules.fulfilled(exists=False, body_holds=False, checks=[])
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
    documents = _documents(term, municipality=municipality)
    return [
        _row(requirement, term, documents.get((municipality.pk, requirement.kind)), today)
        for requirement in method.requirements(term)
    ]


def row(municipality: Actor, term: ElectoralTerm, kind: str, today: date) -> Row | None:
    """Return one of them, if the term demands it."""
    found = term_rows(municipality, term, today)
    return next((each for each in found if each.kind == kind), None)


def county_table(
    county: County, municipalities: Iterable[Actor], term: ElectoralTerm, today: date
) -> list[CountyRow]:
    """Return every municipality's documents, with as many queries as for one."""
    documents = _documents(term, municipality__county=county)
    demanded = [(each, method.document_due(each, term)) for each in method.requirements(term)]
    check_day = method.year_two_check(term).day
    return [
        CountyRow(
            one,
            [
                _row(each, term, documents.get((one.pk, each.kind)), today, due, check_day)
                for each, due in demanded
            ],
        )
        for one in municipalities
    ]


def incoming(county: County) -> QuerySet[DocumentVersion]:
    """Return the versions in force that the county has, those that wait longest first."""
    found = DocumentVersion.objects.filter(
        state=DocumentVersion.State.CURRENT, document__municipality__county=county
    )
    found = found.select_related("document__municipality", "document__term")
    return found.order_by("submitted_at", "pk")


def versions_of(document: MunicipalDocument) -> list[DocumentVersion]:
    """Return all versions with files and what the county has said, the newest first."""
    sent = Feedback.objects.filter(sent_at__isnull=False)
    found = document.versions.prefetch_related(
        "files__stored", Prefetch("feedback", queryset=sent, to_attr="sent_feedback")
    )
    return list(found)


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
    """Return whether the version fulfils the demand."""
    requirement = method.requirement(version.document.kind, version.document.term)
    judged = [
        (
            each.criterion.kind,
            each.criterion.code,
            each.check.verdict if each.check else rules.NOT_ASSESSED,
        )
        for each in criteria(version)
    ]
    return rules.fulfilled(
        exists=True,
        body_holds=rules.body_is_high_enough(
            requirement.lowest_body if requirement else "", version.deciding_body
        ),
        checks=judged,
    )


def feedback_why(version: DocumentVersion) -> tuple[date | None, Explanation]:
    """Return by when the county answers, if it has set a time, and why."""
    document = version.document
    county = document.municipality.county
    days = _number(county, "feedback_days", version.received_date)
    term = document.term
    first = (
        Visit.objects.filter(municipality=document.municipality, cancelled_at=None)
        .filter(year__gte=term.first_year, year__lte=term.last_year)
        .order_by("year", "quarter")
        .first()
    )
    year = first.year - term.first_year + 1 if first else None
    limit = _number(county, "late_visit_year", version.received_date)
    why = rules.feedback_explained(
        received=version.received_date,
        days=days,
        is_visit_late=rules.visit_is_late(year, limit),
    )
    return rules.feedback_due(version.received_date, days), why


def _number(county: County | None, key: str, day: date) -> int | None:
    value = method.setting(county, key, day) if county else None
    return value if isinstance(value, int) else None


def _documents(term: ElectoralTerm, **where: object) -> dict[tuple[int, str], MunicipalDocument]:
    current = DocumentVersion.objects.filter(state=DocumentVersion.State.CURRENT)
    current = current.prefetch_related(
        "files__stored",
        "criterion_checks__criterion",
        Prefetch(
            "feedback",
            queryset=Feedback.objects.filter(sent_at__isnull=False),
            to_attr="sent_feedback",
        ),
    )
    found = MunicipalDocument.objects.filter(term=term, **where).select_related(
        "municipality__county", "term"
    )
    counts = ~Q(versions__state=DocumentVersion.State.WITHDRAWN)
    found = found.annotate(
        first_decided=Min("versions__decided_date", filter=counts),
        first_received=Min("versions__received_date", filter=counts),
    )
    found = found.prefetch_related(Prefetch("versions", queryset=current, to_attr="in_force"))
    return {(each.municipality_id, each.kind): each for each in found}


def _row(  # noqa: PLR0913 - the last two save reading them again for each municipality
    requirement: DocumentRequirement,
    term: ElectoralTerm,
    document: MunicipalDocument | None,
    today: date,
    due: ExplainedDate | None = None,
    check_day: date | None = None,
) -> Row:
    due = due or method.document_due(requirement, term)
    check_day = check_day or method.year_two_check(term).day
    in_force: list[DocumentVersion] = getattr(document, "in_force", [])
    version = in_force[0] if in_force else None
    body = _body(requirement, version) if version else None
    on_time = _on_time(requirement, document, due.day) if document and version else None
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
        feedback=_newest_feedback(version),
    )


def _newest_feedback(version: DocumentVersion | None) -> Feedback | None:
    return next(iter(getattr(version, "sent_feedback", [])), None)


def _body(requirement: DocumentRequirement, version: DocumentVersion) -> Verdict:
    lowest = requirement.lowest_body
    return rules.body_verdict(
        document=DocumentKind(requirement.kind).label,
        lowest=lowest,
        lowest_label=DecidingBody(lowest).label if lowest else "",
        decided_by=version.deciding_body,
        decided_label=version.get_deciding_body_display(),
    )


def _on_time(requirement: DocumentRequirement, document: Any, due: date) -> Verdict:
    """Judge the first version that was not taken back: a revision later on makes nothing late."""
    return rules.on_time(
        due=due,
        decided=document.first_decided,
        received=document.first_received,
        is_reported=requirement.is_reported,
    )
