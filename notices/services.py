"""Every write that somebody outside the sender asks for: answers, receipts, failures in hand."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.dateparse import parse_datetime

from common.errors import RuleError
from notices.answers import answers
from notices.hooks import failures, receipts
from notices.models import AnswerLink, Notice
from notices.outbox import access

if TYPE_CHECKING:
    from notices.outbox.access import Person

log = structlog.get_logger(__name__)


@transaction.atomic
def handle_failure(*, notice_id: Any, by: "Person", at: datetime) -> Notice:
    """Take care of a notice that could not be sent: the one who does reaches them otherwise."""
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
def answer_link(
    *, link: AnswerLink, choice: str, extra: dict[str, str], asked: str = "", at: datetime
) -> str:
    """Answer what the link asks; return a sentence of what now holds.

    ``asked`` is when the question stood as the answerer read it: one moved since is read again.
    """
    handler = answers.handler_for(link.kind)
    if handler is None or link.expires_at <= at:
        raise RuleError("Länken gäller inte längre.")
    page = handler.describe(link.subject_id, at)
    if page.closed:
        raise RuleError(page.closed)
    as_of = moment_of(asked, at)
    answers.require_current(page.asked_at, as_of)
    if choice not in {allowed.value for allowed in page.choices}:
        raise RuleError("Välj ett av svaren.", field="choice")
    return handler.answer(
        link.subject_id,
        choice=choice,
        via="link",
        by_label=link.recipient_label,
        extra=extra,
        as_of=as_of,
        at=at,
    )


def moment_of(asked: str, at: datetime) -> datetime:
    """Return when the question stood as it was read; now, where the page did not say.

    A moment that is none, or is to come, was never on our page and is answered by reading again.
    Källa: domain.md 6.1.
    """
    if not asked:
        return at
    try:
        moment = parse_datetime(asked)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment > at:
        raise RuleError("Det du svarar på har ändrats. Läs vad som gäller nu och svara igen.")
    return moment
