"""Links that answer one thing without signing in. The token is in the message only."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from notices.models import AnswerLink
from notices.phones import e164

TOKEN_BYTES: Final = 10  # 80 bits, 14 characters: an SMS has no room for more


def make(
    *,
    kind: str,
    subject_id: int,
    recipient_label: str,
    phone: str = "",
    at: datetime,
    expires_at: datetime,
) -> str:
    """Return a short absolute address; ``phone`` lets a reply by SMS find the same question."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AnswerLink.objects.create(
        token_hash=_hash(token),
        kind=kind,
        subject_id=subject_id,
        recipient_label=recipient_label[:200],
        phone=e164(phone) if phone else "",
        created_at=at,
        expires_at=expires_at,
    )
    return settings.PUBLIC_URL + reverse("notices:answer", args=[token])


def find(token: str) -> AnswerLink | None:
    """Return the link of the token, expired or not."""
    return AnswerLink.objects.filter(token_hash=_hash(token)).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
