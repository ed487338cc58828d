"""The plan of visits for a term: visits laid, moved, taken out, and told to the municipalities."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit, rights
from actors.models import Actor, County, Function, User
from common.errors import RuleError
from followup import access
from followup.models import ElectoralTerm, Visit, VisitPlan
from followup.rules import visits as rules
from followup.services import deadlines
from followup.services.shared import tell
from followup.services.visit_shared import (
    changed_plan,
    key_of,
    locked_in_plan,
    log,
    municipal,
    must,
    reason_of,
)
from records.refs import ref

Slot = rules.Slot


def plan_of(county: County, term: ElectoralTerm) -> VisitPlan:
    """Return the county's plan for the term with its row locked: one planner at a time.

    Källa: 003 §2.7.1.
    """
    plan, _ = VisitPlan.objects.get_or_create(county=county, term=term)
    return VisitPlan.objects.select_for_update().get(pk=plan.pk)


@transaction.atomic
def plan_visit(
    *,
    municipality_id: int,
    term: ElectoralTerm,
    year: int,
    quarter: int,
    handler_id: int | None = None,
    by: User,
    at: datetime,
) -> Visit:
    """Lay a visit to a municipality in a quarter of the term.

    Without a handler, it is the user's own.
    Källa: 003 §2.7.1 "en plan för hur och när uppföljning ska ske i varje kommun".

    :raises Http404: if there is no such municipality.
    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if the quarter lies outside the term or is taken, or the handler is none.
    """
    municipality = Actor.objects.filter(
        pk=municipality_id, kind=Actor.Kind.MUNICIPALITY, county__isnull=False
    ).first()
    if municipality is None or municipality.county is None:
        raise Http404
    function = access.require_handler(by, municipality)
    plan = plan_of(municipality.county, term)
    visit = _lay(plan, municipality, (year, quarter), handler_id or function.pk)
    changed_plan(plan)
    log(visit, "visit.plan", f"Planerade besök {_when(visit)}", by=by, function=function, at=at)
    return visit


@transaction.atomic
def lay_proposal(
    *, county: County, term: ElectoralTerm, slots: Iterable[Slot], by: User, at: datetime
) -> list[Visit]:
    """Take a proposal into the plan, as its reader saw it.

    Källa: 003 §2.7.1; ux.md page 39 "wizard".

    :raises PermissionDenied: if the user does not follow up the county.
    :raises RuleError: if a quarter has been taken meanwhile.
    """
    function = rights.require(by, access.HANDLE, county)
    plan = plan_of(county, term)
    known = {
        found.pk: found
        for found in Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
    }
    made = []
    for slot in slots:
        if slot.municipality not in known:
            raise RuleError("Förslaget gäller en kommun utanför länet.")
        place = (slot.year, slot.quarter)
        made.append(_lay(plan, known[slot.municipality], place, slot.handler))
    if made:
        changed_plan(plan)
        audit.record(
            by=by,
            function=function,
            at=at,
            action="visit.propose",
            thing=plan,
            text=f"Lade in {len(made)} besök i planen, {plan}.",
        )
    return made


@transaction.atomic
def move_visit(
    *,
    visit_id: int,
    year: int,
    quarter: int,
    seen: str,
    handler_id: int | None = None,
    by: User,
    at: datetime,
) -> Visit:
    """Move a planned visit to another quarter or handler, if nobody has moved it since ``seen``.

    Källa: 003 §2.7.1 "Planen kan behöva revideras".

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if somebody else has moved it, or it cannot be moved there.
    """
    visit, plan, function = locked_in_plan(visit_id, by)
    if visit.slot != seen:
        raise RuleError(
            f"Någon annan har flyttat besöket till {_when(visit)}. Se efter och försök igen.",
            code="conflict",
        )
    if visit.status != Visit.Status.PLANNED:
        raise RuleError("Bara planerade besök flyttas i planen. Boka om besöket i stället.")
    _require_free(plan, visit.municipality, (year, quarter), except_for=visit.pk)
    visit.handler = _handler(handler_id or visit.handler_id, plan.county)
    visit.year, visit.quarter = year, quarter
    visit.save()
    changed_plan(plan)
    log(visit, "visit.move", f"Flyttade besök till {_when(visit)}", by=by, function=function, at=at)
    return visit


@transaction.atomic
def remove_visit(*, visit_id: int, seen: str, by: User, at: datetime) -> None:
    """Take a planned visit out of the plan, before the municipality has been told of it.

    Källa: 003 §2.7.1 "Planen kan behöva revideras".

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if the municipality has been told, or somebody else has moved it.
    """
    visit, plan, function = locked_in_plan(visit_id, by)
    if visit.slot != seen:
        raise RuleError(f"Någon annan har flyttat besöket till {_when(visit)}.", code="conflict")
    if visit.status != Visit.Status.PLANNED or visit.told_year is not None:
        raise RuleError("Kommunen känner till besöket. Ställ in det med ett skäl i stället.")
    log(visit, "visit.remove", f"Tog bort besök {_when(visit)}", by=by, function=function, at=at)
    visit.participants.all().delete()
    visit.delete()
    changed_plan(plan)


@transaction.atomic
def cancel_visit(*, visit_id: int, reason: str, by: User, at: datetime) -> Visit:
    """Call off a visit with a reason; the municipality is told if it knew of it.

    Källa: 003 §2.7.1 "Planen kan behöva revideras … Kommunerna informeras".

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: without a reason, or if it has been held.
    """
    visit, plan, function = locked_in_plan(visit_id, by)
    must(visit, visit.cancel, "ställas in")
    reason = reason_of(reason, "Skriv varför besöket ställs in.")
    is_known = visit.status == Visit.Status.BOOKED or visit.told_year is not None
    visit.cancel(reason=reason, at=at)
    visit.save()
    changed_plan(plan)
    deadlines.withdraw(key=key_of(visit), at=at)
    for completion in visit.completions.filter(answered_at=None):
        deadlines.withdraw(key=f"completion:visit:{completion.pk}", at=at)
    if is_known:
        tell(
            "T29",
            municipal(visit.municipality),
            visit,
            path=reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk]),
            at=at,
            key=f"visit-cancelled:{visit.pk}",
            what="Ett inställt uppföljningsbesök",
        )
    log(visit, "visit.cancel", f"Ställde in besök {_when(visit)}", by=by, function=function, at=at)
    return visit


@transaction.atomic
def tell_plan(*, plan_id: int, version: int, by: User, at: datetime) -> list[Actor]:
    """Tell each municipality when it is visited, its own visits only; return those told.

    The first time all are told, later those whose visits have changed since.
    Källa: 003 §2.7.1 "Kommunerna informeras om planen så att de vet när de kan förvänta sig ett
    uppföljningsbesök".

    :raises Http404: if there is no such plan.
    :raises PermissionDenied: if the user does not follow up the county.
    :raises RuleError: if the plan has changed since it was reviewed, or holds no visits.
    """
    plan = VisitPlan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    function = rights.require(by, access.HANDLE, plan.county)
    if plan.version != version:
        raise RuleError("Planen har ändrats sedan du granskade den. Granska den igen.")
    receivers = to_be_told(plan)
    if not receivers:
        raise RuleError("Det finns inget nytt att meddela.")
    for municipality, visits in receivers.items():
        lines = [f"– {_when(one)}: {Visit.Focus(one.focus).label}" for one in visits if one.is_open]
        tell(
            "T24",
            municipal(municipality),
            plan,
            path=reverse("followup:visits", args=[municipality.scb_code]),
            at=at,
            key=f"visit-plan:{plan.pk}:{version}:{municipality.pk}",
            term=str(plan.term),
            details="\n".join(lines),
        )
        for visit in visits:
            visit.told_year, visit.told_quarter = visit.year, visit.quarter
            visit.save(update_fields=["told_year", "told_quarter"])
    plan.told_version, plan.told_at = plan.version, at
    plan.told_by = audit.label_of(by, function)
    plan.save()
    audit.record(
        by=by,
        function=function,
        at=at,
        action="visit_plan.tell",
        thing=ref(plan),
        text=f"Meddelade {len(receivers)} kommuner besöksplanen {plan.term}.",
    )
    return list(receivers)


def to_be_told(plan: VisitPlan) -> dict[Actor, list[Visit]]:
    """Return the municipalities that have something new to hear, with all their visits to come.

    Källa: 003 §2.7.1.
    """
    by_municipality: dict[Actor, list[Visit]] = defaultdict(list)
    rows = plan.visits.select_related("municipality", "handler__actor")
    for visit in rows.exclude(status=Visit.Status.CANCELLED).order_by(
        "municipality__name", "year", "quarter"
    ):
        by_municipality[visit.municipality].append(visit)
    return {
        municipality: visits
        for municipality, visits in by_municipality.items()
        if any(_is_news(visit) for visit in visits)
    }


def _is_news(visit: Visit) -> bool:
    return visit.status == Visit.Status.PLANNED and (visit.told_year, visit.told_quarter) != (
        visit.year,
        visit.quarter,
    )


def _lay(plan: VisitPlan, municipality: Actor, place: tuple[int, int], handler_id: int) -> Visit:
    _require_free(plan, municipality, place)
    year, quarter = place
    visits = plan.visits.filter(municipality=municipality).exclude(status=Visit.Status.CANCELLED)
    earlier = sum((one.year, one.quarter) < place for one in visits)
    return Visit.objects.create(
        plan=plan,
        municipality=municipality,
        year=year,
        quarter=quarter,
        handler=_handler(handler_id, plan.county),
        focus=rules.focus_of(earlier),
    )


def _require_free(
    plan: VisitPlan, municipality: Actor, place: tuple[int, int], except_for: int | None = None
) -> None:
    year, quarter = place
    term = plan.term
    if not (term.first_year <= year <= term.last_year and 1 <= quarter <= rules.QUARTERS):
        raise RuleError(f"Kvartalet ligger utanför mandatperioden {term}.", field="year")
    taken = plan.visits.filter(municipality=municipality, year=year, quarter=quarter)
    if taken.exclude(status=Visit.Status.CANCELLED).exclude(pk=except_for or 0).exists():
        raise RuleError(
            f"{municipality.name} har redan ett besök {year} kvartal {quarter}.", field="quarter"
        )


def _handler(handler_id: int, county: County) -> Function:
    found = {function.pk: function for function in access.functions_with(access.HANDLE, county)}
    if handler_id not in found:
        raise RuleError("Välj en handläggare på Länsstyrelsen.", field="handler")
    return found[handler_id]


def _when(visit: Visit) -> str:
    return f"{visit.year} kvartal {visit.quarter}"
