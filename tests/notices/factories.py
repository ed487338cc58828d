"""Notices, links and a stand-in for the apps above."""

import uuid
from datetime import UTC, datetime, timedelta

from common.errors import RuleError
from notices.answers import AnswerPage, Choice, yes_or_no
from notices.models import Notice
from notices.recipients import Recipient

AT = datetime(2026, 11, 21, 2, 6, tzinfo=UTC)
NUMBER = "+46701234567"
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
        "template": "N01",
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


class Question:
    """Answers for the kind "test" as an app above would."""

    kind = "test"

    def __init__(self):
        self.answers = {}
        self.closed = set()
        self.exercise = False

    def describe(self, subject_id, at):
        current = self.answers.get(subject_id)
        return AnswerPage(
            title="Samordnande forum i dag 03:45",
            facts=[("Telefon", "08-12345678"), ("Kod", "442211")],
            choices=[
                Choice("yes", "Ja, jag kommer", "primary"),
                Choice("no", "Nej", "secondary"),
                Choice("deputy", "Ersättare kommer", "secondary", asks="Vem"),
            ],
            closed="Mötet är slut." if subject_id in self.closed else "",
            current=f"Ni har svarat {current[0]}." if current else "",
            exercise=self.exercise,
        )

    def answer(self, subject_id, *, choice, via, by_label, extra, at):
        if subject_id == 13:
            raise RuleError("Kallelsen är återkallad.")
        self.answers[subject_id] = (choice, via, by_label, extra.get("text", ""))
        return f"Svaret {choice} är noterat."

    def parse_sms(self, text):
        return yes_or_no(text)


SOON = timedelta(hours=6)
