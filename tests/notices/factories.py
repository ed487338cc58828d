"""Notices, links and a stand-in for the apps above."""

import uuid
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from common.errors import RuleError
from notices.answers import links
from notices.answers.answers import AnswerPage, Choice, require_current
from notices.answers.replies import NO, YES
from notices.models import Notice
from notices.outbox.recipients import Recipient

AT = datetime(2026, 11, 21, 2, 6, tzinfo=UTC)
NUMBER = "+46701234567"
SOON = timedelta(hours=6)
RSIB = Recipient(
    label="RSIB, Länsstyrelsen Stockholm",
    ref="actors.function:12",
    sms=(NUMBER,),
    email=("rsib@example.se",),
)


def make_notice(**given):
    """Save a notice that is due."""
    number = uuid.uuid4()
    values = {
        "id": number,
        "template": "request",
        "channel": "email",
        "address": f"{number.hex[:12]}@example.se",
        "recipient_label": "RSIB, Länsstyrelsen Stockholm",
        "recipient_ref": "actors.function:12",
        "about_ref": "activations.activationrequest:1",
        "subject": "Begäran om aktivering",
        "body": "Norrtälje kommun begär samordnande forum.",
        "created_at": AT,
        "due_at": AT,
    } | given
    return Notice.objects.create(**values)


def make_link(subject_id=1, kind="test", expires_in=SOON, phone=NUMBER):
    now = timezone.now()
    link = links.make(
        kind=kind,
        subject_id=subject_id,
        recipient_label="Tjänsteman i beredskap, Polisen",
        phone=phone,
        at=now,
        expires_at=now + expires_in,
    )
    return link.url.removeprefix("http://127.0.0.1:8000")


class Question:
    """Answers for the kind "test" as an app above would."""

    kind = "test"
    words = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}  # noqa: RUF012 - read only

    def __init__(self):
        self.unclear = []
        self.asked_at = {}
        self.exercises = set()
        self.answers = {}
        self.closed = set()
        self.exercise = False

    def describe(self, subject_id, at):
        if subject_id == 404:
            raise ObjectDoesNotExist
        current = self.answers.get(subject_id)
        return AnswerPage(
            title=f"Samordnande forum i dag 03:45, fråga {subject_id}",
            facts=[("Telefon", "08-12345678"), ("Kod", "442211")],
            choices=[
                Choice("yes", "Ja, jag kommer", "primary"),
                Choice("no", "Nej", "secondary"),
                Choice("deputy", "Ersättare kommer", "secondary", asks="Vem"),
            ],
            closed="Mötet är slut." if subject_id in self.closed else "",
            current=f"Ni har svarat {current[0]}." if current else "",
            exercise=self.exercise or subject_id in self.exercises,
            asked_at=self.asked_at.get(subject_id),
        )

    def answer(self, subject_id, *, choice, via, by_label, extra, as_of, at):
        require_current(self.asked_at.get(subject_id), as_of)
        if subject_id == 13:
            raise RuleError("Kallelsen är återkallad.")
        self.answers[subject_id] = (choice, via, by_label, extra.get("text", ""))
        return f"Svaret {choice} är noterat."

    def note_unclear(self, subject_id, *, by_label, at):
        self.unclear.append((subject_id, by_label))
