"""The areas that coordination and follow-up belong to."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from actors import memory
from actors.models.appointment import Appointment
from actors.models.membership import Membership
from actors.models.user import User


class County(models.Model):
    """A county, as numbered by Statistics Sweden.

    Källa: SCB (län i kodnummerordning).
    """

    code = models.CharField("länskod", max_length=2, primary_key=True)
    letter = models.CharField("länsbokstav", max_length=2, unique=True)
    name = models.CharField("namn", max_length=60)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "län"
        verbose_name_plural = "län"
        ordering = ("code",)
        permissions: ClassVar = [
            ("follow_up_county", "Får följa upp länets kommuner"),
            ("sign_for_county", "Får godkänna och underteckna uppföljningens beslut"),
            ("administer_follow_up", "Får ändra länets inställningar för uppföljningen"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: User) -> "RegionQuerySet":
        """Return the regions where an actor that the user serves is a member now."""
        joined = Membership.objects.current().filter(actor__in=Appointment.objects.actors_of(user))
        keys = memory.keys(("regions", user.pk), joined.values_list("region_id", flat=True))
        return self.filter(pk__in=keys)

    def joined_by(self, actors: Any) -> "RegionQuerySet":
        """Return the regions where one of the actors (keys, or a query for them) is a member."""
        memberships = Membership.objects.current().filter(actor__in=actors)
        return self.filter(pk__in=memberships.values("region_id"))


class Region(models.Model):
    """The area that one coordination serves: a county or a group of counties.

    Källa: Utvecklingsprocessen "län eller gruppering av län"; Avsiktsförklaringen "Så aktiveras
    olika forum".
    """

    name = models.CharField("namn", max_length=80, unique=True)
    slug = models.SlugField("adressnamn", unique=True)
    counties = models.ManyToManyField(County, verbose_name="län", related_name="regions")
    convener = models.ForeignKey(
        "actors.Actor",
        verbose_name="sammankallande länsstyrelse",
        on_delete=models.PROTECT,
        related_name="convenes",
    )
    convener_phone = models.CharField("sammankallandes telefon dygnet runt", max_length=20)
    acknowledge_minutes = models.PositiveSmallIntegerField(
        "minuter innan nästa i kedjan larmas", default=5, validators=[MinValueValidator(1)]
    )
    summons_reminder_minutes = models.PositiveSmallIntegerField(
        "minuter innan den som inte svarat påminns", default=5, validators=[MinValueValidator(1)]
    )
    summons_deputy_minutes = models.PositiveSmallIntegerField(
        "minuter innan ersättaren kallas", default=10, validators=[MinValueValidator(1)]
    )
    summons_phone_minutes = models.PositiveSmallIntegerField(
        "minuter innan funktionen står på ringlistan",
        default=15,
        validators=[MinValueValidator(1)],
    )
    aim_minutes = models.PositiveSmallIntegerField(
        "mål: minuter från begäran till påbörjad konferens", default=20
    )
    sibling_hours = models.PositiveSmallIntegerField(
        "timmar inom vilka en begäran kan gälla samma händelse",
        default=24,
        validators=[MinValueValidator(1)],
    )
    planned_hours = models.PositiveSmallIntegerField(
        "timmar innan nästa i kedjan får besked om ett planerat behov",
        default=24,
        validators=[MinValueValidator(1)],
    )
    message_prefix = models.CharField("inledning i meddelanden", max_length=12, default="SSR")

    objects = RegionQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"convener_phone"}

    class Meta:
        verbose_name = "region"
        verbose_name_plural = "regioner"
        ordering = ("name",)
        permissions: ClassVar = [
            ("convene_in_region", "Får ta emot begäran och sammankalla forum"),
            ("administer_region", "Får förvalta regionens register och inställningar"),
            ("operate_region", "Får se drift och utskick"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region_start", args=[self.slug])
