"""What every write to a municipality's economy needs: locks, checks, the log, notices."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from actors import audit
from actors.models import Actor, Function, User
from common.autosave import mark_of
from common.clock import local
from common.errors import RuleError
from followup.economy.models import Cost, CostQuestion, SavingPlan

FIRST_YEAR: Final = 2006  # when the act on compensation came (2006:544)
LARGEST: Final = Decimal(1_000_000_000)
Thing = TypeVar("Thing", Cost, CostQuestion, SavingPlan)


def locked_municipality(pk: int) -> Actor:
    """Return the municipality, locked: before its costs, questions, plans and reports.

    ``no_key`` lets others note things of the municipality meanwhile.
    Källa: domain.md 1.4.
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

    Källa: domain.md 1.4.
    """
    return locked_behind(Cost, pk)


def locked_behind(model: type[Thing], pk: int) -> Thing:
    """Return a thing of a municipality's economy, locked after the municipality itself.

    Källa: domain.md 1.4.
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

    Källa: domain.md 1.4; SKR:s uppgifter.
    """
    municipality = getattr(thing, "municipality", None) or thing.plan.municipality
    audit.record(
        by=by, function=function, at=at, action=action, thing=thing, text=f"{municipality}: {what}."
    )


def check_year(year: int, latest: int) -> None:
    """Refuse a mistyped year.

    Källa: Vägledningen 2.5.
    """
    if not FIRST_YEAR <= year <= latest:
        raise RuleError(f"Ange ett år från {FIRST_YEAR} till {latest}.", field="year")


def check_amount(amount: Decimal, *, least: Decimal) -> None:
    """Refuse a mistyped amount.

    Källa: Vägledningen 2.5.
    """
    if amount < least:
        raise RuleError(
            "Beloppet ska vara större än noll." if least else "Beloppet kan inte vara negativt.",
            field="amount",
        )
    if amount > LARGEST:
        raise RuleError("Beloppet är för stort. Ange hela kronor.", field="amount")


def filled(text: str, sentence: str, *, field: str) -> str:
    """Return the text without what surrounds it; refuse, in that sentence, one that is empty."""
    if not (said := text.strip()):
        raise RuleError(sentence, field=field)
    return said


def check_past(day: date, at: datetime, *, field: str) -> None:
    """Refuse a day that is still to come."""
    if day > local(at).date():
        raise RuleError("Dagen kan inte ligga i framtiden.", field=field)


def mark_of_cost(cost: Cost) -> str:
    """Return the mark of what the cost says, as its reader has seen it.

    Källa: domain.md 1.10.
    """
    return mark_of(f"{cost.pk}|{cost.text}|{cost.amount:.2f}|{cost.part}|{cost.area}")


def require_seen(cost: Cost, seen: str) -> None:
    """Refuse to act on a cost that says something else than its reader saw.

    Källa: domain.md 1.10.
    """
    if seen not in {"", mark_of_cost(cost)}:
        raise RuleError(
            "Någon annan har ändrat kostnaden. Ladda om sidan och se efter.", code="conflict"
        )


def require_unjudged(cost: Cost) -> None:
    """Refuse to change what the county has judged, or has been asked to judge.

    Källa: Vägledningen 2.5 (Länsstyrelsens bedömning gäller den kostnad som den såg).
    """
    if cost.questions.filter(withdrawn_at=None, answered_at=None).exists():
        raise RuleError("Länsstyrelsen har fått en fråga om kostnaden. Återta frågan först.")
    if cost.judged_at is not None:
        raise RuleError("Länsstyrelsen har bedömt kostnaden. Den ligger kvar.")


def set_judgement(
    cost: Cost, eligibility: str, judgement: str, *, by_label: str, at: datetime
) -> None:
    """Put the county's word on a cost that the caller has locked.

    Källa: Vägledningen 2.5.
    """
    cost.eligibility, cost.judgement = eligibility, judgement[:2000]
    cost.judged_by, cost.judged_at = by_label, at
    cost.save(update_fields=["eligibility", "judgement", "judged_by", "judged_at"])


def open_question_of(cost: Cost) -> CostQuestion | None:
    """Return the question on a cost that waits for its answer.

    Källa: Vägledningen 2.5.
    """
    return cost.questions.filter(withdrawn_at=None, answered_at=None).first()


def require_tasks_done(municipality: Actor, year: int) -> None:
    """Refuse to let the compensation pay other work before the county finds the tasks done.

    Källa: Vägledningen 2.5 "genomfört dessa uppgifter i tillräcklig omfattning".
    """
    if not municipality.tasks_done.filter(year=year).exists():
        raise RuleError(
            f"Länsstyrelsen har inte bedömt att uppgifterna {year} är utförda i tillräcklig"
            " omfattning. Välj ”Fråga Länsstyrelsen”.",
            field="eligibility",
        )
