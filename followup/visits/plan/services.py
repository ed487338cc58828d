"""The plan of visits for a term: visits laid, moved, taken out, and told to the municipalities."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit
from actors.models import Actor, County, Function, User
from actors.rights import rights
from common.errors import RuleError
from common.transitions import require_transition
from followup import access
from followup.acts import tell
from followup.deadlines import services as deadlines
from followup.terms.models import ElectoralTerm
from followup.visits import rules
from followup.visits.guards import (
    changed_plan,
    key_of,
    locked_in_plan,
    log,
    municipal,
    reason_of,
)
from followup.visits.models import Visit, VisitPlan
from records.refs import ref

Slot = rules.Slot


def plan_of(county: County, term: ElectoralTerm) -> VisitPlan:
    """Return the county's plan for the term with its row locked: one planner at a time.

    Källa: Vägledningen 2.7.1.
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
    Källa: Vägledningen 2.7.1 "en plan för hur och när uppföljning ska ske i varje kommun".
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

    Källa: Vägledningen 2.7.1; domain.md 7.7.
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

    Källa: Vägledningen 2.7.1 "Planen kan behöva revideras".
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
    visit.sequence += 1
    visit.save()
    changed_plan(plan)
    log(visit, "visit.move", f"Flyttade besök till {_when(visit)}", by=by, function=function, at=at)
    return visit


@transaction.atomic
def remove_visit(*, visit_id: int, seen: str, by: User, at: datetime) -> None:
    """Take a planned visit out of the plan, before the municipality has been told of it.

    Källa: Vägledningen 2.7.1 "Planen kan behöva revideras".
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

    Källa: Vägledningen 2.7.1 "Planen kan behöva revideras … Kommunerna informeras".
    """
    visit, plan, function = locked_in_plan(visit_id, by)
    require_transition(visit, visit.cancel, "Besöket", "ställas in")
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
            "dialogue",
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
    Källa: Vägledningen 2.7.1 "Kommunerna informeras om planen så att de vet när de kan förvänta sig
    ett uppföljningsbesök".
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
            "visit_plan",
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

    Källa: Vägledningen 2.7.1.
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
        if any(is_news(visit) for visit in visits)
    }


def is_news(visit: Visit) -> bool:
    """Return whether the municipality has not been told of the visit where it stands now.

    Källa: Vägledningen 2.7.1 "Kommunerna informeras om planen".
    """
    told = (visit.told_year, visit.told_quarter)
    return visit.status == Visit.Status.PLANNED and told != (visit.year, visit.quarter)


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
