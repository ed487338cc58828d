"""A reply by SMS: which question it is about, what it decides, and what we answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from common import phones
from common.errors import RuleError
from notices.answers import links, replies
from notices.answers.links import Question
from notices.models import AnswerLink, IncomingSms
from notices.outbox import outbox
from notices.outbox.recipients import Recipient

NOTHING_OPEN: Final = "Det finns ingen öppen fråga att svara på. Ring om det gäller något viktigt."
NO_STOPPING: Final = "Larm kan inte avbeställas med sms. Kontakta er administratör."
# A machine that answers by itself would else keep us talking for ever.
UNCLEAR_TOLD: Final = 3
UNCLEAR_WINDOW: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """What we answer, and what was made of the reply."""

    text: str
    question: Question | None = None
    is_unclear: bool = False

    @property
    def exercise(self) -> bool:
        return self.question is not None and self.question.page.exercise


@transaction.atomic
def take_sms(
    *, provider_id: str, sender: str, text: str, received_at: datetime, at: datetime
) -> IncomingSms:
    """Keep a reply by SMS and carry out what it means; the same one again changes nothing.

    Källa: domain.md 6.1.
    """
    number = phones.e164(sender) or sender[:20]
    sms, is_new = IncomingSms.objects.get_or_create(
        provider_id=provider_id,
        defaults={"sender": number, "text": text[:500], "received_at": received_at},
    )
    if not is_new:
        return sms
    said = _answer(sms, at)
    sms.result, sms.is_unclear = said.text[:300], said.is_unclear
    sms.link = said.question.link if said.question else None
    sms.save(update_fields=["result", "is_unclear", "link"])
    label = _label_of(number)
    if label and not (said.is_unclear and _is_told_enough(sms)):
        _reply(sms, label, said, at)
    return sms


def _answer(sms: IncomingSms, at: datetime) -> Said:
    reply = replies.read(sms.text)
    if reply.words in replies.STOP:
        return Said(NO_STOPPING)
    questions = links.open_questions(links.sent_to(sms.sender, at), at)
    if not questions:
        return Said(NOTHING_OPEN)
    # "…förrän 19" names no question: a code stands with a word that one of them knows.
    is_known = any(reply.words in one.handler.words for one in questions)
    code = reply.code if is_known else None
    meant = [one for one in questions if code in {None, one.link.code}]
    question = _meant(meant)
    if question is None:
        return Said(f"Vilken fråga svarar du på? {_listed(meant or questions)}")
    if not question.is_older_than(sms.received_at):
        title = question.page.title
        return Said(f"Ditt svar är äldre än frågan. Läs den senaste och svara igen: {title}")
    if reply.words not in question.handler.words:
        _tell_unclear(sms, question, at)
        prompt = _coded(question.page.prompt, question, questions)
        return Said(f"Vi förstod inte. {prompt}: {question.page.title}", question, is_unclear=True)
    said = _carry_out(question, question.handler.words[reply.words], sms.received_at, at)
    others = [one for one in questions if one is not question and not one.page.current]
    more = f" Obesvarat: {_listed(others)}" if others else ""
    return Said(f"{said}{more}", question)


def _meant(questions: Sequence[Question]) -> Question | None:
    """Return the question that a reply is about: live first, unanswered first, the newest first.

    With every question answered, only one alone can be answered anew without its code.
    """
    waiting = [one for one in questions if not one.page.current]
    if not waiting and len(questions) > 1:
        return None
    # Questions come newest first, and min takes the first of its like.
    return min(waiting or questions, key=lambda one: one.page.exercise, default=None)


def _carry_out(question: Question, choice: str, as_of: datetime, at: datetime) -> str:
    try:
        with transaction.atomic():
            return question.handler.answer(
                question.link.subject_id,
                choice=choice,
                via="sms",
                by_label=question.link.recipient_label,
                extra={},
                as_of=as_of,
                at=at,
            )
    except RuleError as refused:
        return refused.message


def _listed(questions: Sequence[Question]) -> str:
    """Return how each of the questions is answered: ``JA 2/NEJ 2 = Kallelse: …``."""
    return "; ".join(
        f"JA {one.link.code}/NEJ {one.link.code} = {one.page.title}" for one in questions
    )


def _coded(prompt: str, question: Question, questions: Sequence[Question]) -> str:
    if len(questions) == 1:
        return prompt
    code = question.link.code
    return prompt.replace("JA", f"JA {code}").replace("NEJ", f"NEJ {code}")


def _tell_unclear(sms: IncomingSms, question: Question, at: datetime) -> None:
    if not _is_told_enough(sms):
        link = question.link
        question.handler.note_unclear(link.subject_id, by_label=link.recipient_label, at=at)


def _is_told_enough(sms: IncomingSms) -> bool:
    since = sms.received_at - UNCLEAR_WINDOW
    earlier = IncomingSms.objects.filter(
        sender=sms.sender, is_unclear=True, received_at__gte=since
    ).exclude(pk=sms.pk)
    return earlier.count() >= UNCLEAR_TOLD


def _label_of(number: str) -> str:
    """Return whom we reply to; strangers and machines get none, so that machines never talk."""
    known = AnswerLink.objects.filter(phone=number).order_by("-created_at").first()
    return known.recipient_label if known else ""


def _reply(sms: IncomingSms, label: str, said: Said, at: datetime) -> None:
    outbox.enqueue(
        template="sms_reply",
        context={"text": sms.result},
        recipient=Recipient(label=label, ref="", sms=(sms.sender,)),
        about_ref=f"notices.incomingsms:{sms.pk}",
        at=at,
        exercise=said.exercise,
        alarm=True,
    )
