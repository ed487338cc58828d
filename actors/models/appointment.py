"""Who holds which function from when to when: the source of every right."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from actors import memory
from actors.models.user import User


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def held_by(self, user: User) -> "AppointmentQuerySet":
        """Return what the user holds right now."""
        return self.current(timezone.now()).filter(person_id=user.pk)

    def actors_of(self, user: User) -> Any:
        """Return the keys of the actors that the user serves now, or a query for them."""
        served = self.held_by(user).values_list("function__actor_id", flat=True)
        return memory.keys(("actors", user.pk), served)

    def note_served(self, user: User, actors: set[int]) -> None:
        """Remember whom the user serves, where it was read with the functions."""
        memory.note(("actors", user.pk), actors)

    def current(self, at: datetime) -> "AppointmentQuerySet":
        """Return the appointments in force at that moment."""
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, function__is_active=True
        )


class Appointment(models.Model):
    """A person's time in a function, ordinary or as deputy.

    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "Ordinarie"
        DEPUTY = "deputy", "Ersättare"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments"
    )
    function = models.ForeignKey(
        "actors.Function", on_delete=models.CASCADE, related_name="appointments"
    )
    kind = models.CharField("slag", max_length=8, choices=Kind, default=Kind.ORDINARY)
    starts_at = models.DateTimeField("från", default=timezone.now)
    ends_at = models.DateTimeField("till", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "förordnande"
        verbose_name_plural = "förordnanden"
        ordering = ("-starts_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "function"],
                condition=Q(ends_at=None),
                name="one_open_appointment_per_person_and_function",
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.function}"
