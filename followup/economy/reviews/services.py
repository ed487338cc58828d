"""The county's economic reviews of a municipality: planned, recorded, at least two a term."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from actors import audit
from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.economy.guards import filled, locked_municipality, log
from followup.economy.models import EconomicReview, ReviewPlan
from followup.economy.reviews import queries, rules
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from records.refs import ref

Occasion = EconomicReview.Occasion


@transaction.atomic
def record_review(
    *,
    municipality_id: int,
    done_date: date,
    occasion: str,
    findings: str,
    by: User,
    at: datetime,
    visit: Any = None,
    used_audit: bool = False,
    external_reason: str = "",
) -> EconomicReview:
    """Record a review that was made; the next deadline of its term is met by it.

    An outside auditor is an exception and needs its reason.
    Källa: Vägledningen 2.5 "minst två gånger per mandatperiod", "extern granskare … om det finns
    oklarheter".
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    if done_date > local(at).date():
        raise RuleError("Granskningen kan inte vara gjord i framtiden.", field="done_date")
    if occasion not in Occasion.values:
        raise RuleError("Välj när granskningen gjordes.", field="occasion")
    findings = filled(findings, "Skriv vad granskningen visade.", field="findings")
    if visit is not None and visit.municipality_id != municipality.pk:
        raise RuleError("Besöket hör till en annan kommun.", field="visit")
    review = EconomicReview.objects.create(
        municipality=municipality,
        done_date=done_date,
        occasion=occasion,
        visit=visit,
        used_audit=used_audit,
        external_reason=external_reason.strip(),
        findings=findings,
        noted_at=at,
        noted_by=audit.label_of(by, function),
    )
    log(review, "review.record", "förde in en ekonomisk granskning", by, function, at)
    term = method.term_of_year(done_date.year)
    if term is not None:
        lay_deadlines(municipality, term, at=at)
    return review


@transaction.atomic
def plan_review(
    *, municipality_id: int, term: ElectoralTerm, number: int, day: date, by: User, at: datetime
) -> ReviewPlan:
    """Set the county's own day for a review; its deadline moves there.

    Källa: Vägledningen 2.5 (antalet anges, ingen dag).
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    if not 1 <= number <= rules.NEEDED:
        raise RuleError("Välj vilken granskning det gäller.", field="number")
    if not term.first_year <= day.year <= term.last_year:
        raise RuleError(f"Välj en dag i mandatperioden {term}.", field="day")
    plan, _ = ReviewPlan.objects.update_or_create(
        municipality=municipality,
        term=term,
        number=number,
        defaults={"planned_date": day, "set_by": audit.label_of(by, function)},
    )
    log(plan, "review.plan", f"planerade ekonomisk granskning {number}", by, function, at)
    lay_deadlines(municipality, term, at=at, by=by, function=function)
    return plan


def lay_deadlines(
    municipality: Actor,
    term: ElectoralTerm,
    *,
    at: datetime,
    by: User | None = None,
    function: Function | None = None,
) -> None:
    """Lay the deadlines of a term's reviews, and meet those that are done.

    Källa: Vägledningen 2.5 "minst två gånger per mandatperiod".
    """
    planned = queries.planned_days(municipality, term)
    done = queries.reviews_in(municipality, term).count()
    for number in range(1, rules.NEEDED + 1):
        key = rules.deadline_key(municipality.scb_code, term.pk, number)
        day = rules.due(term.last_year, planned.get(number)).day
        standing = Deadline.objects.filter(key=key).first()
        if standing is None:
            deadlines.lay(
                municipality=municipality,
                kind=Deadline.Kind.ECONOMIC_REVIEW,
                key=key,
                about=ref(municipality),
                what=f"Ekonomisk granskning {number} av {rules.NEEDED}, {term}",
                due_date=day,
                at=at,
                is_countys=True,
            )
        elif standing.state == Deadline.State.OPEN and standing.due_date != day:
            deadlines.change(
                key=key, due_date=day, reason="Ny planerad dag", by=by, function=function, at=at
            )
        if number <= done:
            deadlines.meet(key=key, at=at)


def lay_current(at: datetime) -> int:
    """Lay what is missing of the running term's deadlines, for every municipality followed up.

    Only counties where somebody follows up; a term that the deadlines stand for is passed by.
    Källa: Vägledningen 2.5.
    """
    term = method.term_of_year(local(at).year)
    if term is None:
        return 0
    first = rules.deadline_key("", term.pk, 1).removeprefix("review:")
    laid = set(
        Deadline.objects.filter(
            kind=Deadline.Kind.ECONOMIC_REVIEW, key__endswith=first
        ).values_list("municipality_id", flat=True)
    )
    found = 0
    boards = Actor.objects.filter(
        kind=Actor.Kind.COUNTY_BOARD, functions__appointments__isnull=False
    )
    missing = Actor.objects.filter(
        kind=Actor.Kind.MUNICIPALITY, county__in=boards.values("county_id")
    ).exclude(pk__in=laid)
    for municipality in missing:
        lay_deadlines(municipality, term, at=at)
        found += 1
    return found
