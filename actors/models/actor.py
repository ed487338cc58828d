"""The organisations that coordinate: each decides for itself."""

from itertools import chain, count
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from actors.models.appointment import Appointment
from actors.models.area import Region
from actors.models.membership import Membership
from actors.models.user import User
from common.swedish import COLLATION


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, user: User) -> "ActorQuerySet":
        """Return the actors of the user's regions, and the actors that the user serves."""
        shared = Membership.objects.current().filter(region__in=Region.objects.visible_to(user))
        return self.filter(
            Q(pk__in=shared.values("actor_id")) | Q(pk__in=Appointment.objects.actors_of(user))
        )

    def in_region(self, region_id: int) -> "ActorQuerySet":
        """Return the actors that are members of the region now."""
        members = Membership.objects.current().filter(region_id=region_id)
        return self.filter(pk__in=members.values("actor_id"))

    def called_in(self, region_id: int) -> "ActorQuerySet":
        """Return the actors that take part in the region only because an event called them in."""
        rows = Membership.objects.current().filter(
            region_id=region_id, kind=Membership.Kind.CALLED_IN
        )
        return self.filter(pk__in=rows.values("actor_id"))

    def free_slug(self, name: str) -> str:
        """Return an address for an actor of that name that no other has."""
        base = slugify(name)[:50] or "aktor"
        slugs = chain([base], (f"{base}-{number}" for number in count(2)))
        return next(slug for slug in slugs if not self.filter(slug=slug).exists())


class Actor(models.Model):
    """An organisation with a part in preparedness.

    Its name may change with the years: ``name`` is the present one, ``names`` the history.
    Källa: Målbilden 1.1.2; Avsiktsförklaringen "Deltagande parter".
    """

    class Kind(models.TextChoices):
        COUNTY_BOARD = "county_board", "Länsstyrelse"
        MUNICIPALITY = "municipality", "Kommun"
        HEALTH_REGION = "health_region", "Region (hälso- och sjukvård)"
        POLICE = "police", "Polis"
        ARMED_FORCES = "armed_forces", "Försvarsmakten"
        FIRE_SERVICE = "fire_service", "Räddningstjänst"
        EMERGENCY_CENTRE = "emergency_centre", "Larmcentral"
        TRANSPORT = "transport", "Transport"
        COAST_GUARD = "coast_guard", "Kustbevakning"
        PORT = "port", "Hamn"
        NATIONAL_AUTHORITY = "national_authority", "Nationell myndighet"
        VOLUNTEER = "volunteer", "Frivillig organisation"
        OTHER = "other", "Annan"

    slug = models.SlugField("adressnamn", max_length=60, unique=True)
    name = models.CharField("namn", max_length=120, db_collation=COLLATION)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    scb_code = models.CharField("kommunkod", max_length=4, blank=True)
    county = models.ForeignKey(
        "actors.County", verbose_name="län", null=True, blank=True, on_delete=models.PROTECT
    )
    phone = models.CharField("telefon dygnet runt", max_length=20, blank=True)
    accepts_live_exercise = models.BooleanField(
        "tar emot övningsutskick till riktiga nummer", default=False
    )

    objects = ActorQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"phone"}

    class Meta:
        verbose_name = "aktör"
        verbose_name_plural = "aktörer"
        ordering = ("name",)
        permissions: ClassVar = [
            ("administer_actor", "Får förvalta aktörens funktioner"),
            ("report_for_municipality", "Får lämna in kommunens dokument och redovisningar"),
            ("lead_municipality", "Får godkänna åtgärdsplaner för kommunens ledning"),
            ("review_referrals", "Får granska ärenden om statlig ersättning"),
            ("administer_method", "Får ändra uppföljningens gemensamma regler och kriterier"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scb_code"], condition=~Q(scb_code=""), name="scb_code_is_unique"
            ),
            models.CheckConstraint(
                name="municipality_has_scb_code",
                condition=Q(kind="municipality", scb_code__regex=r"^\d{4}$")
                | (~Q(kind="municipality") & Q(scb_code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actors:actor", args=[self.slug])


class ActorName(models.Model):
    """A name that an actor had or has, so that old documents keep the name of their day.

    Källa: domain.md 2.1.
    """

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kortnamn", max_length=20, blank=True)
    valid_from = models.DateField("från och med")
    valid_to = models.DateField("till och med", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("valid_from",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="actor_name_ends_after_it_starts",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name
