"""Outgoing messages and what came back. A notice is a row in its author's transaction."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One message to one address, sent at least once with the same Message-ID.

    What it concerns and whom it reaches are plain references (``kind:id``): this app lies below
    the apps that write notices.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-post"
        SMS = "sms", "Sms"

    class Status(models.TextChoices):
        QUEUED = "queued", "Väntar"  # waits for its time or for the sender
        SENT = "sent", "Lämnat till operatör"  # the provider has taken it
        DELIVERED = "delivered", "Levererat"  # the provider says that it arrived
        FAILED = "failed", "Misslyckat"  # given up: somebody's task until handled
        CANCELLED = "cancelled", "Inställt"  # no longer wanted before it was sent

    class Priority(models.IntegerChoices):
        ALARM = 10, "Larm"
        ORDINARY = 50, "Vanligt"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.CharField(max_length=120, blank=True)  # one notice per key and address
    template = models.CharField("mall", max_length=32)
    channel = models.CharField("kanal", max_length=6, choices=Channel)
    address = models.CharField("adress", max_length=254)
    recipient_label = models.CharField("mottagande funktion", max_length=200)
    recipient_ref = models.CharField(max_length=60, blank=True, db_index=True)
    about_ref = models.CharField(max_length=60, blank=True, db_index=True)
    subject = models.CharField("ämne", max_length=200, blank=True)
    body = models.TextField("text")
    exercise = models.BooleanField("övning", default=False)
    console_only = models.BooleanField(
        "visas bara på /utskick/",
        default=False,
        help_text="Övning till en aktör som inte tar emot övningsutskick på riktiga nummer.",
    )
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.ORDINARY)
    status = models.CharField("läge", max_length=10, choices=Status, default=Status.QUEUED)
    created_at = models.DateTimeField("skapat")
    due_at = models.DateTimeField("ska skickas")
    # Nobody touches it before: a sender has leased it, or it waits to be tried again.
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    last_error = models.CharField("senaste fel", max_length=300, blank=True)
    provider_ref = models.CharField(max_length=120, blank=True, db_index=True)
    sent_at = models.DateTimeField("lämnat", null=True, blank=True)
    delivered_at = models.DateTimeField("levererat", null=True, blank=True)
    failed_at = models.DateTimeField("misslyckat", null=True, blank=True)
    handled_at = models.DateTimeField("felet omhändertaget", null=True, blank=True)
    handled_by = models.CharField("omhändertaget av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"address", "body", "subject"}

    class Meta:
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        ordering = ("-created_at",)
        indexes: ClassVar = [
            models.Index(
                fields=["priority", "due_at"],
                condition=Q(status="queued"),
                name="notice_queued_by_due",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dedupe_key", "address"],
                condition=~Q(dedupe_key=""),
                name="one_notice_per_key_and_address",
            ),
            models.CheckConstraint(
                name="sent_notice_says_when",
                condition=~Q(status__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="failed_notice_says_when",
                condition=~Q(status="failed") | Q(failed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} till {self.recipient_label}"

    @property
    def is_task(self) -> bool:
        """Return whether somebody has to take care of it."""
        return self.status == self.Status.FAILED and self.handled_at is None


class Attempt(models.Model):
    """One try to hand a notice to its provider, with what the provider said."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    succeeded = models.BooleanField()
    error = models.CharField(max_length=300, blank=True)

    SCRUB: ClassVar[set[str]] = {"error"}

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {'lämnat' if self.succeeded else self.error}"


class AnswerLink(models.Model):
    """A signed way to answer one thing without signing in.

    The token stands in the message only; here is its hash. ``kind`` names the handler that the
    app above has registered (``notices.answers.answers``), ``subject_id`` what is answered.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    recipient_label = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True, db_index=True)  # for replies by SMS
    code = models.PositiveSmallIntegerField(default=0)  # "JA 3": which question of the phone's
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    SCRUB: ClassVar[set[str]] = {"token_hash", "phone"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "subject_id"], name="link_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class IncomingSmsQuerySet(models.QuerySet["IncomingSms"]):
    def unclear(self, kind: str, subjects: Iterable[int]) -> dict[int, datetime]:
        """Return when each of the questions last got a reply that nobody could read."""
        about = self.filter(is_unclear=True, link__kind=kind, link__subject_id__in=list(subjects))
        return dict(about.order_by("received_at").values_list("link__subject_id", "received_at"))


class IncomingSms(models.Model):
    """A reply by SMS, kept with what we made of it. May only acknowledge or answer a summons."""

    provider_id = models.CharField(max_length=120, unique=True)
    sender = models.CharField(max_length=20)
    text = models.CharField(max_length=500)
    received_at = models.DateTimeField()
    result = models.CharField("utfall", max_length=300, blank=True)  # what we answered
    # The question that it was taken to be about; its words decide nothing where they are unclear.
    link = models.ForeignKey(AnswerLink, null=True, blank=True, on_delete=models.SET_NULL)
    is_unclear = models.BooleanField("gick inte att förstå", default=False)

    objects = IncomingSmsQuerySet.as_manager()

    SCRUB: ClassVar[set[str]] = {"sender", "text"}

    class Meta:
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return f"Svar {self.received_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """The last sign of life of a process that nobody would miss until too late."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)  # a tick that runs right now
    detail = models.CharField(max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    def __str__(self) -> str:
        return self.name
