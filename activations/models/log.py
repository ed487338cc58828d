"""The timeline of an event: written by every act, never edited."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from activations.models.activation import Activation
from activations.models.event import Event
from activations.models.request import ActivationRequest
from actors.models import Region

if TYPE_CHECKING:
    from actors.models import User


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, user: "User") -> "LogEntryQuerySet":
        """Return the entries of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class LogEntry(models.Model):
    """An entry of the timeline (*tidslinje*): by an act, or a free note; corrected by a later one.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
    information"; Målbilden 2.2 "spårbarhet".
    """

    class Kind(models.TextChoices):
        REQUEST = "request", "Begäran"
        CONVENE = "convene", "Sammankallning"
        SUMMONS = "summons", "Kallelse"
        ANSWER = "answer", "Svar"
        MEETING = "meeting", "Möte"
        CHAIR = "chair", "Ordförandeskap"
        COMPOSITION = "composition", "Sammansättning"
        MODE = "mode", "Läge"
        NOTE = "note", "Anteckning"
        CORRECTION = "correction", "Rättelse"
        FAULT = "fault", "Fel"
        MERGE = "merge", "Sammanförande"
        DECISION = "decision", "Eget beslut"

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        ActivationRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    activation = models.ForeignKey(
        Activation, null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    kind = models.CharField("slag", max_length=12, choices=Kind)
    happened_at = models.DateTimeField("tid")
    written_at = models.DateTimeField("skrivet")
    by_label = models.CharField("av", max_length=200)
    text = models.TextField("text", max_length=4000)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )

    objects = LogEntryQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"text", "by_label"}

    class Meta:
        verbose_name = "post i tidslinjen"
        verbose_name_plural = "tidslinje"
        ordering = ("-happened_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["event", "-happened_at"], name="log_by_event"),
            models.Index(fields=["request", "-happened_at"], name="log_by_request"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
