"""Put a question to a function: a link of its own to each phone, so that replies find it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from notices.answers import links
from notices.models import Notice
from notices.outbox import outbox
from notices.outbox.recipients import Recipient


@dataclass(frozen=True)
class Asked:
    """What is asked, by the handler that is registered for its kind, and until when."""

    kind: str
    subject_id: int
    expires_at: datetime


def ask(
    asked: Asked,
    *,
    template: str,
    context: Mapping[str, str],
    recipient: Recipient,
    about_ref: str,
    at: datetime,
    exercise: bool = False,
    alarm: bool = False,
    dedupe_key: str = "",
) -> list[Notice]:
    """Send the question to every address; return the notices that were new.

    A reply from a phone counts only where the question really left for it.
    """
    sent = []
    parts = [(replace(recipient, sms=(one,), email=()), one) for one in recipient.sms]
    if recipient.email:
        parts.append((replace(recipient, sms=()), ""))
    for part, phone in parts:
        link = links.make(
            kind=asked.kind,
            subject_id=asked.subject_id,
            recipient_label=recipient.label,
            phone="" if recipient.console_only else phone,
            at=at,
            expires_at=asked.expires_at,
        )
        sent += outbox.enqueue(
            template=template,
            context={**context, **link.words},
            recipient=part,
            about_ref=about_ref,
            at=at,
            exercise=exercise,
            alarm=alarm,
            dedupe_key=dedupe_key,
        )
    return sent
