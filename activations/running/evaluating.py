"""Record the evaluation of a forum that has been at work; with it the activation is final."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from activations import acts
from activations.models import Activation, Evaluation, LogEntry
from actors.models import User
from common import clock
from common.errors import RuleError


@dataclass(frozen=True)
class Findings:
    """What an evaluation came to, and where it stands: a link, a text, or both."""

    held_on: date
    lessons: str
    link: str = ""
    text: str = ""


@transaction.atomic
def evaluate(*, activation_id: int, findings: Findings, by: User, at: datetime) -> Evaluation:
    """Record the evaluation of an ended activation, once.

    Who convenes answers for it: when the forum has ended, nobody chairs.
    Källa: Målbilden 1.4 "Uppföljning, lärande och förmågeutveckling"; domain.md 5.6.
    """
    activation, leader = acts.lock_and_lead(activation_id, by, at)
    ended = _require_ended(activation)
    if not clock.local(ended).date() <= findings.held_on <= clock.local(at).date():
        raise RuleError(
            f"Ange en dag från {clock.local(ended).date()}, då forumet avslutades, till i dag.",
            code="wrong_day",
            field="held_on",
        )
    lessons = findings.lessons.strip()
    if not lessons:
        raise RuleError("Skriv vad ni lärde er.", code="no_lessons", field="lessons")
    if not (findings.link or findings.text.strip()):
        raise RuleError(
            "Ange en länk till dokumentet, eller skriv utvärderingen här.",
            code="no_evaluation",
            field="text",
        )
    activation.evaluate(at=at)
    activation.save()
    evaluation = Evaluation.objects.create(
        activation=activation,
        held_on=findings.held_on,
        by_label=leader.label,
        link=findings.link,
        text=findings.text.strip(),
        lessons=lessons,
        written_at=at,
    )
    acts.record(
        activation,
        LogEntry.Kind.MODE,
        f"{activation.forum.called_name} är utvärderat {findings.held_on}. Lärdomar: {lessons}"[
            :4000
        ],
        "activation.evaluate",
        leader,
    )
    return evaluation


def _require_ended(activation: Activation) -> datetime:
    """Return when the forum's work ended; refuse where there is nothing to evaluate, or no more."""
    if activation.status == Activation.Status.EVALUATED:
        raise RuleError("Aktiveringen är redan utvärderad.", code="already_evaluated")
    if activation.merged_into is not None:
        raise RuleError(
            f"Arbetet fortsatte i {activation.merged_into.event.number}. Utvärdera där.",
            code="merged",
        )
    if activation.ended_at is None:
        raise RuleError(
            "Forumet arbetar fortfarande. Utvärdera när det är åter i ordinarie läge.",
            code="not_ended",
        )
    return activation.ended_at
