"""What turned out to be wrong in minutes that are adopted and sealed."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from forums.models.protocol import Protocol


class MinutesCorrection(FSMModelMixin, models.Model):
    """A dated correction that stands beside adopted minutes; the sealed text is never changed.

    Källa: domain.md 3.3, 1.9; Målbilden 2.2 "spårbarhet".
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        ADJUSTED = "adjusted", "Justerad"  # another who was there confirms; frozen
        DECLINED = "declined", "Avvisad"
        WITHDRAWN = "withdrawn", "Återtagen"

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("nummer")
    status = FSMField("läge", choices=Status, default=Status.PROPOSED, protected=True)
    about = models.CharField("vad som är fel", max_length=200)
    says = models.TextField("så ska det stå", max_length=2000)
    reason = models.CharField("varför", max_length=300)
    wording_reason = models.CharField("skäl till ordalydelsen", max_length=300, blank=True)
    proposed_at = models.DateTimeField("föreslagen")
    proposed_by = models.CharField("föreslagen av", max_length=200)
    proposed_by_user_id = models.BigIntegerField()
    settled_at = models.DateTimeField("avgjord", null=True, blank=True)
    settled_by = models.CharField("avgjord av", max_length=200, blank=True)
    settled_by_user_id = models.BigIntegerField(null=True, blank=True)
    settled_because = models.CharField("skäl", max_length=300, blank=True)
    content_sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)

    SCRUB: ClassVar[set[str]] = {"about", "says", "reason"}

    class Meta:
        verbose_name = "rättelse av protokoll"
        verbose_name_plural = "rättelser av protokoll"
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["protocol", "number"], name="correction_number_unique_in_minutes"
            ),
            models.CheckConstraint(
                name="settled_correction_says_when_and_by_whom",
                condition=Q(status="proposed", settled_at=None, settled_by="")
                | (~Q(status="proposed") & Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
            models.CheckConstraint(
                name="correction_is_adjusted_by_another_and_sealed",
                condition=~Q(status="adjusted")
                | (
                    ~Q(content_sha256="")
                    & Q(settled_by_user_id__isnull=False)
                    & ~Q(settled_by_user_id=models.F("proposed_by_user_id"))
                ),
            ),
            models.CheckConstraint(
                name="declined_correction_says_why",
                condition=~Q(status="declined") | ~Q(settled_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Rättelse {self.number}"

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.PROPOSED, target=Status.ADJUSTED)
    def adjust(self, *, by_label: str, by_user_id: int, sha256: str, at: datetime) -> None:
        """Confirm the correction; it stands beside the minutes from now on.

        Källa: domain.md 3.3, 1.9.
        """
        self._settle(by_label, by_user_id, at)
        self.content_sha256 = sha256

    @transition(field=status, source=Status.PROPOSED, target=Status.DECLINED)
    def decline(self, *, by_label: str, by_user_id: int, because: str, at: datetime) -> None:
        """Say that the minutes are right as they stand.

        Källa: domain.md 3.3.
        """
        self._settle(by_label, by_user_id, at)
        self.settled_because = because

    @transition(field=status, source=Status.PROPOSED, target=Status.WITHDRAWN)
    def withdraw(self, *, by_label: str, by_user_id: int, at: datetime) -> None:
        """Take the proposal back.

        Källa: domain.md 3.3.
        """
        self._settle(by_label, by_user_id, at)

    def _settle(self, by_label: str, by_user_id: int, at: datetime) -> None:
        self.settled_at, self.settled_by, self.settled_by_user_id = at, by_label, by_user_id

    def sealed(self) -> dict[str, object]:
        """Return what the checksum is of: the words, and whose they are."""
        return {
            "meeting": self.protocol.meeting_id,
            "minutes": self.protocol.content_sha256,
            "number": self.number,
            "about": self.about,
            "says": self.says,
            "reason": self.reason,
            "proposed_at": self.proposed_at.isoformat(),
            "proposed_by": self.proposed_by,
        }
