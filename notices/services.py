"""Every write that somebody outside the sender asks for: answers, receipts, failures in hand."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.errors import RuleError
from notices import access, answers, failures, links, outbox, receipts
from notices.answers import AnswerHandler, AnswerPage
from notices.models import AnswerLink, IncomingSms, Notice
from notices.phones import e164
from notices.recipients import Recipient

if TYPE_CHECKING:
    from notices.access import Person

log = structlog.get_logger(__name__)

NOT_UNDERSTOOD: Final = "Vi förstod inte. Svara JA eller NEJ."
NOTHING_OPEN: Final = "Det finns ingen öppen fråga att svara på. Ring om det gäller något viktigt."
SEVERAL_OPEN: Final = "Du har flera öppna frågor. Öppna länken i det sms som du vill svara på."
NO_STOPPING: Final = "Larm kan inte avbeställas med sms. Kontakta er administratör."


@transaction.atomic
def handle_failure(*, notice_id: Any, by: "Person", at: datetime) -> Notice:
    """Take care of a notice that could not be sent: the one who does reaches them otherwise.

    :raises PermissionDenied: unless an administrator of the recipient's actor or of the region.
    :raises RuleError: if it has not failed, or somebody has already taken care of it.
    """
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    label = access.acting_label(by, notice)
    if not label:
        raise PermissionDenied
    if notice.status != Notice.Status.FAILED:
        raise RuleError("Utskicket har inte misslyckats.")
    if notice.handled_at:
        raise RuleError(f"Utskicket är redan omhändertaget av {notice.handled_by}.")
    notice.handled_at, notice.handled_by = at, label[:200]
    notice.save(update_fields=["handled_at", "handled_by"])
    return notice


@transaction.atomic
def take_receipt(*, notice: Notice, delivered: bool, error: str = "", at: datetime) -> Notice:
    """Keep what the provider says became of a notice. What has arrived stays arrived.

    Receipts come twice, late and in the wrong order: only sent → failed → delivered is followed.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.status in {Notice.Status.DELIVERED, Notice.Status.CANCELLED}:
        return notice
    if delivered:
        mark_delivered(notice, at)
    elif notice.status == Notice.Status.SENT:
        mark_failed(notice, error or "Operatören kunde inte leverera meddelandet.", at)
    return notice


def mark_delivered(notice: Notice, at: datetime) -> None:
    """Note that the locked notice has arrived, and tell those who wait for it."""
    notice.status = Notice.Status.DELIVERED
    notice.sent_at, notice.delivered_at = notice.sent_at or at, at
    notice.save(update_fields=["status", "sent_at", "delivered_at"])
    receipts.tell(notice)


def mark_failed(notice: Notice, error: str, at: datetime) -> None:
    """Give the locked notice up: from now on it is somebody's task."""
    notice.status, notice.failed_at = Notice.Status.FAILED, at
    notice.last_error = error[:300]
    notice.save(update_fields=["status", "failed_at", "last_error"])
    failures.tell(notice)


@transaction.atomic
def answer_link(*, link: AnswerLink, choice: str, extra: dict[str, str], at: datetime) -> str:
    """Answer what the link asks; return a sentence of what now holds.

    :raises RuleError: if the link is too old or the question cannot be answered like that.
    """
    handler = answers.handler_for(link.kind)
    if handler is None or link.expires_at <= at:
        raise RuleError("Länken gäller inte längre.")
    page = handler.describe(link.subject_id, at)
    if page.closed:
        raise RuleError(page.closed)
    if choice not in {allowed.value for allowed in page.choices}:
        raise RuleError("Välj ett av svaren.", field="choice")
    return handler.answer(
        link.subject_id,
        choice=choice,
        via="link",
        by_label=link.recipient_label,
        extra=extra,
        at=at,
    )


@transaction.atomic
def take_sms(
    *, provider_id: str, sender: str, text: str, received_at: datetime, at: datetime
) -> IncomingSms:
    """Keep a reply by SMS and carry out what it means; the same one again changes nothing.

    A reply may only acknowledge or answer. With several unanswered questions it answers none.
    """
    number = e164(sender) or sender[:20]
    sms, is_new = IncomingSms.objects.get_or_create(
        provider_id=provider_id,
        defaults={"sender": number, "text": text[:500], "received_at": received_at},
    )
    if not is_new:
        return sms
    known = list(AnswerLink.objects.filter(phone=number).order_by("-created_at"))
    sms.result, exercise = _answer_sms(known, text, at)
    sms.save(update_fields=["result"])
    if known:  # strangers and machines get no answer, so that two machines never talk for ever
        _reply(number, known[0], sms, exercise=exercise, at=at)
    return sms


def _answer_sms(known: list[AnswerLink], text: str, at: datetime) -> tuple[str, bool]:
    """Return what we answer, and whether it concerns an exercise."""
    if text.strip().casefold().startswith("stop"):
        return NO_STOPPING, False
    open_questions = _open_questions(known, at)
    if not open_questions:
        return NOTHING_OPEN, False
    exercise = all(page.exercise for _, _, page in open_questions)
    # A reply is to what still waits for one; without such, it may change the only answer given.
    waiting = [one for one in open_questions if not one[2].current] or open_questions
    if len(waiting) > 1:
        return SEVERAL_OPEN, exercise
    link, handler, page = waiting[0]
    exercise = page.exercise
    choice = handler.parse_sms(text)
    if choice is None:
        return NOT_UNDERSTOOD, exercise
    try:
        with transaction.atomic():
            result = handler.answer(
                link.subject_id,
                choice=choice,
                via="sms",
                by_label=link.recipient_label,
                extra={},
                at=at,
            )
    except RuleError as refused:
        result = refused.message
    return result[:300], exercise


def _open_questions(
    known: list[AnswerLink], at: datetime
) -> list[tuple[AnswerLink, AnswerHandler, AnswerPage]]:
    """Return each question once that this number may still answer."""
    found: dict[tuple[str, int], tuple[AnswerLink, AnswerHandler, AnswerPage]] = {}
    for link in known:
        handler = answers.handler_for(link.kind)
        if handler is None or link.expires_at <= at or (link.kind, link.subject_id) in found:
            continue
        page = handler.describe(link.subject_id, at)
        if not page.closed:
            found[link.kind, link.subject_id] = (link, handler, page)
    return list(found.values())


def _reply(
    number: str, link: AnswerLink, sms: IncomingSms, *, exercise: bool, at: datetime
) -> None:
    recipient = Recipient(label=link.recipient_label, ref="", sms=(number,))
    outbox.enqueue(
        template="T16",
        context={"text": sms.result},
        recipient=recipient,
        about_ref=f"notices.incomingsms:{sms.pk}",
        at=at,
        exercise=exercise,
        alarm=True,
    )


def find_link(token: str) -> AnswerLink | None:
    """Return the link of a token, expired or not."""
    return links.find(token)
