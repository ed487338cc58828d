"""The outbox: a notice is a row in its author's transaction, found by the sender on commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from notices.models import Notice
from notices.outbox import quiet
from notices.outbox.recipients import Recipient
from notices.texts import texts
from notices.texts.texts import Preview

CHANNEL: Final = "ssr_notices"  # of PostgreSQL's NOTIFY, which waits for the commit by itself


@transaction.atomic
def enqueue(
    *,
    template: str,
    context: Mapping[str, str],
    recipient: Recipient,
    about_ref: str,
    at: datetime,
    exercise: bool = False,
    alarm: bool = False,
    due_at: datetime | None = None,
    dedupe_key: str = "",
) -> list[Notice]:
    """Put one notice per address in the outbox; return those that were new.

    What can wait for the morning does (``Text.waits_for_morning``), unless it is an alarm.
    With a ``dedupe_key`` the same key and address give one notice, however often asked for.

    :raises KeyError: if the template is unknown or a placeholder is missing.
    """
    text = texts.preview(template=template, context=context, exercise=exercise)
    leaves_at = due_at or at
    if texts.TEXTS[template].waits_for_morning and not alarm:
        leaves_at = quiet.after(leaves_at)
    addresses = [(Notice.Channel.SMS, number) for number in dict.fromkeys(recipient.sms)]
    addresses += [(Notice.Channel.EMAIL, mail) for mail in dict.fromkeys(recipient.email)]
    notices = [
        Notice(
            dedupe_key=dedupe_key,
            template=template,
            channel=channel,
            address=address,
            recipient_label=recipient.label[:200],
            recipient_ref=recipient.ref,
            about_ref=about_ref,
            subject=text.subject if channel == Notice.Channel.EMAIL else "",
            body=text.email if channel == Notice.Channel.EMAIL else text.sms,
            exercise=exercise,
            console_only=recipient.console_only,
            priority=Notice.Priority.ALARM if alarm else Notice.Priority.ORDINARY,
            created_at=at,
            due_at=leaves_at,
        )
        for channel, address in addresses
    ]
    new = _save(notices, dedupe_key)
    if new and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    return new


@transaction.atomic
def cancel(*, about_ref: str, at: datetime, template: str = "") -> int:
    """Withdraw what waits about a thing; what a sender holds right now may still leave."""
    waiting = Notice.objects.filter(about_ref=about_ref, status=Notice.Status.QUEUED)
    if template:
        waiting = waiting.filter(template=template)
    return waiting.update(status=Notice.Status.CANCELLED)


def preview(*, template: str, context: Mapping[str, str], exercise: bool) -> Preview:
    """Return the very texts that ``enqueue`` would send."""
    return texts.preview(template=template, context=context, exercise=exercise)


def _save(notices: list[Notice], dedupe_key: str) -> list[Notice]:
    if not dedupe_key:
        return Notice.objects.bulk_create(notices)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    ids = {notice.pk for notice in notices}
    saved = set(Notice.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [notice for notice in notices if notice.pk in saved]
