"""The record of a meeting."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from forums.models.meeting import Meeting
from records.models import StoredFile


class Protocol(FSMModelMixin, models.Model):
    """The record of a meeting: drafted from what was noted, adjusted, adopted, then sealed.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen … dokumenterar arbetet och
    all information".
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Utkast"  # follows the meeting's notes; the chair may comment
        ADJUSTED = "adjusted", "Justerat"  # approved by the adjuster; may go back to draft
        ADOPTED = "adopted", "Fastställt"  # frozen and sealed by its hash; final

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="protocol")
    status = FSMField("läge", choices=Status, default=Status.DRAFT, protected=True)
    summary = models.TextField("sammanfattning", max_length=8000, blank=True)
    summary_version = models.PositiveIntegerField("version av sammanfattningen", default=1)
    summary_by = models.CharField("sammanfattningen skriven av", max_length=200, blank=True)
    summary_by_user_id = models.BigIntegerField(null=True, blank=True)
    # Why a sentence in which a body decides may stand, if somebody was asked.
    wording_reason = models.CharField("skäl till ordalydelsen", max_length=300, blank=True)
    explanation = models.TextField("förklaring till det som säger emot", max_length=500, blank=True)
    drafted_at = models.DateTimeField()
    reopen_reason = models.CharField("skäl att öppna igen", max_length=300, blank=True)
    pdf_version = models.PositiveIntegerField("version av PDF:en", default=0)
    adjusted_at = models.DateTimeField("justerat", null=True, blank=True)
    adjusted_by = models.CharField("justerat av", max_length=200, blank=True)
    adjusted_by_user_id = models.BigIntegerField(null=True, blank=True)
    adopted_at = models.DateTimeField("fastställt", null=True, blank=True)
    adopted_by = models.CharField("fastställt av", max_length=200, blank=True)
    content = models.JSONField("innehåll vid fastställandet", null=True, blank=True)
    content_sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    pdf = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords(excluded_fields=["content"])
    SCRUB: ClassVar[set[str]] = {"summary", "content", "explanation"}

    class Meta:
        verbose_name = "protokoll"
        verbose_name_plural = "protokoll"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="adopted_protocol_is_sealed",
                condition=~Q(status="adopted")
                | (
                    Q(adopted_at__isnull=False, content__isnull=False)
                    & ~Q(adopted_by="")
                    & ~Q(content_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="adjusted_protocol_says_when_and_by_whom",
                condition=~Q(status="adjusted")
                | (Q(adjusted_at__isnull=False) & ~Q(adjusted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Protokoll, {self.meeting}"

    @transition(field=status, source=Status.DRAFT, target=Status.ADJUSTED)
    def adjust(self, *, by_label: str, by_user_id: int, at: datetime) -> None:
        """Approve the draft.

        Källa: domain.md 3.3.
        """
        self.adjusted_at, self.adjusted_by, self.adjusted_by_user_id = at, by_label, by_user_id

    @transition(field=status, source=Status.ADJUSTED, target=Status.DRAFT)
    def reopen(self) -> None:
        """Take the draft up again because something in it is wrong.

        Källa: domain.md 3.3.
        """
        self.adjusted_at, self.adjusted_by, self.adjusted_by_user_id = None, "", None

    @transition(field=status, source=Status.ADJUSTED, target=Status.ADOPTED)
    def adopt(
        self, *, by_label: str, at: datetime, content: dict[str, object], sha256: str
    ) -> None:
        """Freeze the contents and seal them by their hash.

        Källa: Målbilden 2.2 "dokumentation, lagring och spårbarhet".
        """
        self.adopted_at, self.adopted_by = at, by_label
        self.content, self.content_sha256 = content, sha256
