"""What providers of SMS send us: signed JSON, read strictly."""

import hashlib
import hmac
import json
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from notices.models import Notice

MAX_BODY: Final = 10_000
SIGNATURE: Final = "X-SSR-Signature"


class BadPayloadError(ValueError):
    """A body that is not what we agreed on."""


@dataclass(frozen=True)
class SmsIn:
    """A reply as the provider hands it over."""

    id: str
    sender: str
    text: str
    received_at: datetime


@dataclass(frozen=True)
class Receipt:
    """What became of a message."""

    ref: str
    delivered: bool
    error: str


def sign(body: bytes) -> str:
    """Return the signature a provider must send with the body."""
    return hmac.new(settings.NOTICES_SMS_WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()


def is_genuine(request: HttpRequest) -> bool:
    """Return whether the body is signed with our secret; without a secret nothing is genuine."""
    if not settings.NOTICES_SMS_WEBHOOK_SECRET:
        return False
    given = request.headers.get(SIGNATURE, "").removeprefix("sha256=")
    return hmac.compare_digest(given.encode(), sign(request.body).encode())


def read_sms(body: bytes) -> SmsIn:
    """Return the reply in the body.

    :raises BadPayloadError: if something is missing or of the wrong type.
    """
    data = _read(body, {"id": 120, "from": 40, "text": 2_000, "received_at": 40})
    moment = None
    with suppress(ValueError):
        moment = parse_datetime(data["received_at"])
    if moment is None or moment.tzinfo is None:
        raise BadPayloadError("received_at")
    return SmsIn(data["id"], data["from"], data["text"], moment)


def read_receipt(body: bytes) -> Receipt | None:
    """Return the receipt in the body; None for a state on the way, which says nothing yet.

    :raises BadPayloadError: if something is missing or of the wrong type.
    """
    data = _read(body, {"ref": 120, "status": 20})
    if data["status"] not in {"delivered", "failed"}:
        return None
    return Receipt(data["ref"], data["status"] == "delivered", str(data.get("error", ""))[:300])


def notice_of(ref: str) -> Notice | None:
    """Return the notice by our number or by the provider's."""
    try:
        ours = Q(pk=uuid.UUID(ref))
    except ValueError:
        ours = Q(pk=None)
    return Notice.objects.filter(ours | Q(provider_ref=ref)).first()


def _read(body: bytes, fields: dict[str, int]) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise BadPayloadError("inte JSON") from error
    if not isinstance(data, dict):
        raise BadPayloadError("inte ett objekt")
    for name, longest in fields.items():
        value = data.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest or "\0" in value:
            raise BadPayloadError(name)
    return data
