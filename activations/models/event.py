"""What has happened or is coming, and whom one then usually calls."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
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
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning".
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

    Källa: Avsiktsförklaringen scen 2, scen 3; domain.md 1.6.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="events")
    number = models.CharField("nummer", max_length=12)
    type = models.ForeignKey(EventType, on_delete=models.PROTECT, related_name="events")
    title = models.CharField("rubrik", max_length=120)
    description = models.TextField("beskrivning", max_length=4000, blank=True)
    municipalities = models.ManyToManyField(
        Actor, verbose_name="berörda kommuner", blank=True, related_name="affected_by"
    )
    place = models.CharField("plats", max_length=200, blank=True)
    since = models.DateTimeField("sedan")
    planned_for = models.DateTimeField("väntas", null=True, blank=True)
    exercise = models.BooleanField("övning", default=False)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self",
        verbose_name="sammanförd med",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    merged_at = models.DateTimeField("sammanförd", null=True, blank=True)
    merged_by_label = models.CharField("sammanförd av", max_length=200, blank=True)
    merge_reason = models.CharField("skäl", max_length=500, blank=True)

    objects = EventQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {
        "title",
        "description",
        "place",
        "merged_by_label",
        "merge_reason",
    }
    _loaded_exercise: bool | None = None

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ("-since",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "number"], name="event_number_unique_in_region"
            ),
            models.CheckConstraint(
                name="merged_event_says_with_which_when_and_why",
                condition=Q(merged_into=None, merged_at=None, merged_by_label="", merge_reason="")
                | (
                    Q(merged_into__isnull=False, merged_at__isnull=False)
                    & ~Q(merged_by_label="")
                    & ~Q(merge_reason="")
                    & ~Q(merged_into=F("pk"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{'ÖVNING ' if self.exercise else ''}{self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, but never turn an exercise live or the other way."""
        if self._loaded_exercise not in (None, self.exercise):
            raise RuleError("En händelse är övning eller skarp för gott.", code="exercise_is_final")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("activations:event", args=[self.region.slug, self.number])

    @property
    def survivor(self) -> "Event":
        """The event that carries on: this one, or the last of those it was merged into."""
        event = self
        while event.merged_into is not None:
            event = event.merged_into
        return event

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> "Event":
        event = super().from_db(db, field_names, values, **kwargs)
        event._loaded_exercise = event.__dict__.get("exercise")
        return event


class EventChange(models.Model):
    """What an entry put right of an event: the value before, the value after, who and why.

    In words, so that it reads the same when a type or a municipality is renamed. Never edited.
    Källa: Målbilden 2.2 "spårbarhet"; domain.md 5.1.
    """

    class Field(models.TextChoices):
        TITLE = "title", "Rubrik"
        TYPE = "type", "Typ"
        MUNICIPALITIES = "municipalities", "Berörda kommuner"
        PLACE = "place", "Plats"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField("uppgift", max_length=14, choices=Field)
    old = models.TextField("före", blank=True)
    new = models.TextField("efter", blank=True)
    reason = models.CharField("skäl", max_length=300)
    changed_at = models.DateTimeField("ändrat")
    by_label = models.CharField("av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"old", "new", "reason", "by_label"}

    class Meta:
        verbose_name = "rättad uppgift"
        verbose_name_plural = "rättade uppgifter"
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.old or '–'} → {self.new or '–'}"
