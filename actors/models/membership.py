"""Which actors take part in the coordination of which region."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> "MembershipQuerySet":
        """Return the memberships in force on the day (today unless told)."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Membership(models.Model):
    """An actor's part in the coordination of a region.

    Källa: Målbilden 1.1.2 "ordinarie medlemmar eller som associerade medlemmar".
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "Ordinarie medlem"
        ASSOCIATED = "associated", "Associerad medlem"
        CALLED_IN = "called_in", "Inkallad för en händelse"  # while it lasts; no party to anything

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="memberships")
    region = models.ForeignKey(
        "actors.Region", on_delete=models.CASCADE, related_name="memberships"
    )
    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.ORDINARY)
    valid_from = models.DateField("från och med")
    valid_to = models.DateField("till och med", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actor", "region"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_actor_and_region",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} i {self.region}"
