"""Who holds a duty function when."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actors.models.function import Function
from actors.models.user import User


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    def at(self, moment: datetime) -> "DutyShiftQuerySet":
        """Return the shifts that run at that moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "DutyShiftQuerySet":
        """Return the shifts that share any time with the span."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def visible_to(self, user: User) -> "DutyShiftQuerySet":
        """Return the shifts of the functions that the user may see."""
        return self.filter(function__in=Function.objects.visible_to(user))


class DutyShift(models.Model):
    """A span of time in which one person answers for a duty function.

    Overlaps are refused by the service and, on PostgreSQL, by the database (see migration 0002).
    """

    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="shifts")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts"
    )
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    confirmed_at = models.DateTimeField("bekräftat av den som har passet", null=True, blank=True)
    handover_note = models.TextField("överlämning", max_length=2000, blank=True)
    handed_over_at = models.DateTimeField("överlämnat", null=True, blank=True)
    note_read_at = models.DateTimeField("läst av efterträdaren", null=True, blank=True)
    swapped_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DutyShiftQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"handover_note"}

    class Meta:
        verbose_name = "beredskapspass"
        verbose_name_plural = "beredskapspass"
        ordering = ("starts_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.starts_at:%Y-%m-%d %H:%M}"
