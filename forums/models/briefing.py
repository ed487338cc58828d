"""Word brought home from a meeting."""

from typing import ClassVar

from django.db import models

from actors.models import Actor
from forums.models.meeting import Meeting


class HomeBriefing(models.Model):
    """That an actor has told its own organisation what a meeting came to.

    Källa: Avsiktsförklaringen "Organisation och styrning": "Samtliga forum ansvarar även för att
    återföra information".
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="briefings")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="briefings")
    how = models.CharField("hur", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("bekräftat")
    confirmed_by = models.CharField("bekräftat av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"how"}

    class Meta:
        verbose_name = "återföring"
        verbose_name_plural = "återföringar"
        ordering = ("actor__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "actor"], name="one_briefing_per_actor_and_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}: återfört"
