"""What waits for a second look: a proposed change of the common rules, and a file of a set."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from records.models import StoredFile


class MethodImport(models.Model):
    """An uploaded set, and what the dry run promised that it would do.

    ``fingerprint`` tells what was shown: if the set in force has changed since, another dry run is
    asked for before anything is done.
    Källa: Vägledningen 2.2, 4.1 (gemensamma bedömningskriterier); MSBFS 2015:5 § 5 (indikatorer).
    """

    class Kind(models.TextChoices):
        CRITERIA = "criteria", "Bedömningskriterier"
        INDICATORS = "indicators", "Indikatorer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("namn", max_length=200)
    registry_number = models.CharField("diarienummer", max_length=40, blank=True)
    valid_from = models.DateField("gäller från och med")
    source = models.CharField("källa", max_length=300)
    reason = models.CharField("skäl", max_length=300)
    fingerprint = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("uppladdad")
    applied_at = models.DateTimeField("inläst", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class MethodProposal(FSMModelMixin, models.Model):
    """A change of a rule that all counties share, which one proposes and another confirms.

    Källa: domain.md 1.9, 7.1.
    """

    class Act(models.TextChoices):
        REQUIREMENT = "requirement", "Dokumentkrav"
        KEY_DATE = "key_date", "Datum eller antal"
        TERM = "term", "Mandatperiod"
        AGREEMENT = "agreement", "Överenskommelse"
        COMPONENT = "component", "Del av ersättningen"

    class Status(models.TextChoices):
        OPEN = "open", "Väntar på bekräftelse"
        CONFIRMED = "confirmed", "Bekräftat"
        REFUSED = "refused", "Avslutat utan ändring"

    act = models.CharField("slag", max_length=12, choices=Act)
    heading = models.CharField("förslag", max_length=200)
    values = models.JSONField("innehåll")
    status = FSMField("läge", choices=Status, default=Status.OPEN, protected=True)
    proposed_at = models.DateTimeField("föreslaget")
    proposed_by = models.CharField("föreslaget av", max_length=200)
    proposed_by_user_id = models.BigIntegerField()
    decided_at = models.DateTimeField("avgjort", null=True, blank=True)
    decided_by = models.CharField("avgjort av", max_length=200, blank=True)
    decision_reason = models.CharField("skäl", max_length=300, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "förslag om metoden"
        verbose_name_plural = "förslag om metoden"
        ordering = ("-proposed_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["heading"],
                condition=Q(status="open"),
                name="one_open_proposal_of_a_method_change",
            ),
            models.CheckConstraint(
                name="decided_method_proposal_says_when_and_by_whom",
                condition=Q(status="open", decided_at=None, decided_by="")
                | (~Q(status="open") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("followup:method_proposal", args=[self.pk])

    @transition(field=status, source=Status.OPEN, target=Status.CONFIRMED)
    def confirm(self, *, by_label: str, at: datetime) -> None:
        """Note that another has confirmed it.

        Källa: domain.md 1.9, 7.1.
        """
        self.decided_by, self.decided_at = by_label, at

    @transition(field=status, source=Status.OPEN, target=Status.REFUSED)
    def refuse(self, *, reason: str, by_label: str, at: datetime) -> None:
        """Note that nothing comes of it, and why.

        Källa: domain.md 1.9, 7.1.
        """
        self.decision_reason, self.decided_by, self.decided_at = reason, by_label, at
