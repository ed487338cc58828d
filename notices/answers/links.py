"""Links that answer one thing without signing in. The token is in the message only."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max
from django.urls import reverse

from common import phones
from notices.answers import answers
from notices.answers.answers import AnswerHandler, AnswerPage
from notices.models import AnswerLink

TOKEN_BYTES: Final = 10  # 80 bits, 14 characters: an SMS has no room for more


@dataclass(frozen=True)
class Link:
    """The address that answers a question, and how to answer it by SMS."""

    url: str
    code: int = 0  # none where this is the only question that the phone may answer

    @property
    def words(self) -> dict[str, str]:
        """Return what the text of the message is filled in with."""
        code = f" {self.code}" if self.code else ""
        return {"url": self.url, "yes": f"JA{code}", "no": f"NEJ{code}"}


def make(
    *,
    kind: str,
    subject_id: int,
    recipient_label: str,
    phone: str = "",
    at: datetime,
    expires_at: datetime,
) -> Link:
    """Return a short absolute address; ``phone`` lets a reply by SMS find the same question.

    Each question has a code of its own at the phone; it is told once another one is open there.
    """
    number = phones.e164(phone)
    known = sent_to(number, at) if number else []
    others = [link for link in known if (link.kind, link.subject_id) != (kind, subject_id)]
    same = next((link.code for link in known if link not in others and link.code), None)
    taken = {link.code for link in others}
    code = same or next(free for free in count(1) if free not in taken)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AnswerLink.objects.create(
        token_hash=_hash(token),
        kind=kind,
        subject_id=subject_id,
        recipient_label=recipient_label[:200],
        phone=number,
        code=code if number else 0,
        created_at=at,
        expires_at=expires_at,
    )
    url = settings.PUBLIC_URL + reverse("notices:answer", args=[token])
    return Link(url, code if any(_still_open(others, at)) else 0)


@dataclass(frozen=True)
class Question:
    """Something that a phone may answer now."""

    link: AnswerLink
    handler: AnswerHandler
    page: AnswerPage

    def is_older_than(self, moment: datetime) -> bool:
        """Return whether the question, as it now stands, was asked before the moment."""
        return self.page.asked_at is None or self.page.asked_at <= moment


def asked_at(kind: str, subject_id: int) -> datetime | None:
    """Return when the question was last asked, for those whose every asking sends a link."""
    asked = AnswerLink.objects.filter(kind=kind, subject_id=subject_id)
    return asked.aggregate(latest=Max("created_at"))["latest"]


def sent_to(number: str, at: datetime) -> list[AnswerLink]:
    """Return the links sent to the phone that have not grown old, the latest first."""
    links = AnswerLink.objects.filter(phone=number, expires_at__gt=at)
    return list(links.order_by("-created_at", "-pk"))


def open_questions(links: Iterable[AnswerLink], at: datetime) -> list[Question]:
    """Return each question once that may still be answered, by the latest of its links."""
    return list(_still_open(links, at))


def _still_open(links: Iterable[AnswerLink], at: datetime) -> Iterator[Question]:
    """Yield them one by one: who only asks whether there is any reads no more than the first."""
    seen: set[tuple[str, int]] = set()
    for link in links:
        handler = answers.handler_for(link.kind)
        if handler is None or (link.kind, link.subject_id) in seen:
            continue
        with suppress(ObjectDoesNotExist):  # what was asked about is gone
            page = handler.describe(link.subject_id, at)
            if not page.closed:
                seen.add((link.kind, link.subject_id))
                yield Question(link, handler, page)


def find(token: str) -> AnswerLink | None:
    """Return the link of the token, expired or not."""
    return AnswerLink.objects.filter(token_hash=_hash(token)).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
