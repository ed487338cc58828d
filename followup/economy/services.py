"""What a municipality was granted and used: compensation, costs, and judgements of them."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from actors import audit
from actors.models import Actor, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.economy.guards import (
    check_amount,
    check_year,
    filled,
    locked_cost,
    locked_municipality,
    log,
    require_seen,
    require_tasks_done,
    require_unjudged,
    set_judgement,
)
from followup.economy.models import CompensationDecision, Cost, OpeningSaving, TasksJudgedDone
from followup.economy.questions import services as questions
from followup.terms.models import Area, CompensationComponent, Part

Eligibility = Cost.Eligibility


# Costs ----------------------------------------------------------------------------------------


@transaction.atomic
def enter_cost(
    *,
    municipality_id: int,
    year: int,
    part: str,
    area: str,
    text: str,
    amount: Decimal,
    eligibility: str,
    by: User,
    at: datetime,
    other_work: bool = False,
    question: str = "",
    is_demo: bool = False,
) -> Cost:
    """Note what the municipality used compensation for; "ask" puts a question to the county.

    ``other_work`` is work beyond the tasks: only where the county finds the tasks done enough.
    Källa: Vägledningen 2.5 "kostnaderna för krisberedskap och civilt försvar särredovisas".
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_reporter(by, municipality)
    check_year(year, local(at).year)
    text = _checked(part, area, text, amount, eligibility)
    _check_unreported(municipality, year)
    if other_work and eligibility == Eligibility.YES:
        require_tasks_done(municipality, year)
    cost = Cost.objects.create(
        municipality=municipality,
        year=year,
        part=part,
        area=area,
        text=text,
        amount=amount,
        eligibility=eligibility,
        is_other_work=other_work,
        entered_at=at,
        entered_by=audit.label_of(by, function),
        is_demo=is_demo,
    )
    log(cost, "cost.enter", f"förde in en kostnad för {year}", by, function, at)
    if eligibility == Eligibility.ASK:
        questions.put_question(cost, question, by=by, function=function, at=at)
    return cost


@transaction.atomic
def change_cost(
    *,
    cost_id: int,
    part: str,
    area: str,
    text: str,
    amount: Decimal,
    seen: str = "",
    by: User,
    at: datetime,
) -> Cost:
    """Correct a cost that the county has not judged.

    ``seen`` is ``guards.mark_of_cost`` of what its writer was shown.
    Källa: Vägledningen 2.5.
    """
    cost = locked_cost(cost_id)
    function = access.require_reporter(by, cost.municipality)
    require_unjudged(cost)
    require_seen(cost, seen)
    text = _checked(part, area, text, amount, cost.eligibility)
    _check_unreported(cost.municipality, cost.year)
    cost.part, cost.area, cost.text, cost.amount = part, area, text, amount
    cost.save(update_fields=["part", "area", "text", "amount"])
    log(cost, "cost.change", f"rättade en kostnad för {cost.year}", by, function, at)
    return cost


@transaction.atomic
def remove_cost(*, cost_id: int, by: User, at: datetime) -> None:
    """Take away a cost that should not have been entered; history keeps it.

    Källa: Vägledningen 2.5.
    """
    cost = locked_cost(cost_id)
    function = access.require_reporter(by, cost.municipality)
    _check_unreported(cost.municipality, cost.year)
    require_unjudged(cost)
    log(cost, "cost.remove", f"tog bort en kostnad för {cost.year}", by, function, at)
    cost.questions.update(cost=None)
    cost.delete()


@transaction.atomic
def judge_cost(
    *, cost_id: int, eligibility: str, judgement: str, seen: str = "", by: User, at: datetime
) -> Cost:
    """Say for the county whether compensation may pay a cost, and why.

    ``seen`` is ``guards.mark_of_cost`` of what its judge was shown.
    Källa: Vägledningen 2.5 "bedöma om åtgärder är kopplade till överenskommelserna".
    """
    cost = locked_cost(cost_id)
    function = access.require_handler(by, cost.municipality)
    require_seen(cost, seen)
    if eligibility not in {Eligibility.YES, Eligibility.NO}:
        raise RuleError("Välj om ersättningen får användas.", field="eligibility")
    judgement = filled(judgement, "Skriv varför.", field="judgement")
    set_judgement(cost, eligibility, judgement, by_label=audit.label_of(by, function), at=at)
    log(cost, "cost.judge", f"bedömde en kostnad för {cost.year}", by, function, at)
    return cost


@transaction.atomic
def judge_tasks_done(
    *, municipality_id: int, year: int, reason: str, by: User, at: datetime
) -> TasksJudgedDone:
    """Find a municipality's tasks done enough, so that what is left may pay other work.

    Källa: Vägledningen 2.5 "genomfört dessa uppgifter i tillräcklig omfattning".
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    check_year(year, local(at).year)
    reason = filled(reason, "Skriv vad bedömningen bygger på.", field="reason")
    found, _ = TasksJudgedDone.objects.update_or_create(
        municipality=municipality,
        year=year,
        defaults={"reason": reason, "noted_at": at, "noted_by": audit.label_of(by, function)},
    )
    log(found, "tasks.judge_done", f"bedömde att uppgifterna {year} är utförda", by, function, at)
    return found


# Compensation ---------------------------------------------------------------------------------


@transaction.atomic
def decide_compensation(
    *,
    municipality_id: int,
    year: int,
    component: CompensationComponent,
    amount: Decimal,
    registry_number: str,
    source: str,
    by: User,
    at: datetime,
    is_demo: bool = False,
) -> CompensationDecision:
    """Enter or correct what the state decided; the amount before is kept in the history.

    Källa: domain.md 7.5.
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    check_year(year, local(at).year + 1)
    check_amount(amount, least=Decimal(0))
    source = filled(source, "Ange var beloppet kommer från.", field="source")
    found = CompensationDecision.objects.filter(
        municipality=municipality, year=year, component=component
    ).first()
    values = {"amount": amount, "registry_number": registry_number.strip(), "source": source}
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return found
    what = "förde in" if found is None else "rättade"
    found = found or CompensationDecision(municipality=municipality, year=year, component=component)
    for name, value in values.items():
        setattr(found, name, value)
    found.is_demo = is_demo
    found.entered_at, found.entered_by = at, audit.label_of(by, function)
    found.save()
    log(found, "compensation.enter", f"{what} ersättning för {year}", by, function, at)
    return found


@transaction.atomic
def set_opening(
    *,
    municipality_id: int,
    part: str,
    year: int,
    amount: Decimal,
    source: str,
    by: User,
    at: datetime,
    is_demo: bool = False,
) -> OpeningSaving:
    """Enter what had been saved before the first year that is accounted for here.

    Källa: Vägledningen 2.6; domain.md 7.6.
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    check_year(year, local(at).year)
    check_amount(amount, least=Decimal(0))
    if part not in Part.values:
        raise RuleError("Välj krisberedskap eller civilt försvar.", field="part")
    source = filled(source, "Ange var beloppet kommer från.", field="source")
    opening, _ = OpeningSaving.objects.update_or_create(
        municipality=municipality,
        part=part,
        defaults={"year": year, "amount": amount, "source": source, "is_demo": is_demo},
    )
    log(opening, "saving.opening", "förde in ingående sparande", by, function, at)
    return opening


# Checks ----------------------------------------------------------------------------------------


def _checked(part: str, area: str, text: str, amount: Decimal, eligibility: str) -> str:
    """Return the text of a cost whose details hold together."""
    check_amount(amount, least=Decimal("0.01"))
    if part not in Part.values:
        raise RuleError("Välj krisberedskap eller civilt försvar.", field="part")
    if area and area not in Area.values:
        raise RuleError("Välj ett område i listan.", field="area")
    if eligibility not in Eligibility.values:
        raise RuleError("Välj om ersättningen får användas.", field="eligibility")
    return filled(text, "Skriv vad pengarna gick till.", field="text")


def _check_unreported(municipality: Actor, year: int) -> None:
    """Refuse to change a year whose report the county has.

    Källa: Vägledningen 2.4, 2.5.
    """
    reports = municipality.reports
    Status = reports.model.Status
    if reports.filter(year=year, status__in=[Status.SENT, Status.ACCEPTED]).exists():
        raise RuleError(
            f"Redovisningen för {year} är inskickad. Länsstyrelsen kan begära komplettering.",
            field="year",
        )
