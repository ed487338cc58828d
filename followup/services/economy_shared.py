"""What every write to a municipality's economy needs: locks, checks, the log, notices."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from actors import audit
from actors.models import Actor, Function, User
from common.autosave import mark_of
from common.errors import RuleError
from followup.models import Cost, CostQuestion, SavingPlan

FIRST_YEAR: Final = 2006  # when the act on compensation came (2006:544)
LARGEST: Final = Decimal(1_000_000_000)
Thing = TypeVar("Thing", Cost, CostQuestion, SavingPlan)


def locked_municipality(pk: int) -> Actor:
    """Return the municipality, locked: before its costs, questions, plans and reports.

    ``no_key`` lets others note things of the municipality meanwhile.
    Källa: model.md §0.4.

    :raises Http404: if there is none.
    """
    found = (
        Actor.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county")
        .filter(pk=pk, kind=Actor.Kind.MUNICIPALITY)
        .first()
    )
    if found is None:
        raise Http404
    return found


def locked_cost(pk: int) -> Cost:
    """Return the cost, locked behind its municipality.

    Källa: model.md §0.4.

    :raises Http404: if there is none.
    """
    return locked_behind(Cost, pk)


def locked_behind(model: type[Thing], pk: int) -> Thing:
    """Return a thing of a municipality's economy, locked after the municipality itself.

    Källa: model.md §0.4.

    :raises Http404: if there is none.
    """
    owner = model.objects.filter(pk=pk).values_list("municipality", flat=True).first()
    municipality = locked_municipality(owner or 0)
    found = get_object_or_404(model.objects.select_for_update(), pk=pk)
    found.municipality = municipality
    return found


def log(
    thing: Any, action: str, what: str, by: User | None, function: Function | None, at: datetime
) -> None:
    """Write an act on a municipality's economy to the log: what, never how much.

    Källa: model.md §0.4; domain.md A.7 (beloppen sprids inte).
    """
    municipality = getattr(thing, "municipality", None) or thing.plan.municipality
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=thing,
        text=f"{municipality}: {what}.",
    )


def check_year(year: int, latest: int) -> None:
    """Refuse a mistyped year.

    Källa: 003 §2.5.

    :raises RuleError: if it is before the act on compensation, or ahead.
    """
    if not FIRST_YEAR <= year <= latest:
        raise RuleError(f"Ange ett år från {FIRST_YEAR} till {latest}.", field="year")


def check_amount(amount: Decimal, *, least: Decimal) -> None:
    """Refuse a mistyped amount.

    Källa: 003 §2.5.

    :raises RuleError: if it is too small or too large.
    """
    if amount < least:
        raise RuleError(
            "Beloppet ska vara större än noll." if least else "Beloppet kan inte vara negativt.",
            field="amount",
        )
    if amount > LARGEST:
        raise RuleError("Beloppet är för stort. Ange hela kronor.", field="amount")


def mark_of_cost(cost: Cost) -> str:
    """Return the mark of what the cost says, as its reader has seen it.

    Källa: ux.md §3.3 "Conflict".
    """
    return mark_of(f"{cost.pk}|{cost.text}|{cost.amount:.2f}|{cost.part}|{cost.area}")


def require_seen(cost: Cost, seen: str) -> None:
    """Refuse to act on a cost that says something else than its reader saw.

    Källa: ux.md §3.3 "Conflict".

    :raises RuleError: if somebody has changed it meanwhile.
    """
    if seen not in {"", mark_of_cost(cost)}:
        raise RuleError(
            "Någon annan har ändrat kostnaden. Ladda om sidan och se efter.", code="conflict"
        )


def require_unjudged(cost: Cost) -> None:
    """Refuse to change what the county has judged, or has been asked to judge.

    Källa: 003 §2.5 (Länsstyrelsens bedömning gäller den kostnad som den såg).

    :raises RuleError: if it has.
    """
    if cost.questions.filter(withdrawn_at=None, answered_at=None).exists():
        raise RuleError("Länsstyrelsen har fått en fråga om kostnaden. Återta frågan först.")
    if cost.judged_at is not None:
        raise RuleError("Länsstyrelsen har bedömt kostnaden. Den ligger kvar.")


def set_judgement(
    cost: Cost, eligibility: str, judgement: str, *, by_label: str, at: datetime
) -> None:
    """Put the county's word on a cost that the caller has locked.

    Källa: 003 §2.5.
    """
    cost.eligibility, cost.judgement = eligibility, judgement[:2000]
    cost.judged_by, cost.judged_at = by_label, at
    cost.save(update_fields=["eligibility", "judgement", "judged_by", "judged_at"])


def open_question_of(cost: Cost) -> CostQuestion | None:
    """Return the question on a cost that waits for its answer.

    Källa: 003 §2.5.
    """
    return cost.questions.filter(withdrawn_at=None, answered_at=None).first()
