"""Questions on what compensation may pay: put by municipalities, answered by the county."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from actors import audit
from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.acts import tell
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.economy import guards
from followup.economy.models import Cost, CostQuestion
from followup.economy.queries import question_days
from records.refs import ref


def put_question(
    cost: Cost, text: str, *, by: User, function: Function, at: datetime
) -> CostQuestion:
    """Put a question on a cost to the county; the caller has locked and checked.

    Källa: Vägledningen 2.5 "svårt … att bedöma om åtgärder är kopplade till överenskommelserna".
    """
    asked = text.strip() or f"Får ersättningen användas till detta: {cost.text}?"
    question = CostQuestion(municipality=cost.municipality, cost=cost, text=asked[:2000])
    return _put(question, by, function, at)


@transaction.atomic
def ask(*, municipality_id: int, text: str, by: User, at: datetime) -> CostQuestion:
    """Ask the county before the money is used.

    Källa: Vägledningen 2.5.
    """
    municipality = guards.locked_municipality(municipality_id)
    function = access.require_reporter(by, municipality)
    text = guards.filled(text, "Skriv vad du vill fråga om.", field="text")
    question = CostQuestion(municipality=municipality, text=text)
    return _put(question, by, function, at)


@transaction.atomic
def ask_about_cost(*, cost_id: int, text: str, by: User, at: datetime) -> CostQuestion:
    """Ask the county about a cost that stands; it counts as unjudged until the answer.

    Källa: Vägledningen 2.5.
    """
    cost = guards.locked_cost(cost_id)
    function = access.require_reporter(by, cost.municipality)
    if guards.open_question_of(cost) is not None:
        raise RuleError("Frågan är redan ställd. Länsstyrelsen har inte svarat än.")
    if cost.judged_at is not None:
        raise RuleError("Länsstyrelsen har redan bedömt kostnaden.")
    cost.eligibility = Cost.Eligibility.ASK
    cost.save(update_fields=["eligibility"])
    return put_question(cost, text, by=by, function=function, at=at)


@transaction.atomic
def answer(
    *,
    question_id: int,
    eligibility: str,
    text: str,
    consulted: str,
    precedent: str,
    by: User,
    at: datetime,
) -> CostQuestion:
    """Answer for the county; a precedent is found by all its municipalities, not saying whose.

    Källa: Vägledningen 2.5 "kontakta MSB eller diskutera med andra länsstyrelser inför sin
    bedömning".
    """
    question = guards.locked_behind(CostQuestion, question_id)
    function = access.require_handler(by, question.municipality)
    _require_open(question)
    if eligibility not in {Cost.Eligibility.YES, Cost.Eligibility.NO}:
        raise RuleError("Välj om ersättningen får användas.", field="eligibility")
    text = guards.filled(text, "Skriv svaret med skälen.", field="answer")
    check_unnamed(precedent, question.municipality)
    question.eligibility, question.answer = eligibility, text
    question.consulted, question.precedent = consulted.strip(), precedent.strip()
    question.answered_at, question.answered_by = at, audit.label_of(by, function)
    question.save()
    if question.cost_id is not None:
        cost = guards.locked_cost(question.cost_id)
        guards.set_judgement(
            cost, eligibility, question.answer, by_label=question.answered_by, at=at
        )
    deadlines.meet(key=f"question:{question.pk}", at=at)
    guards.log(question, "question.answer", "besvarade en fråga om ersättning", by, function, at)
    told = access.functions_with(access.REPORT, question.municipality)
    path = reverse("followup:questions", args=[question.municipality.scb_code])
    tell("question_answered", told, question, path=path, at=at, key=f"T28:{ref(question)}")
    return question


@transaction.atomic
def withdraw(*, question_id: int, by: User, at: datetime) -> CostQuestion:
    """Take back a question that was not answered; its cost stays unjudged.

    Källa: domain.md 1.4.
    """
    question = guards.locked_behind(CostQuestion, question_id)
    function = access.require_reporter(by, question.municipality)
    _require_open(question)
    question.withdrawn_at = at
    question.save(update_fields=["withdrawn_at"])
    deadlines.withdraw(key=f"question:{question.pk}", at=at)
    guards.log(question, "question.withdraw", "återtog en fråga om ersättning", by, function, at)
    return question


def check_unnamed(precedent: str, municipality: Actor) -> None:
    """Refuse a precedent that names who asked.

    Källa: Vägledningen 2.5; domain.md 7.5.
    """
    name = municipality.name.removesuffix(" kommun").removesuffix("s kommun").lower()
    if precedent and name in precedent.lower():
        raise RuleError(
            "Den vägledande texten ska inte nämna kommunen. Skriv den allmänt.", field="precedent"
        )


def _put(question: CostQuestion, by: User, function: Function, at: datetime) -> CostQuestion:
    question.asked_at, question.asked_by = at, audit.label_of(by, function)
    question.save()
    guards.log(question, "question.ask", "ställde en fråga om ersättning", by, function, at)
    county = question.municipality.county
    if county is None:
        return question
    days = question_days(county, local(at).date())
    if days is not None:
        deadlines.lay(
            municipality=question.municipality,
            kind=Deadline.Kind.QUESTION,
            key=f"question:{question.pk}",
            about=question,
            what="Svar på fråga om ersättning",
            due_date=local(at).date() + timedelta(days=days),
            at=at,
            is_countys=True,
        )
    tell(
        "dialogue",
        access.functions_with(access.HANDLE, county),
        question,
        path=reverse("followup:county_questions", args=[county.pk]),
        at=at,
        key=f"dialogue:{ref(question)}",
        what="Fråga om statlig ersättning",
    )
    return question


def _require_open(question: CostQuestion) -> None:
    if question.answered_at is not None:
        raise RuleError("Frågan är redan besvarad.")
    if question.withdrawn_at is not None:
        raise RuleError("Frågan är återtagen.")
