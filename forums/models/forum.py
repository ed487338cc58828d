"""The bodies where actors meet, and who sits in them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor, Function, Level, Region

if TYPE_CHECKING:
    from actors.models import User


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, user: "User") -> "ForumQuerySet":
        """Return the forums of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class Forum(models.Model):
    """A body of actors on one level, with one name in ordinary and one in activated mode.

    Its mode is no field: it is activated while an activation of it is open.
    Källa: Avsiktsförklaringen "Forum på tre nivåer"; Målbilden 1.4.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="forums")
    slug = models.SlugField("adressnamn")
    level = models.PositiveSmallIntegerField("nivå", choices=Level)
    name = models.CharField("namn i ordinarie läge", max_length=80)
    activated_name = models.CharField("namn i aktiverat läge", max_length=80, blank=True)
    mission = models.TextField("uppdrag", max_length=2000, blank=True)
    is_standing = models.BooleanField("stående forum", default=True)
    scope = models.CharField("geografisk eller tematisk avgränsning", max_length=200, blank=True)
    chair_function = models.ForeignKey(
        Function,
        verbose_name="ordförande i ordinarie läge",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    bridge_number = models.CharField("telefonbrygga", max_length=20, blank=True)
    bridge_code = models.CharField("kod", max_length=12, blank=True)
    link = models.URLField("möteslänk", blank=True)
    room = models.CharField("rum", max_length=120, blank=True)
    fallback = models.CharField("reserv om inget annat fungerar", max_length=200, blank=True)
    is_active = models.BooleanField("i bruk", default=True)

    objects = ForumQuerySet.as_manager()
    history = HistoricalRecords()
    SCRUB: ClassVar[set[str]] = {"bridge_number", "bridge_code", "link"}

    class Meta:
        verbose_name = "forum"
        verbose_name_plural = "forum"
        ordering = ("-level", "name")
        permissions: ClassVar = [("lead_forum", "Får kalla till och leda forumets möten")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "slug"], name="forum_slug_unique_in_region")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:forum", args=[self.region.slug, self.slug])

    @property
    def called_name(self) -> str:
        """The name used when the forum is called or activated."""
        return self.activated_name or self.name


class Seat(models.Model):
    """An actor's place in a forum, filled by one of its functions.

    A function whose mandate is below the forum's level is flagged, not refused.
    Källa: Avsiktsförklaringen "Representation utifrån mandat"; Målbilden 2.1.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="seats")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="seats")
    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="seats")

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "plats"
        verbose_name_plural = "platser"
        ordering = ("actor__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["forum", "actor"], name="one_seat_per_actor_in_forum")
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.function.name}"
