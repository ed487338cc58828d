"""What has happened or is coming, and whom one then usually calls."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import reverse

from actors.models import Actor, Region
from common.errors import RuleError
from forums.models import Forum

if TYPE_CHECKING:
    from actors.models import User


class EventType(models.Model):
    """A type of event (*typhändelse*): reference data, shown as a chip with icon and word."""

    code = models.SlugField("kod", unique=True)
    name = models.CharField("namn", max_length=60)
    icon = models.CharField("ikon", max_length=20)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "typhändelse"
        verbose_name_plural = "typhändelser"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class CallTemplate(models.Model):
    """Whom a region usually calls for a type of event, beside the forum's standing seats.

    ``seats_only`` false means that the template's actors replace the standing seats.
    Källa: 001 "anpassad sammansättning".
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="call_templates")
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="call_templates")
    event_type = models.ForeignKey(
        EventType, null=True, blank=True, on_delete=models.CASCADE, related_name="call_templates"
    )
    name = models.CharField("namn", max_length=80)
    actors = models.ManyToManyField(Actor, verbose_name="aktörer", blank=True)
    replaces_seats = models.BooleanField("ersätter de stående platserna", default=False)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "kallelsemall"
        verbose_name_plural = "kallelsemallar"
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "forum", "name"], name="template_name_unique_in_forum"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: "User") -> "EventQuerySet":
        """Return the events of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class Event(models.Model):
    """Something that has happened, or is known to come. Exercise or live, once and for all.

    Källa: 001 scen 2–3; model.md §0.6.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="events")
    number = models.CharField("nummer", max_length=12)
    type = models.ForeignKey(EventType, on_delete=models.PROTECT, related_name="events")
    title = models.CharField("rubrik", max_length=120)
    description = models.TextField("beskrivning", max_length=4000, blank=True)
    municipalities = models.ManyToManyField(
        Actor, verbose_name="berörda kommuner", blank=True, related_name="affected_by"
    )
    since = models.DateTimeField("sedan")
    planned_for = models.DateTimeField("väntas", null=True, blank=True)
    exercise = models.BooleanField("övning", default=False)
    created_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"title", "description"}
    _loaded_exercise: bool | None = None

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ("-since",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "number"], name="event_number_unique_in_region"
            )
        ]

    def __str__(self) -> str:
        return f"{'ÖVNING ' if self.exercise else ''}{self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, but never turn an exercise live or the other way.

        :raises RuleError: if ``exercise`` was changed.
        """
        if self._loaded_exercise not in (None, self.exercise):
            raise RuleError("En händelse är övning eller skarp för gott.", code="exercise_is_final")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("activations:event", args=[self.region.slug, self.number])

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> "Event":
        event = super().from_db(db, field_names, values, **kwargs)
        event._loaded_exercise = event.__dict__.get("exercise")
        return event
