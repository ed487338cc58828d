"""Which visits somebody sees, and what the page on one of them shows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from actors.models import Actor, County, User
from common.clock import local
from followup import access
from followup.documents.models import DocumentVersion, Feedback, MunicipalDocument
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits import areas, rules
from followup.visits.measures.models import Deficiency
from followup.visits.models import Visit
from followup.visits.plan import queries as visit_plan
from followup.why import Verdict

Status = Visit.Status


@dataclass(frozen=True)
class Readiness:
    """What is judged before and after a visit, each with its reason."""

    attendance: rules.Attendance
    secrecy: Verdict
    chosen: Verdict
    touched: Verdict
    missing_areas: list[str]
    untouched_areas: list[str]


def visible_to(user: User) -> "QuerySet[Visit]":
    """Return the visits that the user sees: a municipality its own, of those what it was told."""
    for_board = Q(municipality__county__in=access.counties_visible_to(user))
    booked = ~Q(status__in=[Status.PLANNED, Status.CANCELLED])
    told = booked | Q(told_year__isnull=False)
    return Visit.objects.filter(
        for_board | (Q(municipality__in=access.municipalities_visible_to(user)) & told)
    )


def of_municipality(municipality: Actor, user: User) -> "QuerySet[Visit]":
    """Return the municipality's visits that the user sees."""
    return (
        visible_to(user)
        .filter(municipality=municipality)
        .select_related("municipality__county", "plan__term", "plan__county", "handler__actor")
    )


def sees_all(user: User, municipality: Actor) -> bool:
    """Return whether the user reads what only the county may: the log, notes before a visit."""
    return access.reach_of(user, municipality).for_county is not None


def in_county(county: County) -> "QuerySet[Visit]":
    """Return the county's visits: what is ahead, the next first; then the past, latest first."""
    found = Visit.objects.filter(plan__county=county)
    ahead = Q(status__in=[Status.PLANNED, Status.BOOKED])
    quarters = F("year") * 4 + F("quarter")
    found = found.annotate(
        is_past=Case(When(ahead, then=0), default=1),
        nearness=Case(When(ahead, then=quarters), default=-quarters),
    )
    related = found.select_related("municipality", "handler__actor", "plan__term")
    return related.order_by("is_past", "nearness", "starts_at", "pk")


def filtered(
    visits: "QuerySet[Visit]",
    *,
    user: User,
    year: int | None = None,
    status: str = "",
    handler: int | None = None,
    mine: bool = False,
) -> "QuerySet[Visit]":
    """Return the visits that fit the filter."""
    if year:
        visits = visits.filter(year=year)
    if status:
        visits = visits.filter(status=status)
    if handler:
        visits = visits.filter(handler=handler)
    if mine:
        visits = visits.filter(handler__in=access.held_now(user, timezone.now()))
    return visits


def readiness(visit: Visit, today: date) -> Readiness:
    """Return what the rules say of the visit as it stands."""
    day = areas.day_of(visit, today)
    rows = list(visit.participants.all())
    is_counted = visit.status in {Status.HELD, Status.CLOSED}
    # Before it is held, whoever has not been marked absent may still come.
    attending = {True} if is_counted else {True, None}
    present = {row.role for row in rows if row.is_present in attending}
    chosen, touched = areas.chosen_verdict(visit, day), areas.touched(visit, day)
    settled = visit.secrecy_settled_at
    return Readiness(
        attendance=rules.attendance(present),
        secrecy=rules.secrecy_prepared(
            needs_undertaking=visit.needs_undertaking,
            room_is_suitable=visit.room_is_suitable,
            settled=local(settled).date() if settled else None,
        ),
        chosen=chosen,
        touched=touched,
        missing_areas=_names(chosen),
        untouched_areas=_names(touched),
    )


def deficiencies_of(visit: Visit) -> "QuerySet[Deficiency]":
    """Return what was found to fall short at the visit."""
    return Deficiency.objects.filter(visit=visit, withdrawn_at=None).order_by("pk")


def feedback_owed(municipality: Actor, term: ElectoralTerm) -> Verdict:
    """Return whether the term's documents have had feedback, however late the visit is."""
    versions = DocumentVersion.objects.filter(
        document__municipality=municipality,
        document__term=term,
        state=DocumentVersion.State.CURRENT,
    )
    answered = Feedback.objects.filter(version__in=versions, sent_at__isnull=False)
    accepted = Q(document__status=MunicipalDocument.Status.ACCEPTED)
    done = versions.filter(accepted | Q(pk__in=answered.values("version"))).distinct().count()
    return rules.feedback_owed(versions.count(), done, first_visit_year(municipality, term))


def late_first_visit(municipality: Actor, term: ElectoralTerm, today: date) -> Verdict:
    """Return whether the first visit comes late, by the county's own limit."""
    county = municipality.county
    limit = method.setting(county, "late_visit_year", today) if county else None
    return rules.first_visit_is_late(
        first_visit_year(municipality, term), int(limit) if limit else None
    )


def first_visit_year(municipality: Actor, term: ElectoralTerm) -> int | None:
    """Return in which year of the term the first visit comes."""
    years = Visit.objects.filter(municipality=municipality, plan__term=term)
    first = years.exclude(status=Status.CANCELLED).order_by("year").values_list("year", flat=True)
    found = first.first()
    return None if found is None else found - term.first_year + 1


def enough(municipality: Actor, term: ElectoralTerm) -> Verdict:
    """Return whether the municipality has the visits that the term demands."""
    count = Visit.objects.filter(municipality=municipality, plan__term=term)
    return rules.enough_visits(
        count.exclude(status=Status.CANCELLED).count(), *visit_plan.needed(term)
    )


def _names(verdict: Verdict) -> list[str]:
    return areas.names(verdict.missing) if verdict.holds is False else []
